// What somebody is told while a form is kept as they type.

import assert from "node:assert/strict";
import { test } from "node:test";
import { saidAfter } from "../../static/js/autosave.mjs";

test("kept is said when it is kept, and another device's text is spoken of", () => {
  assert.equal(saidAfter(200, { alone: true }), "Kept.");
  assert.match(saidAfter(200, { alone: false }), /another device/);
});

test("nobody is told that something is kept when it is not", () => {
  for (const status of [0, 401, 409, 422, 500, 503]) {
    assert.doesNotMatch(saidAfter(status, null), /^Kept/);
  }
});
