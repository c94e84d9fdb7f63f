// @ts-check
// The scan field: whatever types into it (keys, an input method, a paste), its value is the scan.
// A scan ends at Enter or Tab, else when the field has been still for a while.

import { take } from "./send.js";

/** @typedef {HTMLInputElement} Field */

let still = 0;
let byHand = false;
let carried = "";
let altDigits = "";

/** @returns {Field | null} */
export function scanField() {
  return document.querySelector("form[data-scan] input[name=code]");
}

/**
 * Without the ends that scanners add. GS (0x1D) separates GS1 elements and stays: `trim()`
 * would keep it too, but also takes characters that a code may hold.
 *
 * @param {string} text
 */
export function bare(text) {
  return text.replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, "");
}

/** Empty the field and hand its value on, if it holds one. */
export function finish() {
  clearTimeout(still);
  byHand = false;
  const field = scanField();
  if (!field) return;
  const code = bare(field.value);
  field.value = "";
  if (code) take(code);
}

/**
 * Put a code into the field as a scanner would, and end it.
 *
 * @param {string} code
 */
export function enter(code) {
  const field = scanField();
  if (field) field.value = code;
  finish();
}

/**
 * Start the wait for the end. Somebody typing by hand is slower than the wait while there are
 * only one or two characters: then only Enter ends it, so that no half code is sent.
 *
 * @param {Field} field
 */
function waitForEnd(field) {
  clearTimeout(still);
  if (field.value === "") byHand = false;
  const form = field.form;
  if (byHand || !form || field.inputMode !== "none") return;
  still = setTimeout(() => {
    if (field.value.length >= Number(form.dataset.minChars ?? 3)) finish();
    else byHand = field.value !== "";
  }, Number(form.dataset.idleMs ?? 100));
}

/** @param {Field} field @param {string} text */
function insert(field, text) {
  const end = field.value.length;
  field.setRangeText(text, field.selectionStart ?? end, field.selectionEnd ?? end, "end");
  waitForEnd(field);
}

/**
 * GS arrives as keys from scanners that type it as Ctrl+] or Alt+0 2 9.
 *
 * @param {KeyboardEvent} event
 * @param {Field} field
 * @returns {boolean} Whether the key was part of a GS.
 */
function separator(event, field) {
  if (event.ctrlKey && !event.altKey && (event.key === "]" || event.code === "BracketRight")) {
    insert(field, "\x1d");
    return true;
  }
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
  if (!event.altKey || event.ctrlKey || !digit) return false;
  altDigits += digit[1];
  if (altDigits === "029") insert(field, "\x1d");
  return true;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const field = scanField();
  if (!field || event.target !== field || event.isComposing) return;
  const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
  const ends = event.key === "Enter" || (event.key === "Tab" && plain && field.value !== "");
  if (ends) finish();
  if (ends || separator(event, field)) event.preventDefault();
}

/** Bind once for the life of the page; the field itself is redrawn with every answer. */
export function bindScan() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("keyup", (event) => {
    if (event.key === "Alt") altDigits = "";
  });
  document.addEventListener("input", (event) => {
    const field = scanField();
    if (field && event.target === field) waitForEnd(field);
  });
  // Captured, so that htmx does not also send what the queue will send.
  document.addEventListener(
    "submit",
    (event) => {
      if (!(/** @type {Element} */ (event.target).matches("form[data-scan]"))) return;
      event.preventDefault();
      event.stopPropagation();
      finish();
    },
    { capture: true },
  );
  // An answer may arrive in the middle of the next scan: what is typed moves to the new field.
  document.addEventListener("htmx:before:swap", () => {
    carried += scanField()?.value ?? "";
  });
  document.addEventListener("htmx:before:settle", () => {
    const field = scanField();
    const typed = carried;
    carried = ""; // a screen without a field has no use for it, nor has a later one
    if (!field || !typed) return;
    field.value = typed + field.value;
    waitForEnd(field);
  });
}
