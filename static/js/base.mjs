// Small comforts for every page. Each page works without them.

const body = document.body;

// Errors come first: focus the summary, and let its links land in the field.
document.querySelector("[data-error-summary]")?.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  (field.closest("fieldset")?.querySelector("legend") ?? field.closest(".govuk-form-group") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});

// Menus close on Escape and on a click elsewhere.
const menus = "details.menu[open], details.account[open]";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = [...document.querySelectorAll(menus)].filter((menu) => menu.contains(document.activeElement)).pop();
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
});

// On paper stands what is folded here, and all that was typed: a field is as long on paper as on the screen.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open], .menu, .account)")];
  for (const each of opened) each.open = true;
  for (const field of document.querySelectorAll("textarea, input:not([type]), input:is([type=text], [type=search], [type=url], [type=email])")) {
    if (!field.value || field.closest("[hidden]")) continue;
    field.after(Object.assign(document.createElement("div"), { className: "on-paper", textContent: field.value }));
    field.classList.add("has-paper-copy");
  }
});
window.addEventListener("afterprint", () => {
  for (const each of opened) each.open = false;
  for (const copy of document.querySelectorAll(".on-paper")) copy.remove();
  for (const field of document.querySelectorAll(".has-paper-copy")) field.classList.remove("has-paper-copy");
});

// A second click within three seconds sends nothing twice. Forms that a script sends itself are left alone.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get") return;
  if (Date.now() - (sent.get(form) ?? 0) < 3000) return event.preventDefault();
  sent.set(form, Date.now());
  const button = event.submitter;
  button?.setAttribute("aria-disabled", "true");
  setTimeout(() => button?.removeAttribute("aria-disabled"), 3000);
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
});

// Text typed into a form[data-keep="key"] stays in this browser, for this person only, until a page says
// <body data-kept-ok="key"> or a script that saved the form dispatches a bubbling "kept" event on it ("put-aside" when other work was stored meanwhile).
// Where nobody is signed in nothing is kept: the computer may be anybody's.
const mine = `keep:${body.dataset.person}:`;
let leaving = false;
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(mine + key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(mine + key, JSON.stringify(value)); } catch { /* full or forbidden: the page still sends */ } },
  drop(key) { try { localStorage.removeItem(mine + key); } catch { /* as above */ } },
  keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(mine)); } catch { return []; } },
};
const keepable = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrf_token"
  && !["hidden", "password", "file", "submit", "button", "reset"].includes(field.type) && field.tagName !== "FIELDSET");
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const read = (form) => JSON.stringify(keepable(form).map((field) => [field.name,
  ticks(field) ? [field.value, field.checked] : field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value]));
const write = (form, text) => {
  const left = JSON.parse(text);
  for (const field of keepable(form)) {
    const at = left.findIndex(([name, value]) => name === field.name && (!ticks(field) || value[0] === field.value));
    if (at < 0) continue;
    const [[, value]] = left.splice(at, 1);
    if (ticks(field)) field.checked = value[1];
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
    const details = field.closest("details");
    if (details && !ticks(field) && field.value) details.open = true; // what was put back is seen
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};
const inWords = (text, other) => JSON.parse(text).filter((pair) => !JSON.parse(other).some((one) => JSON.stringify(one) === JSON.stringify(pair)))
  .map(([, value]) => (Array.isArray(value) ? (value[1] === true ? value[0] : "") : value)).filter(Boolean);
const moment = ({ at }) => new Date(at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
const say = (form, words, ...offers) => {
  const box = document.createElement("div");
  box.className = "notice notice--kept";
  box.setAttribute("role", "status");
  box.append(Object.assign(document.createElement("p"), { textContent: words }));
  for (const [label, act] of offers) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small button--secondary", textContent: label });
    button.addEventListener("click", () => { act(); box.remove(); keepable(form)[0]?.focus(); });
    box.append(button);
  }
  form.prepend(box);
  return box;
};

const cleared = (body.dataset.keptOk ?? "").split(" ").filter(Boolean);
cleared.forEach(store.drop);
const mind = (form) => {
  const key = form.dataset.keep;
  let base = read(form); // what the server has
  let timer;
  const keep = () => {
    clearTimeout(timer);
    if (leaving) return;
    const now = read(form);
    if (now === base) store.drop(key); else store.set(key, { base, now, at: Date.now() });
  };
  const forget = () => { clearTimeout(timer); store.drop(key); };
  // A text that meets another one waits aside until its writer chooses: what is typed and saved meanwhile leaves it alone.
  const putAside = (entry) => store.set(`${key} aside`, entry);
  const done = () => store.drop(`${key} aside`);
  const kept = store.get(key);
  if (kept && kept.now !== base) {
    if (kept.base === base) {
      write(form, kept.now);
      say(form, `You typed this on ${moment(kept)} and it was not sent yet, so we put it back.`, ["Discard it", () => { write(form, base); forget(); }]);
    } else {
      putAside(kept);
      forget();
    }
  }
  const other = store.get(`${key} aside`);
  if (other && other.now !== base) {
    const box = say(form, `You typed something here on ${moment(other)} that was not sent, and the page has changed since.`,
      ["Put my text back", () => { write(form, other.now); keep(); done(); }], ["Discard it", done]);
    box.dataset.choice = "";
    const typed = Object.assign(document.createElement("details"), { className: "disclosure", open: other.now.length < 3000 });
    typed.append(Object.assign(document.createElement("summary"), { textContent: "What you typed" }),
      ...inWords(other.now, base).map((text) => Object.assign(document.createElement("p"), { className: "as-typed", textContent: text })));
    box.firstElementChild.after(typed);
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
  form.addEventListener("submit", keep);
  window.addEventListener("pagehide", () => { if (timer) keep(); });
  form.addEventListener("put-aside", () => putAside({ base, now: read(form), at: Date.now() }));
  form.addEventListener("kept", () => { base = read(form); forget(); });
};
if (body.dataset.person) {
  document.querySelectorAll("form[data-keep]").forEach(mind);
  document.addEventListener("form-added", (event) => mind(event.target)); // by a script that drew a part of the page again
}

// Signing out of a shared computer leaves no unsent text behind, and asks before it removes any.
document.querySelector("form[data-sign-out]")?.addEventListener("submit", (event) => {
  const unsent = store.keys();
  if (!unsent.length) return;
  if (confirm("Something you typed has not been sent yet. If you sign out now it is removed from this computer.\n\nCancel to go back and send it first.")) {
    leaving = true;
    for (const key of unsent) localStorage.removeItem(key);
  } else event.preventDefault();
});
