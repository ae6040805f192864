// Hours add up while segments are ticked. Without this the "Add up" button asks the server.
// Tests in tests/js try what is exported; it needs no page.

const form = globalThis.document?.querySelector("form[data-pick]");

/** Minutes as people say them: 1 h 30 min. */
export function hours(minutes) {
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [whole && `${whole} h`, rest && `${rest} min`].filter(Boolean).join(" ") || "0 min";
}

/** So many segments, in words. */
export function segments(count) {
  return `${count} ${count === 1 ? "segment" : "segments"}`;
}

function addUp() {
  const ticked = form.querySelectorAll("[name=segments]:checked").length;
  form.querySelector("[data-pick-sum]").textContent = hours(ticked * form.dataset.pick);
  form.querySelector("[data-pick-count]").textContent = segments(ticked);
}

function begin() {
  form.querySelector("[data-pick-add]").remove();
  form.querySelector(".pick__sum").setAttribute("role", "status");
  form.addEventListener("input", addUp);
  addUp();
}

if (form) {
  begin();
}
