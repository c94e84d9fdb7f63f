// @ts-check
// What a page of the handheld does. The imports are relative, so one address loads each once.

import { bindButtons } from "./buttons.js";
import { bindFocus } from "./focus.js";
import { bindKeyboard } from "./keyboard.js";
import { bindMenu } from "./menu.js";
import { bindScan } from "./scan.js";
import { bindSender } from "./sender.js";
import { bindSignals } from "./signals.js";
import { bindTold } from "./telling.js";
import { bindUnsent, say } from "./unsent.js";
import { bindWake } from "./wake.js";

bindButtons();
bindSignals();
bindScan();
bindFocus();
bindKeyboard();
bindWake();
bindMenu();
bindUnsent();
bindTold();
bindSender();

// The camera's script, style and reader are fetched when somebody wants to look through it.
if ("mediaDevices" in navigator) document.documentElement.dataset.sees = "";
document.addEventListener("click", (event) => {
  if (!(/** @type {Element} */ (event.target).closest?.("[data-camera-open]"))) return;
  import("./camera.js").then(
    ({ openCamera }) => openCamera(),
    () => say("The camera could not be loaded. Check the network and open it again."),
  );
});

// So are the scales' few lines.
if ("serial" in navigator) document.documentElement.dataset.weighs = "";
document.addEventListener("click", (event) => {
  const pressed = /** @type {Element} */ (event.target).closest?.("[data-weigh]");
  const field = pressed?.closest("form")?.querySelector("[data-scales]");
  if (!(field instanceof HTMLInputElement)) return;
  const no = () => say("The scales said no weight. Check their cable, or type it.");
  import("./scale.js").then(({ weigh }) => weigh(field)).then((said) => { if (!said) no(); }, no);
});

// What a trip's page says from time to time can wait until it is drawn.
if (document.querySelector("[data-trip]")) setTimeout(() => import("./here.js"), 5_000);

// A page that Back brings out of memory shows a step that may be long done: fetch it anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

document.documentElement.dataset.ready = "floor";
