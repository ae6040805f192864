// What meeting.mjs keeps of lines that were not sent, and what becomes of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { UnsentLines, fateAfter, freshToken, linesIn, sendAll, wordsAfter } from "../../static/js/meeting.mjs";

function memory() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), kept };
}

function line(token, text = "words") {
  return { address: "/lines", token, field: "main", text, own: false };
}

test("a line that was taken is sent, one that never will be is refused, and everything else is kept", () => {
  assert.deepEqual([200, 422, 403, 404].map(fateAfter), ["sent", "refused", "refused", "refused"]);
  assert.deepEqual([0, 400, 401, 429, 500, 503].map(fateAfter), Array(6).fill("kept"));
});

test("what is said names the remedy", () => {
  assert.match(wordsAfter(401), /Sign in again/);
  assert.equal(wordsAfter(400), wordsAfter(401));
  assert.equal(wordsAfter(503), wordsAfter(0));
});

test("a record becomes lines with the tokens that its form would bring", () => {
  const values = { wanted: " ", points: " We compared. ", own_points: false, learned: "I talk.", own_learned: true };
  assert.deepEqual(linesIn(values, "form", "/lines"), [
    { address: "/lines", token: "form.main", field: "main", text: "We compared.", own: false },
    { address: "/lines", token: "form.learned", field: "learned", text: "I talk.", own: true },
  ]);
  assert.ok(linesIn({ points: "x" }, "t".repeat(60), "/").every(({ token }) => token.length <= 40));
});

test("a line with the same token is kept once, as it was typed last, and goes when it was sent as it is", () => {
  const storage = memory();
  const unsent = new UnsentLines("ana", () => storage);
  unsent.add(line("1", "first"));
  unsent.add(line("2"));
  unsent.add(line("1", "second"));
  assert.deepEqual(
    unsent.all().map(({ token, text }) => [token, text]),
    [
      ["2", "words"],
      ["1", "second"],
    ],
  );
  unsent.drop(line("1", "first")); // an answer to what was typed before
  assert.equal(unsent.all().length, 2);
  assert.deepEqual(new UnsentLines("ben", () => storage).all(), []);
});

test("where nothing can be kept, that is said and nothing breaks", () => {
  const unsent = new UnsentLines("ana", () => {
    throw new Error("forbidden");
  });
  assert.equal(unsent.add(line("1")), false);
  assert.deepEqual(unsent.all(), []);
});

test("lines are sent in their order, and the first that finds no way keeps those behind it", async () => {
  const storage = memory();
  const unsent = new UnsentLines("ana", () => storage);
  ["1", "2", "3", "4"].forEach((token) => unsent.add(line(token, `text ${token}`)));
  const answers = { 1: 200, 2: 422, 3: 0 };
  const asked = [];
  const told = await sendAll(unsent, async ({ token }) => {
    asked.push(token);
    return { status: answers[token], data: token === "2" ? { error: "Too long." } : { by: "Ana" } };
  });
  assert.deepEqual(asked, ["1", "2", "3"]);
  assert.deepEqual([told.sent.map(({ by }) => by), told.refused, told.status], [["Ana"], ["Too long."], 0]);
  assert.deepEqual(
    unsent.all().map(({ token }) => token),
    ["3", "4"],
  );
  const later = await sendAll(unsent, async () => ({ status: 200, data: {} }));
  assert.equal(later.status, undefined);
  assert.deepEqual(unsent.all(), []);
});

test("what is written after a line was sent has a token of its own", () => {
  assert.match(freshToken(), /^[a-z]{16}$/);
  assert.notEqual(freshToken(), freshToken());
});
