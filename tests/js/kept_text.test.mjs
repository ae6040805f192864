// What base.mjs keeps of what was typed: which fields, how they are put back, and what becomes of what was not sent.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  fateOf,
  fill,
  isSecondClick,
  KeptTexts,
  keepable,
  matched,
  moment,
  textOf,
  wordsOnlyIn,
} from "../../static/js/base.mjs";

const text = (name, value) => ({ name, value, type: "text", tagName: "INPUT" });
const box = (name, value, checked) => ({ name, value, checked, type: "checkbox", tagName: "INPUT" });
const form = (...elements) => ({ elements });

/** A list of which several options may be chosen. */
function list(name, ...values) {
  const options = ["a", "b", "c"].map((value) => ({ value, selected: values.includes(value) }));
  return {
    name,
    type: "select-multiple",
    multiple: true,
    tagName: "SELECT",
    options,
    get selectedOptions() {
      return options.filter((option) => option.selected);
    },
  };
}

/** Put a text into a form as base.mjs does. */
function putInto(fields, kept) {
  for (const [field, content] of matched(keepable(fields), kept)) {
    fill(field, content);
  }
}

test("secrets, files and buttons are not kept", () => {
  const secret = { name: "password", value: "secret", type: "password" };
  const token = { name: "csrf_token", value: "token", type: "text" };
  const rest = ["hidden", "file", "submit", "button", "reset"].map((type) => ({ name: type, value: type, type }));
  const group = { name: "group", tagName: "FIELDSET" };
  const nameless = text("", "words");
  assert.equal(textOf(form(secret, token, ...rest, group, nameless, text("title", "Day"))), '[["title","Day"]]');
});

test("every kind of field comes back as it was left", () => {
  const left = form(text("title", "Day"), box("agree", "yes", true), list("where", "a", "c"));
  const fresh = form(text("title", ""), box("agree", "yes", false), list("where", "b"));
  putInto(fresh, textOf(left));
  assert.equal(textOf(fresh), textOf(left));
});

test("fields of one name take turns", () => {
  const fresh = form(text("row", ""), text("row", ""), text("row", "third"));
  putInto(fresh, textOf(form(text("row", "one"), text("row", "two"))));
  assert.deepEqual(
    fresh.elements.map((field) => field.value),
    ["one", "two", "third"],
  );
});

test("a tick comes back to its own box, wherever that stands now", () => {
  const fresh = form(box("segments", "c", false), box("segments", "b", true), box("segments", "a", false));
  putInto(fresh, textOf(form(box("segments", "a", true), box("segments", "b", false))));
  assert.deepEqual(
    fresh.elements.map((field) => field.checked),
    [false, false, true],
  );
});

test("what a form no longer has is left out, and what is new in it stays", () => {
  const fresh = form(text("impact", "new"));
  putInto(fresh, textOf(form(text("gone", "old"))));
  assert.equal(fresh.elements[0].value, "new");
});

test("somebody knows what they typed by the words that the page does not have", () => {
  const typed = form(text("title", "Day"), text("impact", "Much"), box("agree", "yes", true), list("where", "a", "c"));
  const there = form(text("title", "Day"), text("impact", ""), box("agree", "yes", false), list("where", "b"));
  assert.deepEqual(wordsOnlyIn(textOf(typed), textOf(there)), ["Much", "yes"]);
  assert.deepEqual(wordsOnlyIn(textOf(there), textOf(typed)), []);
});

test("what was kept is put back on the page it was typed on, and waits aside when that has changed", () => {
  const kept = { base: "old", now: "typed", at: 0 };
  assert.equal(fateOf(kept, "old"), "put-back");
  assert.equal(fateOf(kept, "changed since"), "aside");
});

test("what the server has already is not put back, nor what was never kept", () => {
  assert.equal(fateOf({ base: "old", now: "typed", at: 0 }, "typed"), "nothing");
  assert.equal(fateOf(null, "old"), "nothing");
});

test("a moment is said as people say it", () => {
  assert.match(moment(Date.UTC(2026, 10, 21, 10, 5)), /^21 November(,| at) 10:05$/u);
});

test("a second click within three seconds is one click", () => {
  assert.ok(isSecondClick(10_000, 12_999));
  assert.ok(!isSecondClick(10_000, 13_000));
  assert.ok(!isSecondClick(undefined, 13_000), "what never went goes");
});

/** A browser's storage. */
class Storage {
  getItem(key) {
    return this[key] ?? null;
  }

  setItem(key, value) {
    this[key] = value;
  }

  removeItem(key) {
    delete this[key];
  }
}

test("texts are one person's, in a browser that several use", () => {
  const storage = new Storage();
  const aminas = new KeptTexts("amina", () => storage);
  const bens = new KeptTexts("ben", () => storage);
  aminas.set("entry", { now: "Amina's" });
  bens.set("entry", { now: "Ben's" });
  assert.deepEqual(aminas.get("entry"), { now: "Amina's" });
  assert.deepEqual(bens.keys(), ["entry"]);
  aminas.drop("entry");
  assert.equal(aminas.get("entry"), null);
  assert.deepEqual(bens.get("entry"), { now: "Ben's" });
});

test("signing out leaves none of one's texts behind, and none comes after", () => {
  const storage = new Storage();
  storage.setItem("theme", "dark");
  const texts = new KeptTexts("amina", () => storage);
  texts.set("entry", { now: "one" });
  texts.set("entry aside", { now: "other" });
  texts.close();
  texts.set("entry", { now: "late" });
  assert.deepEqual(Object.keys(storage), ["theme"]);
});

test("a storage that is forbidden or full holds nothing, and nothing breaks", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  const texts = new KeptTexts("amina", forbidden);
  texts.set("entry", { now: "words" });
  texts.drop("entry");
  texts.close();
  assert.equal(texts.get("entry"), null);
  assert.deepEqual(texts.keys(), []);
});

test("what cannot be read is as if it were not there", () => {
  const storage = new Storage();
  storage.setItem("keep:amina:entry", "{broken");
  assert.equal(new KeptTexts("amina", () => storage).get("entry"), null);
});
