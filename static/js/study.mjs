// Studying: work saves itself, activities answer in place, and time at work is counted. Every form also works without this.

const page = document.querySelector("[data-study]");
const article = page.querySelector("article");
const trouble = page.querySelector("[data-trouble]");
const { beats, browser } = page.dataset;
let { token } = page.dataset;
let over = "finished" in page.dataset;

const SAY = {
  0: "You seem to be offline. What you write is kept in this browser, and saved when you are back. Your time is not counted meanwhile.",
  401: "You were signed out. What you write is kept in this browser. Sign in again in another tab, and it is saved here.",
  409: "Somebody else signed in in this browser. What you wrote is kept for you, and saved when you sign in again and open this page.",
  422: "This is more than we can save. Make it shorter.",
  elsewhere: "You wrote something else here in another tab or on another device. What you wrote here is kept in this browser: reload this page to see both and choose.",
};

const post = (address, body, keepalive = false) => fetch(address, { method: "POST", keepalive, body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token } });

// After signing in again the page's token is too old: take a new one from a fresh copy of the page, if it is still the same person's.
const renew = async () => {
  const copy = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html").querySelector("[data-study]");
  if (copy?.dataset.browser === browser) token = copy.dataset.token;
  return copy ? (copy.dataset.browser === browser ? 200 : 409) : 401;
};

// The answer as {status, data}; status 0 when nothing was reached.
const ask = async (address, body, keepalive) => {
  try {
    let answer = await post(address, body, keepalive);
    let { status } = answer;
    if (status === 400 || status === 401) {
      status = await renew();
      if (status === 200) ({ status } = answer = await post(address, body));
    }
    const data = await answer.json().catch(() => ({}));
    if (status === 409 && data.error === "changed-elsewhere") status = "elsewhere"; // said beside the text
    trouble.textContent = [200, 422, "elsewhere"].includes(status) ? "" : SAY[status] ?? "We could not save that just now. It is kept in this browser, and we try again.";
    return { status, data };
  } catch {
    trouble.textContent = SAY[0];
    return { status: 0, data: {} };
  }
};

const fields = (form, button) => [...new FormData(form), ...(button?.name ? [[button.name, button.value]] : [])]
  .filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const note = (form, said, alarm = false) => {
  const place = form.closest("[data-activity]").querySelector("[data-saved]");
  if (!place) return;
  place.textContent = said;
  place.classList.toggle("activity__saved--alarm", alarm);
};

const draw = ({ side, finished }, near) => {
  if (side) page.querySelector("[data-side]").innerHTML = side;
  if (!finished) return;
  over = true;
  const box = Object.assign(document.createElement("div"), { className: "notice" });
  box.setAttribute("role", "status");
  near ? near.after(box) : article.append(box);
  const words = Object.assign(document.createElement("p"), { textContent: "You have finished this segment. " });
  words.append(page.querySelector("[data-side] a").cloneNode(true));
  box.append(words);
};

// One form, one question at a time: each carries the mark of the stored work that the answer before it brought (`seen`).
// Whatever was sent without an answer is sent again first, since it may have been stored: else it would look like another tab's.
const turns = new WeakMap();
const unanswered = new WeakMap();
const send = (form, make, keepalive) => {
  const answer = (turns.get(form) ?? Promise.resolve()).then(async () => {
    const lost = unanswered.get(form);
    if (lost && !same(lost, fields(form))) {
      const before = await once(form, { fields: lost }, keepalive);
      if (before.status !== 200 && before.status !== 422) return before;
    }
    return once(form, make(), keepalive);
  });
  turns.set(form, answer.catch(() => {}));
  return answer;
};
const once = async (form, sent, keepalive) => {
  const typed = fields(form);
  const { status, data } = await ask(form.action, sent, keepalive);
  const { seen } = form.elements;
  if (seen && typeof data.seen === "string") seen.value = data.seen;
  if (status !== 0 && !(status >= 500)) unanswered.delete(form);
  else if (seen && !unanswered.has(form)) unanswered.set(form, sent.fields);
  if (status === "elsewhere") {
    form.dispatchEvent(new Event("put-aside", { bubbles: true }));
    unsaved.delete(form);
    note(form, SAY.elsewhere, true);
  }
  return { status, data, typed };
};
const words = (pairs) => pairs.filter(([name]) => name !== "seen");

// Saving by itself: a moment after the last key, when the page is left, and again after trouble.
const unsaved = new Map();
const save = async (form, keepalive = false) => {
  clearTimeout(unsaved.get(form));
  const { status, typed } = await send(form, () => ({ fields: fields(form) }), keepalive);
  if (status === 200) {
    if (!same(words(typed), words(fields(form)))) return;
    unsaved.delete(form);
    form.dispatchEvent(new Event("kept", { bubbles: true }));
    form.querySelector(".notice--kept:not([data-choice])")?.remove();
    note(form, `Saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`);
  } else if (status !== "elsewhere") note(form, status === 422 ? SAY[422] : "Not saved yet. Kept in this browser.");
};
const saveAll = (keepalive) => { for (const form of unsaved.keys()) if (form.isConnected) save(form, keepalive); };
article.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.keep) return;
  clearTimeout(unsaved.get(form));
  unsaved.set(form, setTimeout(save, 1500, form));
});
for (const form of article.querySelectorAll("form:has(> .notice--kept:not([data-choice]))")) unsaved.set(form, setTimeout(save, 1500, form)); // put back
window.addEventListener("online", () => saveAll());
setInterval(saveAll, 30_000);

// A pressed button: the activity comes back drawn, with feedback.
const busy = new WeakSet();
article.addEventListener("submit", async (event) => {
  const form = event.target;
  const section = form.closest("[data-activity]");
  if (!section) return;
  event.preventDefault();
  if (busy.has(form)) return;
  busy.add(form);
  clearTimeout(unsaved.get(form));
  unsaved.delete(form);
  const { status, data, typed } = await send(form, () => ({ fields: fields(form, event.submitter), finish: true }));
  busy.delete(form);
  if (status === "elsewhere") return;
  if (!data.html) {
    if (form.dataset.keep) unsaved.set(form);
    return note(form, "Not sent yet. It is kept in this browser: press the button again in a moment.");
  }
  if (status === 200) form.dispatchEvent(new Event("kept", { bubbles: true }));
  if (!same(words(typed), words(fields(form)))) { unsaved.set(form); return draw(data, section); }
  const fresh = document.createRange().createContextualFragment(data.html).firstElementChild;
  section.replaceWith(fresh);
  for (const each of fresh.querySelectorAll("form[data-keep]")) each.dispatchEvent(new Event("form-added", { bubbles: true }));
  const wrong = fresh.querySelector(".govuk-error-message")?.parentElement.querySelector("input:not([type=hidden]), select, textarea");
  const said = [...fresh.querySelectorAll("[data-feedback]")].find((place) => place.textContent.trim());
  (wrong ?? said ?? fresh.querySelector("h2")).focus();
  draw(data, fresh);
});

// Time at work: a beat at most every 30 s while the page is in view and something was done in the last two minutes.
const tab = (() => {
  const made = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(36)).join("");
  try { return sessionStorage.tab ??= made(); } catch { return made(); }
})();
let acted = Date.now();
let last = 0;
let starting = true;
for (const sign of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart", "wheel"]) {
  document.addEventListener(sign, () => { acted = Date.now(); }, { passive: true, capture: true });
}
const playing = () => [...document.querySelectorAll("video, audio")].some((clip) => !clip.paused && !clip.ended);
const beat = async () => {
  if (over) return;
  if (document.hidden || (Date.now() - acted > 120_000 && !playing())) { starting = true; return; }
  last = Date.now();
  const { status, data } = await ask(beats, { tab, browser, starting });
  starting = status !== 200;
  if (status !== 200) return;
  const minutes = page.querySelector("[data-active-minutes]");
  if (minutes) minutes.textContent = Math.floor(data.active_seconds / 60);
  draw(data);
};
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return saveAll(true);
  starting = true;
  acted = Date.now();
  if (acted - last > 10_000) beat();
  saveAll();
});
setInterval(beat, 30_000);
beat();
