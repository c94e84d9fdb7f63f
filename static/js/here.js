// @ts-check
// Says now and then that somebody is at work on the trip of the page, so that nobody takes it over
// behind his back; and hears what a colleague or the channel wants of it.

import { tell } from "./told.js";

const EVERY_MS = 30_000;
let isActive = true;
let asked = "";

async function show() {
  const task = document.querySelector("[data-trip]")?.getAttribute("data-trip");
  if (!task || !isActive || document.hidden) return;
  isActive = false;
  const answer = await fetch(`/pick/${task}/here`, { method: "POST" });
  const { asked_by, notice } = answer.ok ? await answer.json() : { asked_by: asked, notice: "" };
  if (asked_by && asked_by !== asked) {
    const way = "Pause hands it over as it stands; nothing has to be finished first.";
    tell("look", `${asked_by} asks for this trip`, way, true);
  }
  asked = asked_by;
  if (!notice) return;
  tell("look", "The order was changed", notice, true);
  location.reload(); // what is kept here stays, and the server's plan is fetched anew
}

for (const kind of ["keydown", "pointerdown", "floor:scan"]) {
  document.addEventListener(kind, () => (isActive = true), { capture: true, passive: true });
}
const beat = () => void show().catch(() => undefined);
setInterval(beat, EVERY_MS);
document.addEventListener("floor:answer", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.answer?.news) beat();
});
beat();
