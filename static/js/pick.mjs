// Hours add up while segments are ticked. Without this the "Add up" button asks the server.

const form = document.querySelector("form[data-pick]");
const words = (minutes) => [Math.floor(minutes / 60) && `${Math.floor(minutes / 60)} h`, minutes % 60 && `${minutes % 60} min`].filter(Boolean).join(" ") || "0 min";
const add = () => {
  const ticked = form.querySelectorAll("[name=segments]:checked").length;
  form.querySelector("[data-pick-sum]").textContent = words(ticked * form.dataset.pick);
  form.querySelector("[data-pick-count]").textContent = `${ticked} ${ticked === 1 ? "segment" : "segments"}`;
};
form.querySelector("[data-pick-add]").remove();
form.querySelector(".pick__sum").setAttribute("role", "status");
form.addEventListener("input", add);
add();
