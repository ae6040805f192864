// Writing in the studio: saves half a second after the last key, and shows the page and the checks again. Without it, a
// button does the same. Tests in tests/js try what is exported; it needs no page.

const form = globalThis.document?.querySelector("form[data-studio]");
const text = form?.elements.source;
const status = form?.querySelector("[data-status]");
const preview = globalThis.document?.querySelector("[data-preview]");
const checks = form?.querySelector("[data-checks]");
let saved = text?.defaultValue;
let timer;
let isBusy = false;
let isStopped = false;

const SOON = 500; // milliseconds after the last key
const AGAIN = 5000; // milliseconds after trouble
const OFFLINE = "You seem to be offline. It is kept in this browser, and we try again in a moment.";
const UNSAVED = "Not saved yet. It is kept in this browser, and we try again in a moment.";
const SAY = {
  401: "You were signed out. What you write is kept in this browser. Sign in again in another tab, and it is saved here.",
  403: "This draft belongs to somebody else who signed in in this browser. What you wrote is kept for you in this browser.",
  413: "This is more than we can save. Make it shorter.",
};

/** What the page says of an answer that saved nothing; `message` is what the server says of two texts that met. */
export function refusal(code, message) {
  if (code === 409) {
    return `${message} Press “Save and preview” to see both. What you typed is still here.`;
  }
  return SAY[code] ?? UNSAVED;
}

/** What the page says when all is saved at a time, with so many things to put right. */
export function savedAt(time, wrong) {
  return `Saved at ${time}${wrong ? `, ${wrong} to put right` : ""}`;
}

/** Where a line, counted from 1, begins and ends in a text, and its number; the last line for one beyond the end. */
export function placeOfLine(source, wanted) {
  const lines = source.split("\n");
  const line = Math.min(wanted, lines.length);
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return { from, to: from + lines[line - 1].length, line, lines: lines.length };
}

function saveLater(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function post(source) {
  const { csrf_token: token, seen } = form.elements;
  const body = new URLSearchParams({ csrf_token: token.value, seen: seen.value, source });
  return fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
}

/** After signing in again the page's token is too old: take a new one from a fresh copy of the page, if there is one. */
async function renew() {
  const answer = await fetch(form.action);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const copy = fresh.querySelector("form[data-studio]");
  if (copy) {
    form.elements.csrf_token.value = copy.elements.csrf_token.value;
  }
  return Boolean(copy);
}

async function postWithToken(source) {
  const answer = await post(source);
  const isTooOld = answer.status === 400 || answer.status === 401;
  return isTooOld && (await renew()) ? post(source) : answer;
}

/** Draw the preview and the checks again, with what was unfolded and where it was scrolled to. */
function show(said) {
  const at = preview.scrollTop;
  const wasOpen = [...preview.querySelectorAll("details")].map((one) => one.open);
  preview.innerHTML = said.preview; // oxlint-disable-line no-restricted-properties -- drawn by our server
  for (const [n, details] of preview.querySelectorAll("details").entries()) {
    details.open = wasOpen[n] ?? details.open;
  }
  preview.scrollTop = at;
  checks.innerHTML = said.checks; // oxlint-disable-line no-restricted-properties -- drawn by our server
  const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  status.textContent = savedAt(time, said.wrong);
}

function accept(sent, said) {
  saved = sent;
  form.elements.seen.value = said.seen;
  show(said);
  if (text.value === sent) {
    form.dispatchEvent(new Event("kept", { bubbles: true }));
  }
}

/** Send a text, and say how it went: how long to wait until the next one, in milliseconds. */
async function send(sending) {
  const answer = await postWithToken(sending);
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) {
    accept(sending, said);
    return SOON;
  }
  isStopped = answer.status === 409; // two texts: only the person can say which one stays
  status.textContent = refusal(answer.status, said.message);
  return AGAIN;
}

async function save() {
  if (isBusy || isStopped || text.value === saved) {
    return;
  }
  isBusy = true;
  let wait = AGAIN;
  try {
    wait = await send(text.value);
  } catch {
    status.textContent = OFFLINE;
  }
  isBusy = false;
  if (text.value !== saved) {
    saveLater(wait);
  }
}

/** A check's line leads to its place in the text. */
function goToLine(event) {
  const link = event.target.closest("a[data-line]");
  if (!link) {
    return;
  }
  event.preventDefault();
  const { from, to, line, lines } = placeOfLine(text.value, Number(link.dataset.line));
  text.focus();
  text.setSelectionRange(from, to);
  text.scrollTop = (text.scrollHeight / lines) * (line - 4);
}

function begin() {
  text.addEventListener("input", () => {
    status.textContent = "Writing…";
    saveLater(SOON);
  });
  form.addEventListener("click", goToLine);
  if (text.value !== saved) {
    saveLater(SOON); // the browser kept something that was not sent
  }
}

if (form) {
  begin();
}
