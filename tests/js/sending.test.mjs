// What study.mjs sends, what it sends again, and what it says of an answer.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  goesFirst,
  isAnswered,
  isSameWork,
  lostAfter,
  statusOf,
  statusOfCopy,
  troubleAfter,
  workIn,
} from "../../static/js/study.mjs";

const pairs = Object.entries;
const FIRST = pairs({ seen: "1", text: "She called it" });
const LATER = pairs({ seen: "1", text: "She called it coaching" });

test("work is what was typed: not the page's token, and no file", () => {
  const form = pairs({ csrf_token: "secret", text: "words", upload: { name: "notes.txt" }, answer: "" });
  assert.deepEqual(workIn(form), pairs({ text: "words", answer: "" }));
});

test("two lists hold the same work whatever stored work they were written on", () => {
  assert.ok(isSameWork(pairs({ seen: "1", text: "a" }), pairs({ seen: "2", text: "a" })));
  assert.ok(!isSameWork(pairs({ text: "a" }), pairs({ text: "b" })));
  assert.ok(!isSameWork(pairs({ text: "a" }), pairs({ text: "a", more: "b" })));
});

test("only an answer tells what became of what was sent", () => {
  const answered = [200, 400, 401, 403, 409, 413, 422, 429, "elsewhere"];
  assert.deepEqual(
    [0, 500, 502, 503, 504, ...answered].filter((status) => isAnswered(status)),
    answered,
  );
});

test("what was sent without an answer goes again first, before what was written since", () => {
  const lost = lostAfter(0, undefined, FIRST);
  assert.equal(lost, FIRST);
  assert.ok(goesFirst(lost, LATER));
});

test("nothing goes twice when nothing was written since, and nothing at all when nothing was lost", () => {
  assert.ok(!goesFirst(FIRST, structuredClone(FIRST)));
  assert.ok(!goesFirst(undefined, LATER));
});

test("of several sendings without an answer the oldest goes first: it is the one that may have been stored", () => {
  assert.equal(lostAfter(503, FIRST, LATER), FIRST);
});

test("an answer ends the doubt, also one that refuses", () => {
  for (const status of [200, 409, 422, "elsewhere"]) {
    assert.equal(lostAfter(status, FIRST, LATER), undefined, `${status}`);
  }
});

test("one conflict is work from elsewhere, the other one somebody else's browser", () => {
  assert.equal(statusOf(409, { error: "changed-elsewhere" }), "elsewhere");
  assert.equal(statusOf(409, {}), 409);
  assert.equal(statusOf(200, { error: "changed-elsewhere" }), 200);
});

test("a fresh copy of the page tells whether the same person is signed in", () => {
  assert.equal(statusOfCopy({ browser: "ours" }, "ours"), 200);
  assert.equal(statusOfCopy({ browser: "theirs" }, "ours"), 409);
  assert.equal(statusOfCopy(null, "ours"), 401);
});

test("the page says what is wrong, and nothing when all is well or when it is said beside the text", () => {
  assert.deepEqual([200, 422, "elsewhere"].map(troubleAfter), ["", "", ""]);
  assert.match(troubleAfter(0), /offline/u);
  assert.match(troubleAfter(401), /signed out/u);
  assert.match(troubleAfter(409), /Somebody else/u);
  assert.match(troubleAfter(503), /try again/u);
});
