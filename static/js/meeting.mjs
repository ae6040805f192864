// Lines of a meeting that could not be sent are kept in this browser and sent when it is back. Pages work without this.
// Tests in tests/js try what is exported; it needs no page. The last lines put it to work where there is a form.

const body = globalThis.document?.body;
const FIELDS = { wanted: "wanted", happened: "happened", points: "main", learned: "learned" }; // the box and its place

const SAY = {
  0: "You seem to be offline. What you wrote is kept in this browser, and sent when you are back.",
  401: "You were signed out. What you wrote is kept in this browser. Sign in again, and open this page once more.",
  again: "You seem to be offline. What you typed is kept in this browser: press the button again when you are back.",
  sent: "You are back: what was kept in this browser is added to the record.",
  refused: "Some of what you wrote was not taken: ",
};

/** What is said after an answer with this status; 400 is a page that is too old, which signing in again mends. */
export function wordsAfter(status) {
  return SAY[status] ?? (status === 400 ? SAY[401] : SAY[0]);
}

/** What becomes of a line after an answer: "sent", "refused" (sending it again changes nothing), or "kept". */
export function fateAfter(status) {
  if (status === 200) {
    return "sent";
  }
  return status === 422 || status === 403 || status === 404 ? "refused" : "kept";
}

/** The lines in a record that was typed, by the tokens with which the form itself would bring them. */
export function linesIn(values, token, address) {
  return Object.entries(FIELDS)
    .filter(([key]) => (values[key] ?? "").trim())
    .map(([key, field]) => {
      const own = Boolean(values[`own_${key}`]);
      return { address, token: `${token}.${field}`.slice(0, 40), field, text: values[key].trim(), own };
    });
}

/** The unsent lines of one person in this browser. Where its storage is full or forbidden there are none. */
export class UnsentLines {
  #key;
  #storage;

  constructor(person, storage = () => localStorage) {
    this.#key = `keep:${person}:meeting-lines`; // signing out takes it along, as all that base.mjs keeps
    this.#storage = storage;
  }

  all() {
    try {
      return JSON.parse(this.#storage().getItem(this.#key)) ?? [];
    } catch {
      return [];
    }
  }

  /** Keep a line; one with the same token is kept once, as it was typed last. Whether it is kept. */
  add(line) {
    return this.#write([...this.all().filter((each) => each.token !== line.token), line]);
  }

  drop(line) {
    this.#write(this.all().filter((each) => each.token !== line.token || each.text !== line.text));
  }

  #write(lines) {
    try {
      this.#storage().setItem(this.#key, JSON.stringify(lines));
      return true;
    } catch {
      return false;
    }
  }
}

/** Send the lines one after the other: {sent, refused: what was said, status: why the rest is kept, undefined: none is}. */
export async function sendAll(unsent, post) {
  const told = { sent: [], refused: [], status: undefined };
  for (const line of unsent.all()) {
    const { status, data } = await post(line); // oxlint-disable-line no-await-in-loop -- in the order in which they were written
    const fate = fateAfter(status);
    if (fate === "kept") {
      return { ...told, status };
    }
    unsent.drop(line);
    told[fate].push(fate === "sent" ? { ...line, ...data } : (data.error ?? line.text));
  }
  return told;
}

/** A token like those that pages bring: what is written from now on is another line than what was sent. */
export function freshToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => String.fromCharCode(97 + (byte % 26))).join("");
}

// The page.

function postWith(token) {
  return async ({ address, ...line }) => {
    try {
      const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
      const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(line) });
      return { status: answer.status, data: await answer.json().catch(() => ({})) };
    } catch {
      return { status: 0, data: {} };
    }
  };
}

/** A line as the page shows one. */
function drawn({ by, text, own }) {
  const box = Object.assign(document.createElement("div"), { className: own ? "line line--own" : "line" });
  const name = Object.assign(document.createElement("p"), { className: "line__by" });
  name.append(Object.assign(document.createElement("b"), { textContent: by }));
  const words = Object.assign(document.createElement("p"), { className: "as-typed", textContent: text });
  box.append(name, words);
  return box;
}

class LineForm {
  constructor(form, unsent) {
    this.form = form;
    this.unsent = unsent;
    this.trouble = form.querySelector("[data-line-trouble]");
    // A meeting that nobody planned has no lines yet: base.mjs keeps what is typed of it, as of any form.
    this.address = form.dataset.lineQueue || (form.elements.words ? form.action : "");
    this.post = postWith(form.elements.csrf_token.value);
  }

  begin() {
    this.form.addEventListener("submit", (event) => this.keepWhereOffline(event));
    window.addEventListener("online", () => this.sendKept());
    this.sendKept();
  }

  /** Without a connection the browser would show a page of its own: the lines are kept instead, and the page stays. */
  keepWhereOffline(event) {
    if (navigator.onLine) {
      return;
    }
    event.preventDefault();
    if (!this.address) {
      this.trouble.textContent = SAY.again;
      return;
    }
    const kept = this.typed().every((line) => this.unsent.add(line));
    this.trouble.textContent = kept
      ? SAY[0]
      : "You seem to be offline, and this browser keeps nothing. Leave this page open.";
  }

  typed() {
    const { elements } = this.form;
    if (elements.words) {
      const { words, field, own, token } = elements;
      const text = words.value.trim();
      return text ? [{ address: this.address, token: token.value, field: field.value, text, own: own.checked }] : [];
    }
    const values = {};
    for (const key of Object.keys(FIELDS)) {
      values[key] = elements[key].value;
      values[`own_${key}`] = elements[`own_${key}`].checked;
    }
    return linesIn(values, elements.token.value, this.address);
  }

  async sendKept() {
    if (this.unsent.all().length === 0) {
      return;
    }
    const { sent, refused, status } = await sendAll(this.unsent, this.post);
    const here = sent.filter((line) => line.address === this.address);
    here.forEach((line) => this.showSent(line));
    this.say(sent, refused, status);
  }

  say(sent, refused, status) {
    if (refused.length > 0) {
      this.trouble.textContent = SAY.refused + refused.join(" ");
    } else if (status === undefined) {
      this.trouble.textContent = sent.length > 0 ? SAY.sent : "";
    } else {
      this.trouble.textContent = wordsAfter(status);
    }
  }

  /** Show a line that was sent, and empty the box in which it stands still. */
  showSent(line) {
    const { elements } = this.form;
    const box = elements.words ?? elements[Object.keys(FIELDS).find((key) => FIELDS[key] === line.field)];
    if (box.value.trim() === line.text) {
      box.value = "";
      this.form.dispatchEvent(new Event(elements.words ? "kept" : "input", { bubbles: true }));
    }
    elements.token.value = freshToken();
    const place = document.querySelector("#lines") ?? box.closest(".govuk-form-group");
    place[place.id === "lines" ? "append" : "before"](drawn(line));
  }
}

if (body) {
  const unsent = new UnsentLines(body.dataset.person);
  document.querySelectorAll("form[data-line-queue]").forEach((form) => new LineForm(form, unsent).begin());
}
