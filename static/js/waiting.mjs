// The page of a pack that is being made: moves the bar, and shows the page anew when there is more to say.
const place = document.querySelector("[data-progress]");
const bar = place.querySelector("progress");
const words = place.querySelector("[data-percent]");
const EVERY = 2000;

async function look() {
  if (!document.hidden) {
    const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.status === 401) return location.reload();
    if (answer && answer.ok) {
      const { state, percent } = await answer.json();
      if (state !== "waiting" && state !== "making") return location.reload();
      bar.value = percent;
      words.textContent = `${percent} %`;
      if (state === "making") place.querySelector("[data-turn]")?.remove();
    }
  }
  setTimeout(look, EVERY);
}
setTimeout(look, EVERY);
