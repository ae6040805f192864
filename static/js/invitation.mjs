// Says that somebody looks at their invitation, so that whoever sent it knows. The page works without it.

/** What is sent of a form's fields: its token, and nothing that was typed. */
export function tokenAlone(fields) {
  return new URLSearchParams({ csrf_token: fields.csrf_token.value });
}

const form = globalThis.document?.querySelector("form[data-seen]");

if (form) {
  fetch(form.dataset.seen, { method: "POST", body: tokenAlone(form.elements), keepalive: true }).catch(() => {});
}
