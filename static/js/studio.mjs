// Writing in the studio: saves half a second after the last key, and shows the page and the checks again. Without it, a button does the same.

const form = document.querySelector("form[data-studio]");
const text = form.elements.source;
const status = form.querySelector("[data-status]");
const preview = document.querySelector("[data-preview]");
const checks = form.querySelector("[data-checks]");
let saved = text.defaultValue, timer, busy = false, stopped = false;

const SAY = {
  401: "You were signed out. What you write is kept in this browser. Sign in again in another tab, and it is saved here.",
  403: "This draft belongs to somebody else who signed in in this browser. What you wrote is kept for you in this browser.",
  413: "This is more than we can save. Make it shorter.",
};
const time = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
const post = (source) => fetch(form.action, { method: "POST", headers: { Accept: "application/json" },
  body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value, seen: form.elements.seen.value, source }) });

// After signing in again the page's token is too old: take a new one from a fresh copy of the page.
async function renew() {
  const copy = new DOMParser().parseFromString(await (await fetch(form.action)).text(), "text/html").querySelector("form[data-studio]");
  if (copy) form.elements.csrf_token.value = copy.elements.csrf_token.value;
  return Boolean(copy);
}

async function save() {
  if (busy || stopped || text.value === saved) return;
  busy = true;
  const sending = text.value;
  let wait = 500;
  try {
    let answer = await post(sending);
    if ((answer.status === 400 || answer.status === 401) && await renew()) answer = await post(sending);
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      saved = sending;
      form.elements.seen.value = said.seen;
      show(said);
      if (text.value === sending) form.dispatchEvent(new Event("kept", { bubbles: true }));
    } else if (answer.status === 409) {
      stopped = true; // two texts: only the person can say which one stays
      status.textContent = `${said.message} Press “Save and preview” to see both. What you typed is still here.`;
    } else {
      status.textContent = SAY[answer.status] ?? "Not saved yet. It is kept in this browser, and we try again in a moment.";
      wait = 5000;
    }
  } catch {
    status.textContent = "You seem to be offline. It is kept in this browser, and we try again in a moment.";
    wait = 5000;
  }
  busy = false;
  if (text.value !== saved) later(wait);
}

function show(said) {
  const at = preview.scrollTop, open = [...preview.querySelectorAll("details")].map((one) => one.open);
  preview.innerHTML = said.preview;
  preview.querySelectorAll("details").forEach((one, n) => { one.open = open[n] ?? one.open; });
  preview.scrollTop = at;
  checks.innerHTML = said.checks;
  status.textContent = `Saved at ${time()}${said.wrong ? `, ${said.wrong} to put right` : ""}`;
}

text.addEventListener("input", () => { status.textContent = "Writing…"; later(500); });

// A check's line leads to its place in the text.
form.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  event.preventDefault();
  const lines = text.value.split("\n"), line = Math.min(Number(link.dataset.line), lines.length);
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(from, from + lines[line - 1].length);
  text.scrollTop = (text.scrollHeight / lines.length) * (line - 4);
});

if (text.value !== saved) later(500); // the browser kept something that was not sent
