// A form[data-autosave] is kept on the server while somebody types, a little after the last key. Without it the buttons do.
// Tests in tests/js try what is exported; it needs no page. The last lines put everything to work where there is one.

const PAUSE = 1500; // milliseconds without a key

/** What is said after an answer: its status, and its data where it has some. */
export function saidAfter(status, data) {
  if (status === 200 && data?.alone === false) {
    return "You wrote here on another device too. Both texts are kept: open this page again to see them.";
  }
  if (status === 200) {
    return "Kept.";
  }
  if (status === 409) {
    return "This sheet is not written any more. Open its page again to see how it stands.";
  }
  if (status === 422) {
    return "Something here is too long or not a number, so it is not kept yet. Press the button to see what.";
  }
  return "Not kept yet: no connection. What you type stays in this browser.";
}

class AutosavedForm {
  constructor(form) {
    this.form = form;
    this.words = form.querySelector("[data-autosaved]");
    this.timer = null;
    this.sending = false;
    this.stopped = false;
  }

  begin() {
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("submit", () => this.stop());
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = this.stopped ? null : setTimeout(() => this.send(), PAUSE);
  }

  async send() {
    if (this.sending) {
      this.soon();
      return;
    }
    this.sending = true;
    const body = new URLSearchParams(new FormData(this.form));
    try {
      const answer = await fetch(this.form.action, { method: "POST", headers: { Accept: "application/json" }, body });
      this.took(answer.status, answer.ok ? await answer.json() : null, body);
    } catch {
      this.took(0, null, body);
    }
    this.sending = false;
  }

  took(status, data, sent) {
    this.words.textContent = saidAfter(status, data);
    if (status !== 200) {
      return;
    }
    this.form.elements.seen.value = data.seen;
    sent.set("seen", data.seen);
    if (data.alone && String(new URLSearchParams(new FormData(this.form))) === String(sent)) {
      this.form.dispatchEvent(new Event("kept", { bubbles: true }));
    }
  }
}

globalThis.document?.querySelectorAll("form[data-autosave]").forEach((form) => new AutosavedForm(form).begin());
