// @ts-check
// What the keys of a scanner mean, and the key that opens and closes the soft keyboard for codes
// that no scanner reads any more.

import { scanField } from "./scan.js";

let altDigits = "";

/** Whether a key is the GS of a scanner that types control characters. @param {KeyboardEvent} event */
export function isSeparator(event) {
  return event.ctrlKey && !event.altKey && (event.key === "]" || event.code === "BracketRight");
}

/**
 * GS arrives as keys from scanners that type it as Ctrl+] or Alt+0 2 9.
 *
 * @param {KeyboardEvent} event
 * @returns {string | null} What the key adds: GS, "" inside the Alt digits, null for other keys.
 */
export function separator(event) {
  if (isSeparator(event)) return "\x1d";
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
  if (!event.altKey || event.ctrlKey || !digit) return null;
  altDigits += digit[1];
  return altDigits === "029" ? "\x1d" : "";
}

/**
 * @param {KeyboardEvent} event
 * @param {boolean} inScan Whether a Tab belongs to a scan; else it moves the focus.
 * @returns {"Enter" | "Tab" | "none"}
 */
export function endOf(event, inScan) {
  const { key, ctrlKey, shiftKey, altKey, metaKey } = event;
  if (key === "Enter" || (ctrlKey && !altKey && /^[jm]$/i.test(key))) return "Enter"; // LF, CR
  return key === "Tab" && inScan && !(shiftKey || ctrlKey || altKey || metaKey) ? "Tab" : "none";
}

/** Bind once for the life of the page; a new step starts with the keyboard closed. */
export function bindKeyboard() {
  document.addEventListener("keyup", (event) => {
    if (event.key === "Alt") altDigits = "";
  });
  document.addEventListener("click", (event) => {
    const key = /** @type {Element} */ (event.target).closest?.("[data-keyboard]");
    const field = scanField();
    if (!key || !field) return;
    const opens = field.inputMode === "none";
    field.inputMode = opens ? "text" : "none";
    key.setAttribute("aria-pressed", String(opens));
    field.form?.classList.toggle("scan--typing", opens);
    // Only a fresh focus makes the browser look at the input mode again.
    field.blur();
    field.focus({ preventScroll: true });
  });
}
