// What the smaller modules say and decide: the studio, a programme of one's own, and a pack that is being made.

import assert from "node:assert/strict";
import { test } from "node:test";

import { tokenAlone } from "../../static/js/invitation.mjs";
import { hours, segments } from "../../static/js/pick.mjs";
import { isSavedOn, isTriedAgain, saidAfter } from "../../static/js/autosave.mjs";
import { placeOfLine, refusal, savedAt } from "../../static/js/studio.mjs";
import { isOutdated } from "../../static/js/waiting.mjs";

const SOURCE = "# Title\n\nFirst\nLast";

test("that an invitation is looked at sends nothing that was typed", () => {
  const fields = { csrf_token: { value: "abc" }, name: { value: "Ida" }, password: { value: "three tall hats" } };
  assert.equal(tokenAlone(fields).toString(), "csrf_token=abc");
});

test("half-hours add up to hours and minutes", () => {
  assert.deepEqual([0, 30, 60, 90, 600].map(hours), ["0 min", "30 min", "1 h", "1 h 30 min", "10 h"]);
});

test("one segment is one, and none are several", () => {
  assert.deepEqual([0, 1, 2].map(segments), ["0 segments", "1 segment", "2 segments"]);
});

test("a check leads to its line, and to no other", () => {
  const chosen = [1, 2, 3, 4].map((line) => placeOfLine(SOURCE, line)).map(({ from, to }) => SOURCE.slice(from, to));
  assert.deepEqual(chosen, ["# Title", "", "First", "Last"]);
});

test("a line that was deleted since leads to the last one", () => {
  assert.deepEqual(placeOfLine(SOURCE, 9), placeOfLine(SOURCE, 4));
  assert.deepEqual(placeOfLine("", 3), { from: 0, to: 0, line: 1, lines: 1 });
});

test("the studio says when it saved, and how much is to put right", () => {
  assert.equal(savedAt("10:05", 0), "Saved at 10:05");
  assert.equal(savedAt("10:05", 3), "Saved at 10:05, 3 to put right");
});

test("the studio says why it did not save, and where the text is", () => {
  assert.match(refusal(409, "Changed elsewhere."), /^Changed elsewhere\. Press .* still here\.$/u);
  assert.match(refusal(401), /signed out/u);
  assert.match(refusal(403), /somebody else/u);
  assert.match(refusal(413), /shorter/u);
  assert.match(refusal(503), /try again/u);
});

test("the page of a pack is shown anew when the pack is made, failed or gone, and when nobody is signed in", () => {
  assert.ok(["ready", "failed", "gone"].every((state) => isOutdated(200, state)));
  assert.ok(isOutdated(401));
});

test("the page of a pack stays while the pack waits or is made, and while the server is not reached", () => {
  assert.ok(!["waiting", "making"].some((state) => isOutdated(200, state)));
  assert.ok(!isOutdated(0));
  assert.ok(!isOutdated(503));
});

test("a form says when it saved itself, and why it did not", () => {
  assert.equal(saidAfter(200, false, "10:05"), "Saved at 10:05");
  assert.match(saidAfter(200, true, "10:05"), /reload to see both/u);
  assert.match(saidAfter(422), /Press the button/u);
  assert.match(saidAfter(409), /finished/u);
  assert.match(saidAfter(0), /kept in this browser/u);
});

test("a page that does not show the text of another window writes no more over it", () => {
  assert.ok(isSavedOn(200, false) && isSavedOn(0) && isSavedOn(422));
  assert.ok(!isSavedOn(200, true) && !isSavedOn(409));
});

test("what was not reached is tried again, and what was refused is not", () => {
  assert.ok([0, 500, 503].every(isTriedAgain));
  assert.ok(![200, 401, 409, 422].some(isTriedAgain));
});
