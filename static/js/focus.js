// @ts-check
// The scan field has the focus whenever nobody is typing elsewhere, and the trigger's Enter
// never presses a button. Buttons are pressed by finger, mouse or the space bar.

import { scanField } from "./scan.js";
import { take } from "./send.js";

const QUANTITY = /^[0-9]{1,5}$/;

/** @param {Element | null} element */
function takesText(element) {
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
  if (event.key === "Enter" && target.matches?.("[data-quantity]")) {
    notAQuantity(event, /** @type {HTMLInputElement} */ (target));
    return;
  }
  if (takesText(target)) return;
  if (event.key === "Enter" && target.matches?.("button, summary")) {
    event.preventDefault();
    field.focus({ preventScroll: true });
  }
  const press = event.key === " " && target.matches?.("button, summary");
  const types = event.key.length === 1 && !press;
  // The character of this key lands in whatever has the focus when the handlers are done.
  if (types && !event.ctrlKey && !event.metaKey) field.focus({ preventScroll: true });
}

/**
 * Somebody scanned while the quantity had the focus: a code is told from a number by its length.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLInputElement} input
 */
function notAQuantity(event, input) {
  const text = input.value.replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, "");
  if (text === "" || QUANTITY.test(text)) return;
  event.preventDefault();
  input.value = "";
  input.blur();
  take(text);
}

/** Bind once for the life of the page. */
export function bindFocus() {
  document.addEventListener("keydown", guardKeys, { capture: true });
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
