// When time at work counts in study.mjs. Moments are in milliseconds, and given: no test waits.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ActiveTime } from "../../static/js/study.mjs";

const SECOND = 1000;
const still = () => false;
const playing = () => true;

test("time counts while something is done", () => {
  const active = new ActiveTime(0);
  active.act(100 * SECOND);
  assert.ok(active.beats(200 * SECOND, false, still));
});

test("two minutes without a sign still count, and a moment more does not", () => {
  const active = new ActiveTime(0);
  assert.ok(active.beats(120 * SECOND, false, still));
  assert.ok(!active.beats(120 * SECOND + 1, false, still));
});

test("a clip that plays is work with hands still", () => {
  assert.ok(new ActiveTime(0).beats(600 * SECOND, false, playing));
});

test("a page that nobody sees counts nothing, whatever plays", () => {
  const active = new ActiveTime(0);
  assert.ok(!active.beats(1, true, playing));
});

test("nobody asks for clips while hands move", () => {
  const asked = () => assert.fail("a page may have many clips");
  assert.ok(new ActiveTime(0).beats(SECOND, false, asked));
});

test("the first beat starts, and the next ones go on from it", () => {
  const active = new ActiveTime(0);
  assert.ok(active.isStarting);
  active.beats(0, false, still);
  active.answered(200);
  assert.ok(!active.isStarting);
});

test("after an absence counting starts anew, so that the absence counts nothing", () => {
  const active = new ActiveTime(0);
  active.answered(200);
  active.beats(300 * SECOND, false, still);
  assert.ok(active.isStarting);
});

test("after a beat that did not arrive counting starts anew", () => {
  for (const status of [0, 401, 409, 503]) {
    const active = new ActiveTime(0);
    active.answered(200);
    active.answered(status);
    assert.ok(active.isStarting, `${status}`);
  }
});

test("coming back starts anew, with a beat unless one went ten seconds ago or less", () => {
  const active = new ActiveTime(0);
  active.beats(100 * SECOND, false, still);
  active.answered(200);
  assert.ok(!active.comeBack(110 * SECOND));
  assert.ok(active.isStarting);
  assert.ok(active.comeBack(110 * SECOND + 1));
});

test("coming back is a sign of somebody", () => {
  const active = new ActiveTime(0);
  active.comeBack(500 * SECOND);
  assert.ok(active.beats(600 * SECOND, false, still));
});
