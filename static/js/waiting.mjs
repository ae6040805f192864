// The page of a pack that is being made: moves the bar, and shows the page anew when there is more to say.
// Tests in tests/js try what is exported; it needs no page.

const EVERY = 2000; // milliseconds
const place = globalThis.document?.querySelector("[data-progress]");

/** Whether the page has more to say than the bar: the pack is ready, failed or gone, or nobody is signed in. */
export function isOutdated(status, state) {
  return status === 401 || (status === 200 && state !== "waiting" && state !== "making");
}

function move({ state, percent }) {
  place.querySelector("progress").value = percent;
  place.querySelector("[data-percent]").textContent = `${percent} %`;
  if (state === "making") {
    place.querySelector("[data-turn]")?.remove();
  }
}

/** The answer as {status, said}; status 0 when nothing was reached. */
async function ask() {
  const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
  return { status: answer?.status ?? 0, said: answer?.ok ? await answer.json() : {} };
}

async function look() {
  const { status, said } = document.hidden ? { status: 0 } : await ask();
  if (isOutdated(status, said?.state)) {
    location.reload();
    return;
  }
  if (status === 200) {
    move(said);
  }
  setTimeout(look, EVERY);
}

if (place) {
  setTimeout(look, EVERY);
}
