// What words.mjs counts, and what it says of a text beside the length that is asked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { saidOf, wordsIn } from "../../static/js/words.mjs";

test("words are what stands between spaces and line ends, but for a dash alone", () => {
  assert.deepEqual(["", " \n ", "one", " What I learned –\nand from whom. "].map(wordsIn), [0, 0, 1, 6]);
});

test("a text within a tenth of what is asked is right, and nothing is said of it", () => {
  assert.deepEqual(
    [0, 719, 720, 880, 881].map((words) => saidOf(words, 800).split(". ").length),
    [1, 2, 1, 1, 2],
  );
});

test("where no length is named only words are counted, and none is no news", () => {
  assert.deepEqual([saidOf(0, 0), saidOf(1, 0), saidOf(1200, 0)], ["", "1 word.", "1,200 words."]);
});
