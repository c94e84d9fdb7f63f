// @ts-check
// What a page of the handheld does. The imports are relative, so one address loads each once.

import { bindCodes } from "./codes.js";
import { bindFocus } from "./focus.js";
import { bindKeyboard } from "./keyboard.js";
import { bindKeypad } from "./keypad.js";
import { bindMenu } from "./menu.js";
import { bindPresses } from "./presses.js";
import { bindScan } from "./scan.js";
import { bindSender } from "./sender.js";
import { bindSignals } from "./signals.js";
import { bindUnsent, say } from "./unsent.js";
import { bindWake } from "./wake.js";

bindPresses();
bindSignals();
bindScan();
bindFocus();
bindKeyboard();
bindKeypad();
bindCodes();
bindWake();
bindMenu();
bindUnsent();
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

// A page that Back brings out of memory shows a step that may be long done: fetch it anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

document.documentElement.dataset.ready = "floor";
