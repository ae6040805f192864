// Writing in the studio: saves half a second after the last key, and shows the page and the checks again. Without it, a button does the same.

const form = document.querySelector("form[data-studio]");
const text = form.elements.source;
const status = form.querySelector("[data-status]");
const preview = document.querySelector("[data-preview]");
const checks = form.querySelector("[data-checks]");
let saved = text.value, timer, busy = false, stopped = false;

const time = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

async function save() {
  if (busy || stopped || text.value === saved) return;
  busy = true;
  const sending = text.value;
  let wait = 0;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value, seen: form.elements.seen.value, source: sending }),
    });
    const said = await answer.json();
    if (answer.status === 409) {
      stopped = true; // two texts: only the person can say which one stays
      status.textContent = `${said.message} Press “Save and preview” to see both. What you typed is still here.`;
    } else if (!answer.ok) {
      throw new Error(said.message);
    } else {
      saved = sending;
      form.elements.seen.value = said.seen;
      show(said);
      if (text.value === sending) form.dispatchEvent(new Event("kept", { bubbles: true }));
    }
  } catch {
    status.textContent = "Not saved yet. It is kept in this browser, and we try again in a moment.";
    wait = 5000;
  }
  busy = false;
  if (text.value !== saved) later(wait || 500);
}

function show(said) {
  const at = preview.scrollTop;
  preview.innerHTML = said.preview;
  preview.scrollTop = at;
  checks.innerHTML = said.checks;
  const left = said.wrong ? `, ${said.wrong} to put right` : "";
  status.textContent = `Saved at ${time()}${left}`;
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
