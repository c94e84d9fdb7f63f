// @ts-check
// What buttons do beside pressing: events go the scans' way in, number keys write the quantity, and
// the demo's "codes of this step" are scans.

import { enter } from "./scan.js";
import { press } from "./send.js";

const MOST_DIGITS = 5;
const LONGEST_PIN = 12;

/**
 * @param {string} shown
 * @param {string} key A digit, "back" or "clear".
 * @param {boolean} secret A PIN keeps its leading zeros.
 */
export function afterKey(shown, key, secret) {
  if (key === "clear") return "";
  if (key === "back") return shown.slice(0, -1);
  if (secret) return (shown + key).slice(0, LONGEST_PIN);
  return (shown + key).replace(/^0+(?=[0-9])/, "").slice(0, MOST_DIGITS);
}

/** The keys on the page stand in for the soft keyboard, which would cover the task. */
function keepKeyboardClosed() {
  for (const shown of document.querySelectorAll("[data-keypad] [data-quantity]")) {
    /** @type {HTMLInputElement} */ (shown).inputMode = "none";
  }
}

/** Forms that are events wait their turn behind the scans. @param {SubmitEvent} event */
function onSubmit(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.matches("[data-scan]") || !form.querySelector("input[name=kind]")) return;
  event.preventDefault();
  event.stopPropagation();
  void press(form, event.submitter);
}

/** @param {MouseEvent} event */
function onClick(event) {
  const pressed = /** @type {Element} */ (event.target);
  const code = pressed.closest?.("[data-demo-code]");
  if (code) {
    event.preventDefault(); // it would submit the form, which is for pages without scripts
    enter(code.getAttribute("data-demo-code") ?? "");
  }
  const key = pressed.closest?.("[data-key]");
  const pad = key?.closest("[data-keypad]");
  const shown = /** @type {HTMLInputElement | null | undefined} */ (
    pad?.querySelector("[data-chosen]") ?? pad?.querySelector("[data-quantity]")
  );
  if (!key || !shown) return;
  const secret = pad?.getAttribute("data-keypad") === "secret";
  shown.value = afterKey(shown.value, key.getAttribute("data-key") ?? "", secret);
}

/** Of several fields the keys write into the one that was touched last. @param {Event} event */
function choose(event) {
  const field = /** @type {HTMLElement} */ (event.target);
  const chosen = field.closest?.("[data-keypad]")?.querySelector("[data-chosen]");
  if (!chosen || !field.matches("[data-quantity]")) return;
  delete /** @type {HTMLElement} */ (chosen).dataset.chosen;
  field.dataset.chosen = "";
}

/** Bind once for the life of the page; captured, so that htmx does not send events as well. */
export function bindButtons() {
  keepKeyboardClosed();
  document.addEventListener("htmx:after:swap", keepKeyboardClosed);
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("click", onClick);
  document.addEventListener("focusin", choose);
}
