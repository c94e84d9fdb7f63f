// @ts-check
// The scan field has the focus whenever nobody is typing elsewhere, and the trigger's Enter
// never presses a button or a link. These are pressed by finger, mouse or the space bar.

import { isSeparator } from "./keyboard.js";
import { scanField, takeOver } from "./scan.js";

const QUANTITY = /^[0-9]{0,5}$/;
const NUMBER_KEYS = "[data-keypad]:not([data-keypad=secret]) [data-quantity]";
const PRESSED = "button, summary, a:not(.skip-link), [type=checkbox], [type=radio]";

/** @param {Element | null} element */
function takesText(element) {
  if (element?.matches("[type=checkbox], [type=radio], [type=range], [type=file]")) return false;
  return element?.matches("input, textarea, select, [contenteditable]") ?? false;
}

/** Give the focus to the scan field, unless somebody is typing into another one. */
export function focusScan() {
  const field = scanField();
  if (!field || field === document.activeElement || takesText(document.activeElement)) return;
  field.focus({ preventScroll: true });
}

/** @param {KeyboardEvent} event */
function guardKeys(event) {
  const field = scanField();
  const target = /** @type {HTMLElement} */ (event.target);
  if (!field || target === field) return;
  if (isSeparator(event) && target.matches?.(NUMBER_KEYS)) takeOverFrom(target); // no number has one
  if (takesText(target)) return;
  const pressed = target.matches?.(PRESSED) ?? false;
  if (event.key === "Enter" && pressed) {
    event.preventDefault();
    field.focus({ preventScroll: true });
  }
  if (event.key === " " && target.matches?.("a")) {
    event.preventDefault(); // links have no press of their own but Enter, which is the trigger's
    target.click();
    return;
  }
  const types = event.key.length === 1 && !(event.key === " " && pressed);
  // The character of this key lands in whatever has the focus when the handlers are done.
  if (isSeparator(event) || (types && !event.ctrlKey && !event.metaKey)) {
    field.focus({ preventScroll: true });
  }
}

/** @param {EventTarget} target */
function takeOverFrom(target) {
  const input = /** @type {HTMLInputElement} */ (target);
  const text = input.value;
  input.value = "";
  takeOver(text);
}

/**
 * Somebody scans while the quantity has the focus: as soon as it can be no number, what is there
 * moves into the scan field, and the rest of the scan and its end arrive there.
 *
 * @param {Event} event
 */
function notAQuantity(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (!scanField() || !input.matches?.(NUMBER_KEYS) || QUANTITY.test(input.value)) return;
  takeOverFrom(input);
}

/** Bind once for the life of the page. */
export function bindFocus() {
  document.addEventListener("keydown", guardKeys, { capture: true });
  document.addEventListener("input", notAQuantity);
  // A press keeps the focus where it is; the click still happens.
  document.addEventListener("mousedown", (event) => {
    const pressed = /** @type {Element} */ (event.target).closest?.("button, summary, a, .stage");
    const typed = /** @type {Element} */ (event.target).closest?.("input, textarea, select, label");
    if (pressed && !typed && scanField()) event.preventDefault();
  });
  document.addEventListener("focusout", () => setTimeout(settle));
  document.addEventListener("htmx:after:swap", focusScan);
  document.addEventListener("visibilitychange", focusScan);
  addEventListener("focus", focusScan);
  focusScan();
}

/** Take the focus back when it went to nothing at all. */
function settle() {
  if (document.activeElement === document.body || document.activeElement === null) focusScan();
}
