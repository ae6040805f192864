// A form of one's own saves itself a moment after the last key. Without this its buttons do, and base.mjs keeps what is typed.
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
    return "Not saved yet: something here cannot be kept as it is. Press Save to see what.";
  }
  if (status === 409) {
    return "This form was finished in another window. What you type is kept in this browser.";
  }
  return "Not saved yet. It is kept in this browser, and we try again.";
}

/** Whether to try again by itself after an answer. */
export function isTriedAgain(status) {
  return status === 0 || status >= 500;
}

const form = globalThis.document?.querySelector("form[data-saves]");
let timer;
let isSending = false;
let isDirty = false;

async function send() {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
      redirect: "manual",
    });
    const data = await answer.json().catch(() => ({}));
    return { status: answer.status, data };
  } catch {
    return { status: 0, data: {} };
  }
}

function tell(status, data) {
  const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  form.querySelector("[data-saved]").textContent = saidAfter(status, data.both?.length > 0, time);
}

async function save() {
  clearTimeout(timer);
  if (isSending || !isDirty) {
    return;
  }
  isSending = true;
  isDirty = false;
  const { status, data } = await send();
  isSending = false;
  tell(status, data);
  if (status === 200) {
    form.elements.seen.value = data.seen;
  } else {
    isDirty = true;
  }
  if (status === 200 && !isDirty) {
    form.dispatchEvent(new Event("kept", { bubbles: true }));
  } else if (status === 200 || isTriedAgain(status)) {
    timer = setTimeout(save, status === 200 ? SOON : AGAIN);
  }
}

function saveSoon() {
  isDirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, SOON);
}

if (form) {
  form.addEventListener("input", saveSoon);
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", save);
}
