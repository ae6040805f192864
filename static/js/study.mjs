// Studying: work saves itself, activities answer in place, and time at work is counted. Every form also works without this.
// Tests in tests/js try what is exported; it needs no page. The last lines put everything to work where there is one.

const page = globalThis.document?.querySelector("[data-study]");
const article = page?.querySelector("article");
const trouble = page?.querySelector("[data-trouble]");
const { beats, browser } = page?.dataset ?? {};
let token = page?.dataset.token;
let isOver = page ? "finished" in page.dataset : false;

// What an answer means. Its status is HTTP's, or 0 when nothing was reached, or "elsewhere" when other work was stored
// here meanwhile, from another tab or another device.

const UNSENT = "We could not save that just now. It is kept in this browser, and we try again.";
const SAY = {
  0: "You seem to be offline. What you write is kept in this browser, and saved when you are back. Your time is not counted meanwhile.",
  401: "You were signed out. What you write is kept in this browser. Sign in again in another tab, and it is saved here.",
  409: "Somebody else signed in in this browser. What you wrote is kept for you, and saved when you sign in again and open this page.",
  422: "This is more than we can save. Make it shorter.",
  elsewhere:
    "You wrote something else here in another tab or on another device. What you wrote here is kept in this browser: reload this page to see both and choose.",
};
const NO_TROUBLE = new Set([200, 422, "elsewhere"]); // the last two are said beside the text

/** What the page says after an answer; nothing when all is well. */
export function troubleAfter(status) {
  return NO_TROUBLE.has(status) ? "" : (SAY[status] ?? UNSENT);
}

/** The status that an answer has for this page. */
export function statusOf(status, data) {
  return status === 409 && data.error === "changed-elsewhere" ? "elsewhere" : status;
}

/** Whether it is known what became of what was sent: without an answer it may have been stored or not. */
export function isAnswered(status) {
  return status !== 0 && !(status >= 500);
}

/** Whose page a fresh copy of it is, which is null where nobody is signed in: ours (200), somebody else's (409), or 401. */
export function statusOfCopy(copy, ours) {
  const whose = copy?.browser === ours ? 200 : 409;
  return copy ? whose : 401;
}

// What is sent: a list of [name, value].

/** The pairs of a form that are work: no token of the page, no files. */
export function workIn(pairs) {
  return pairs.filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isWritten([name]) {
  return name !== "seen"; // the mark of the stored work
}

/** Whether somebody wrote the same in two lists. */
export function isSameWork(one, other) {
  return isSame(one.filter(isWritten), other.filter(isWritten));
}

/** Whether `lost`, sent before without an answer (or undefined), goes again before `fields`. */
export function goesFirst(lost, fields) {
  return lost !== undefined && !isSame(lost, fields);
}

/** What goes again first after an answer to `sent`: the oldest work of which nobody knows whether it was stored. */
export function lostAfter(status, lost, sent) {
  return isAnswered(status) ? undefined : (lost ?? sent);
}

/** The work in a form, with the button that was pressed. */
function fieldsOf(form, button) {
  const pressed = button?.name ? [[button.name, button.value]] : [];
  return workIn([...new FormData(form), ...pressed]);
}

// Asking the server.

function post(address, body, keepalive = false) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
  return fetch(address, { method: "POST", keepalive, body: JSON.stringify(body), headers });
}

/** After signing in again the page's token is too old: take a new one from a fresh copy, if that is the same person's. */
async function renew() {
  const answer = await fetch(location.pathname);
  const copy = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-study]");
  const status = statusOfCopy(copy && copy.dataset, browser);
  if (status === 200) {
    token = copy.dataset.token;
  }
  return status;
}

/** The answer, of this page or after renewing its token, and the status it has then. */
async function postWithToken(address, body, keepalive) {
  const answer = await post(address, body, keepalive);
  if (answer.status !== 400 && answer.status !== 401) {
    return { answer, status: answer.status };
  }
  const status = await renew();
  if (status !== 200) {
    return { answer, status };
  }
  const second = await post(address, body);
  return { answer: second, status: second.status };
}

/** The answer as {status, data}; says what is wrong. */
async function ask(address, body, keepalive) {
  let asked = { status: 0, data: {} };
  try {
    const { answer, status } = await postWithToken(address, body, keepalive);
    const data = await answer.json().catch(() => ({}));
    asked = { status: statusOf(status, data), data };
  } catch {
    // nothing was reached
  }
  trouble.textContent = troubleAfter(asked.status);
  return asked;
}

// What the page shows.

/** Tell base.mjs what became of a form's text. */
function announce(what, form) {
  form.dispatchEvent(new Event(what, { bubbles: true }));
}

function note(form, said, isAlarm = false) {
  const place = form.closest("[data-activity]").querySelector("[data-saved]");
  if (place) {
    place.textContent = said;
    place.classList.toggle("activity__saved--alarm", isAlarm);
  }
}

/** What is done and left, beside the text; and that the segment is finished, below `near` or the text. */
function show({ side, finished }, near) {
  if (side) {
    page.querySelector("[data-side]").innerHTML = side; // oxlint-disable-line no-restricted-properties -- drawn by our server
  }
  if (!finished) {
    return;
  }
  isOver = true;
  const box = Object.assign(document.createElement("div"), { className: "notice" });
  box.setAttribute("role", "status");
  (near ?? article.lastChild).after(box);
  const words = Object.assign(document.createElement("p"), { textContent: "You have finished this segment. " });
  words.append(page.querySelector("[data-side] a").cloneNode(true));
  box.append(words); // once it is in the page, so that it is read out
}

// One form, one question at a time: each carries the mark of the stored work that the answer before it brought (`seen`).
// What was sent without an answer goes again first: it may have been stored, and would look like another tab's.

const unsaved = new Map(); // each form with work to save, and the timer that will
const turns = new WeakMap();
const unanswered = new WeakMap();

async function sendNow(form, sent, keepalive) {
  const typed = fieldsOf(form);
  const { status, data } = await ask(form.action, sent, keepalive);
  const { seen } = form.elements;
  if (seen) {
    seen.value = data.seen ?? seen.value;
    unanswered.set(form, lostAfter(status, unanswered.get(form), sent.fields));
  }
  if (status === "elsewhere") {
    announce("put-aside", form);
    unsaved.delete(form);
    note(form, SAY.elsewhere, true);
  }
  return { status, data, typed };
}

async function sendInTurn(form, make, keepalive) {
  const lost = unanswered.get(form);
  if (goesFirst(lost, fieldsOf(form))) {
    const before = await sendNow(form, { fields: lost }, keepalive);
    if (before.status !== 200 && before.status !== 422) {
      return before;
    }
  }
  return sendNow(form, make(), keepalive);
}

/** Send what `make` gives when it is this form's turn: {status, data, typed: the work in the form at that time}. */
function send(form, make, keepalive) {
  const turn = turns.get(form) ?? Promise.resolve();
  const answer = turn.then(() => sendInTurn(form, make, keepalive));
  const over = answer.catch(() => {});
  turns.set(form, over);
  return answer;
}

// Saving by itself: a moment after the last key, when the page is left, and again after trouble.

function tellSaved(form) {
  const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  unsaved.delete(form);
  announce("kept", form);
  form.querySelector(".notice--kept:not([data-choice])")?.remove();
  note(form, `Saved at ${time}`);
}

async function save(form, keepalive = false) {
  clearTimeout(unsaved.get(form));
  const { status, typed } = await send(form, () => ({ fields: fieldsOf(form) }), keepalive);
  if (status === 200) {
    if (isSameWork(typed, fieldsOf(form))) {
      tellSaved(form);
    }
  } else if (status !== "elsewhere") {
    note(form, status === 422 ? SAY[422] : "Not saved yet. Kept in this browser.");
  }
}

function saveSoon(form) {
  clearTimeout(unsaved.get(form));
  unsaved.set(form, setTimeout(save, 1500, form));
}

function saveAll(keepalive) {
  const here = [...unsaved.keys()].filter((form) => form.isConnected);
  here.forEach((form) => save(form, keepalive));
}

function saveByItself() {
  article.addEventListener("input", (event) => {
    const { form } = event.target;
    if (form?.dataset.keep) {
      saveSoon(form);
    }
  });
  article.querySelectorAll("form:has(> .notice--kept:not([data-choice]))").forEach(saveSoon); // what base.mjs put back
  window.addEventListener("online", () => saveAll());
  setInterval(saveAll, 30_000);
}

// A pressed button: the activity comes back drawn, with feedback.

const busy = new WeakSet();

/** Where the eye goes in an activity that was drawn again: to what is wrong, else the feedback, else the heading. */
function placeToLook(drawn) {
  const wrong = drawn.querySelector(".govuk-error-message")?.parentElement;
  const field = wrong?.querySelector("input:not([type=hidden]), select, textarea");
  const said = [...drawn.querySelectorAll("[data-feedback]")].find((place) => place.textContent.trim());
  return field ?? said ?? drawn.querySelector("h2");
}

/** Put an activity that our server drew in the place of `section`. */
function redraw(section, html) {
  const drawn = document.createRange().createContextualFragment(html).firstElementChild; // oxlint-disable-line no-restricted-properties -- by our server
  section.replaceWith(drawn);
  drawn.querySelectorAll("form[data-keep]").forEach((form) => announce("form-added", form));
  placeToLook(drawn).focus();
  return drawn;
}

function showFinished(form, section, { status, data, typed }) {
  if (status === "elsewhere") {
    return;
  }
  if (!data.html) {
    if (form.dataset.keep) {
      unsaved.set(form, undefined);
    }
    note(form, "Not sent yet. It is kept in this browser: press the button again in a moment.");
    return;
  }
  if (status === 200) {
    announce("kept", form);
  }
  if (isSameWork(typed, fieldsOf(form))) {
    show(data, redraw(section, data.html));
  } else {
    unsaved.set(form, undefined); // somebody writes on meanwhile
    show(data, section);
  }
}

async function finish(event) {
  const form = event.target;
  const section = form.closest("[data-activity]");
  if (!section) {
    return;
  }
  event.preventDefault();
  if (busy.has(form)) {
    return;
  }
  busy.add(form);
  clearTimeout(unsaved.get(form));
  unsaved.delete(form);
  const answer = await send(form, () => ({ fields: fieldsOf(form, event.submitter), finish: true }));
  busy.delete(form);
  showFinished(form, section, answer);
}

// Time at work: a beat at most every 30 s while the page is in view and something was done in the last two minutes.

const SIGNS = ["pointerdown", "pointermove", "keydown", "scroll", "touchstart", "wheel"];
const STILL = 120_000; // milliseconds without a sign, after which somebody is taken to be away
const SOON = 10_000; // milliseconds after a beat in which coming back sends no other one

/** When time counts. Moments are in milliseconds. */
export class ActiveTime {
  #acted;
  #beatAt = 0;
  isStarting = true; // the next beat counts no time before it

  constructor(now) {
    this.#acted = now;
  }

  act(now) {
    this.#acted = now;
  }

  /** Whether a beat is sent now; `hasClip` tells, where hands are still, whether a clip plays. */
  beats(now, isHidden, hasClip) {
    const isAway = isHidden || (now - this.#acted > STILL && !hasClip());
    if (isAway) {
      this.isStarting = true;
    } else {
      this.#beatAt = now;
    }
    return !isAway;
  }

  answered(status) {
    this.isStarting = status !== 200;
  }

  /** Back in view: whether that is long enough after the last beat for another one. */
  comeBack(now) {
    this.isStarting = true;
    this.#acted = now;
    return now - this.#beatAt > SOON;
  }
}

function isPlaying() {
  return [...document.querySelectorAll("video, audio")].some((clip) => !clip.paused && !clip.ended);
}

/** A name for this tab, which lasts as long as the tab does. */
function nameOfTab() {
  const drawn = crypto.getRandomValues(new Uint8Array(8));
  const name = Array.from(drawn, (byte) => byte.toString(36)).join("");
  try {
    sessionStorage.tab ??= name;
    return sessionStorage.tab;
  } catch {
    return name;
  }
}

async function beat(active, tab) {
  if (isOver || !active.beats(Date.now(), document.hidden, isPlaying)) {
    return;
  }
  const { status, data } = await ask(beats, { tab, browser, starting: active.isStarting });
  active.answered(status);
  if (status === 200) {
    page.querySelector("[data-active-minutes]")?.replaceChildren(Math.floor(data.active_seconds / 60));
    show(data);
  }
}

function countTime() {
  const active = new ActiveTime(Date.now());
  const tab = nameOfTab();
  for (const sign of SIGNS) {
    document.addEventListener(sign, () => active.act(Date.now()), { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && active.comeBack(Date.now())) {
      beat(active, tab);
    }
    saveAll(document.hidden);
  });
  setInterval(beat, 30_000, active, tab);
  beat(active, tab);
}

if (page) {
  saveByItself();
  article.addEventListener("submit", finish);
  countTime();
}
