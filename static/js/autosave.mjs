// A form[data-saves] saves itself a moment after the last key. Without this its buttons do, and base.mjs keeps what is typed.
// Tests in tests/js try what is exported; it needs no page. The last lines put everything to work where there is one.

const SOON = 1500; // milliseconds
const AGAIN = 30_000;

/** What is said beside the buttons after an answer; its status is HTTP's, or 0 when nothing was reached. */
export function saidAfter(status, both, time) {
  if (status === 200) {
    return both
      ? `Saved at ${time}. You wrote something else here in another window: reload to see both.`
      : `Saved at ${time}`;
  }
  if (status === 422) {
    return "Not saved yet: something here cannot be kept as it is. Press the button to see what.";
  }
  if (status === 409) {
    return "This was finished in another window. What you type is kept in this browser.";
  }
  return "Not saved yet. It is kept in this browser, and we try again.";
}

/** Whether to try again by itself after an answer. */
export function isTriedAgain(status) {
  return status === 0 || status >= 500;
}

/**
 * Whether the page may go on saving by itself. Where both texts were kept it may not: it does not show the other one, and
 * would write over it.
 */
export function isSavedOn(status, both) {
  return status !== 409 && !both;
}

const form = globalThis.document?.querySelector("form[data-saves]");
let timer;
let isSending = false;
let isDirty = false;
let isStopped = false;

/** What a form sends by itself: all that is typed. Chosen files go with its button. */
function typed() {
  const fields = new FormData(form);
  form.querySelectorAll("input[type=file]").forEach((chooser) => fields.delete(chooser.name));
  return fields;
}

async function send() {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: typed(),
      redirect: "manual",
    });
    const data = await answer.json().catch(() => ({}));
    return { status: answer.status, data };
  } catch {
    return { status: 0, data: {} };
  }
}

function tell(status, both) {
  const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  form.querySelector("[data-saved]").textContent = saidAfter(status, both, time);
}

function took(status, data) {
  if (status === 200 && !data.both) {
    form.elements.seen.value = data.seen;
  }
  if (status !== 200) {
    isDirty = true;
  }
  if (status === 200 && !isDirty) {
    form.dispatchEvent(new Event("kept", { bubbles: true }));
  } else if (!isStopped && (status === 200 || isTriedAgain(status))) {
    timer = setTimeout(save, status === 200 ? SOON : AGAIN);
  }
}

async function save() {
  clearTimeout(timer);
  if (isSending || !isDirty || isStopped) {
    return;
  }
  isSending = true;
  isDirty = false;
  const { status, data } = await send();
  isSending = false;
  isStopped ||= !isSavedOn(status, data.both);
  tell(status, data.both);
  took(status, data);
}

function saveSoon() {
  isDirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, SOON);
}

function stop() {
  isStopped = true;
  clearTimeout(timer);
}

if (form) {
  form.addEventListener("input", saveSoon);
  form.addEventListener("submit", stop);
  window.addEventListener("online", save);
}
