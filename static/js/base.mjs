// Small comforts for every page. Each page works without them.
// Tests in tests/js try what is exported; it needs no page. The last lines put everything to work where there is one.

const body = globalThis.document?.body;

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

// Errors come first: the summary has the focus, and its links land in the field.

function followErrorLink(event) {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) {
    return;
  }
  event.preventDefault();
  const heading = field.closest("fieldset")?.querySelector("legend") ?? field.closest(".govuk-form-group");
  (heading ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
}

// Menus close on Escape and on a click elsewhere.

const OPEN_MENUS = "details.menu[open], details.account[open]";

function closeMenuOnEscape(event) {
  const innermost = document.activeElement?.closest(OPEN_MENUS);
  if (innermost && event.key === "Escape") {
    innermost.open = false;
    innermost.querySelector("summary").focus();
  }
}

function closeMenusElsewhere(event) {
  document.querySelectorAll(OPEN_MENUS).forEach((menu) => menu.toggleAttribute("open", menu.contains(event.target)));
}

// On paper stands what is folded here, and all that was typed: a field is as long on paper as on the screen.

const FOLDED = "details:not([open], .menu, .account)";
const TYPED = "textarea, input:not([type]), input:is([type=text], [type=search], [type=url], [type=email])";
let unfolded = [];

function layOutForPaper() {
  unfolded = [...document.querySelectorAll(FOLDED)];
  unfolded.forEach((each) => each.toggleAttribute("open", true));
  for (const field of document.querySelectorAll(TYPED)) {
    if (field.value && !field.closest("[hidden]")) {
      field.after(make("div", { className: "on-paper", textContent: field.value }));
      field.classList.add("has-paper-copy");
    }
  }
}

function layOutForScreen() {
  unfolded.forEach((each) => each.toggleAttribute("open", false));
  document.querySelectorAll(".on-paper").forEach((copy) => copy.remove());
  document.querySelectorAll(".has-paper-copy").forEach((field) => field.classList.remove("has-paper-copy"));
}

// A second click within three seconds sends nothing twice. Forms that a script sends itself are left alone.

const ONE_CLICK = 3000; // milliseconds
const sentAt = new WeakMap();

/** Whether a form that went at `before` (undefined: never yet) goes at `now` by the second half of a double click. */
export function isSecondClick(before, now) {
  return now - (before ?? 0) < ONE_CLICK;
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") {
    return;
  }
  if (isSecondClick(sentAt.get(form), Date.now())) {
    event.preventDefault();
    return;
  }
  sentAt.set(form, Date.now());
  const button = event.submitter;
  button?.setAttribute("aria-disabled", "true");
  setTimeout(() => button?.removeAttribute("aria-disabled"), ONE_CLICK);
}

function letSendAgain(event) {
  if (event.persisted) {
    [...document.forms].forEach((form) => sentAt.delete(form));
  }
}

// Text typed into a form[data-keep="key"] stays in this browser, for this person only, until a page says
// <body data-kept-ok="key"> or a script that saved the form dispatches a bubbling "kept" event on it ("put-aside" when
// other work was stored meanwhile). Where nobody is signed in nothing is kept: the computer may be anybody's.
// What a form holds is one string, its text: the JSON of a list of [name, content]. What is kept is
// {base: the text that the server had, now: the text as typed, at: when, in milliseconds}.

const NEVER_KEPT = new Set(["hidden", "password", "file", "submit", "button", "reset"]);

function isTickable(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function isKeepable(field) {
  return field.name && field.name !== "csrf_token" && !NEVER_KEPT.has(field.type) && field.tagName !== "FIELDSET";
}

/** The fields of a form whose content may stay in the browser: no secrets, files or buttons. */
export function keepable(form) {
  return [...form.elements].filter(isKeepable);
}

/** What a field holds: its value, a list of the values chosen, or [value, whether it is ticked]. */
function contentOf(field) {
  if (isTickable(field)) {
    return [field.value, field.checked];
  }
  return field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

/** What a form holds, as its text. */
export function textOf(form) {
  return JSON.stringify(keepable(form).map((field) => [field.name, contentOf(field)]));
}

function isOf(field, name, content) {
  return name === field.name && (!isTickable(field) || content[0] === field.value);
}

/** [field, content] for each field that a text knows. Content is given out once, so fields of one name take turns. */
export function matched(fields, text) {
  const left = JSON.parse(text);
  const found = [];
  for (const field of fields) {
    const at = left.findIndex(([name, content]) => isOf(field, name, content));
    if (at !== -1) {
      const [[, content]] = left.splice(at, 1);
      found.push([field, content]);
    }
  }
  return found;
}

/** Give a field the content that `textOf` read. */
export function fill(field, content) {
  if (isTickable(field)) {
    field.checked = content[1];
  } else if (field.multiple) {
    for (const option of field.options) {
      option.selected = content.includes(option.value);
    }
  } else {
    field.value = content;
  }
}

function inWords(content) {
  const ticked = content[1] === true ? content[0] : "";
  return Array.isArray(content) ? ticked : content;
}

/** The words of one text that another one lacks, by which somebody knows what they typed. */
export function wordsOnlyIn(text, other) {
  const there = new Set(JSON.parse(other).map((pair) => JSON.stringify(pair)));
  const own = JSON.parse(text).filter((pair) => !there.has(JSON.stringify(pair)));
  return own.map(([, content]) => inWords(content)).filter(Boolean);
}

/** What becomes of what was kept, on a page with the text `base`: "nothing", "put-back", or "aside" if that changed. */
export function fateOf(kept, base) {
  if (!kept || kept.now === base) {
    return "nothing";
  }
  return kept.base === base ? "put-back" : "aside";
}

/** A moment as people say it: 21 November at 10:00. */
export function moment(milliseconds) {
  const parts = { day: "numeric", month: "long", hour: "numeric", minute: "2-digit" };
  return new Date(milliseconds).toLocaleString("en-GB", parts);
}

/** One person's texts in this browser. Where its storage is full or forbidden there are none, and pages still send. */
export class KeptTexts {
  #prefix;
  #storage;
  #open = true;

  constructor(person, storage = () => localStorage) {
    this.#prefix = `keep:${person}:`;
    this.#storage = storage; // asked for each time: where it is forbidden, its very name throws
  }

  #attempt(what, otherwise) {
    try {
      return what(this.#storage());
    } catch {
      return otherwise;
    }
  }

  get(key) {
    return this.#attempt((storage) => JSON.parse(storage.getItem(this.#prefix + key)), null);
  }

  set(key, kept) {
    if (this.#open) {
      this.#attempt((storage) => storage.setItem(this.#prefix + key, JSON.stringify(kept)));
    }
  }

  drop(key) {
    this.#attempt((storage) => storage.removeItem(this.#prefix + key));
  }

  keys() {
    const ours = (storage) => Object.keys(storage).filter((name) => name.startsWith(this.#prefix));
    return this.#attempt(ours, []).map((name) => name.slice(this.#prefix.length));
  }

  /** Remove all of them, and keep no other. */
  close() {
    this.#open = false;
    this.keys().forEach((key) => this.drop(key));
  }
}

/** Put a text into a form, and let every script see it as if it were typed. */
function putInto(form, text) {
  for (const [field, content] of matched(keepable(form), text)) {
    fill(field, content);
    const details = field.closest("details");
    if (details && !isTickable(field) && field.value) {
      details.open = true; // what was put back is seen
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Say something at the head of a form, with a button for each [label, what it does]. */
function say(form, words, ...offers) {
  const box = make("div", { className: "notice notice--kept" });
  box.setAttribute("role", "status");
  box.append(make("p", { textContent: words }));
  for (const [textContent, act] of offers) {
    const button = make("button", { type: "button", className: "button button--small button--secondary", textContent });
    button.addEventListener("click", () => {
      act();
      box.remove();
      keepable(form)[0]?.focus();
    });
    box.append(button);
  }
  form.prepend(box);
  return box;
}

/** What was typed, to unfold; short texts are open. */
function typedWords(text, base) {
  const typed = make("details", { className: "disclosure", open: text.length < 3000 });
  const words = wordsOnlyIn(text, base).map((textContent) => make("p", { className: "as-typed", textContent }));
  typed.append(make("summary", { textContent: "What you typed" }), ...words);
  return typed;
}

/** A form whose text is kept. */
class KeptForm {
  constructor(form, texts) {
    this.form = form;
    this.texts = texts;
    this.key = form.dataset.keep;
    this.asideKey = `${this.key} aside`; // a text that met another one waits here until its writer chooses
    this.base = textOf(form); // what the server has
  }

  begin() {
    this.recall();
    this.offerAside();
    this.form.addEventListener("input", () => this.keepSoon());
    this.form.addEventListener("submit", () => this.keep());
    this.form.addEventListener("put-aside", () => this.texts.set(this.asideKey, this.typed()));
    this.form.addEventListener("kept", () => this.acceptAsSaved());
    window.addEventListener("pagehide", () => this.timer && this.keep());
  }

  typed() {
    return { base: this.base, now: textOf(this.form), at: Date.now() };
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 300);
  }

  keep() {
    clearTimeout(this.timer);
    const typed = this.typed();
    if (typed.now === this.base) {
      this.texts.drop(this.key);
    } else {
      this.texts.set(this.key, typed);
    }
  }

  forget() {
    clearTimeout(this.timer);
    this.texts.drop(this.key);
  }

  acceptAsSaved() {
    this.base = textOf(this.form);
    this.forget();
  }

  /** Put back what was not sent, or aside if the page has changed since. */
  recall() {
    const kept = this.texts.get(this.key);
    const fate = fateOf(kept, this.base);
    if (fate === "put-back") {
      putInto(this.form, kept.now);
      const words = `You typed this on ${moment(kept.at)} and it was not sent yet, so we put it back.`;
      say(this.form, words, ["Discard it", () => this.discard()]);
    } else if (fate === "aside") {
      this.texts.set(this.asideKey, kept);
      this.forget();
    }
  }

  discard() {
    putInto(this.form, this.base);
    this.forget();
  }

  /** Show the text that waits, beside the one of the page. */
  offerAside() {
    const kept = this.texts.get(this.asideKey);
    if (fateOf(kept, this.base) === "nothing") {
      return;
    }
    const words = `You typed something here on ${moment(kept.at)} that was not sent, and the page has changed since.`;
    const putBack = ["Put my text back", () => this.takeAside(kept)];
    const box = say(this.form, words, putBack, ["Discard it", () => this.texts.drop(this.asideKey)]);
    box.dataset.choice = "";
    box.firstElementChild.after(typedWords(kept.now, this.base));
  }

  takeAside(kept) {
    putInto(this.form, kept.now);
    this.keep();
    this.texts.drop(this.asideKey);
  }
}

/** Keep what is typed, on a page of somebody who is signed in. */
function keepTexts(texts) {
  const sent = (body.dataset.keptOk ?? "").split(" ").filter(Boolean);
  sent.forEach((key) => texts.drop(key));
  if (!body.dataset.person) {
    return;
  }
  const mind = (form) => new KeptForm(form, texts).begin();
  document.querySelectorAll("form[data-keep]").forEach(mind);
  document.addEventListener("form-added", (event) => mind(event.target)); // by a script that drew a part of the page again
}

// Signing out of a shared computer leaves no unsent text behind, and asks before it removes any.

const SURE = `Something you typed has not been sent yet. If you sign out now it is removed from this computer.

Cancel to go back and send it first.`;

function signOut(event, texts) {
  const isUnsent = texts.keys().length > 0;
  if (isUnsent && confirm(SURE)) {
    texts.close();
  } else if (isUnsent) {
    event.preventDefault();
  }
}

function begin() {
  document.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("click", followErrorLink);
  document.addEventListener("keydown", closeMenuOnEscape);
  document.addEventListener("click", closeMenusElsewhere);
  window.addEventListener("beforeprint", layOutForPaper);
  window.addEventListener("afterprint", layOutForScreen);
  document.addEventListener("submit", sendOnce);
  window.addEventListener("pageshow", letSendAgain);
  const texts = new KeptTexts(body.dataset.person);
  keepTexts(texts);
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", (event) => signOut(event, texts));
}

if (body) {
  begin();
}
