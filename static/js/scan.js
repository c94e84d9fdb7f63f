// @ts-check
// The scan field: whatever types into it (keys, an input method, a paste), its value is the scan.
// A scan ends at Enter or Tab, else when the field has been still for a while. How scanners are
// set up, and what each rule here is for: docs/scanners.md.

import { endOf, separator } from "./keyboard.js";
import { take } from "./send.js";
import { keep, kept, signal } from "./signals.js";
import { tell } from "./telling.js";

/** @typedef {HTMLInputElement} Field */
/** @typedef {"keys" | "text" | "paste" | "pressed" | ""} How */
/** @typedef {"Enter" | "Tab" | "none"} End */

const ENDS = "scan-ends"; // whether the last scan on this device brought its own end
const PATIENCE = 10; // times the usual stillness, for a scanner that says when it is done
const AT_ONCE_MS = 60; // of one movement: no finger is at Enter or Tab that fast
const DOUBLE_MS = 30; // from end to beginning: no hand pulls a trigger again within that
const LINE = /[\r\n\t]+/;

let still = 0;
let byHand = false;
let carried = "";
let keyed = false; // a key of the keyboard stands behind the next input event
let last = { code: "", at: -Infinity };
/** @type {{how: How, begun: number, latest: number}} */
let current = { how: "", begun: 0, latest: 0 };

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

/** With GS in the place of what this warehouse's scanners send for it. @param {string} text */
function separated(text) {
  const given = document.querySelector("[data-gs-aliases]")?.getAttribute("data-gs-aliases") ?? "";
  return given.split(" ").reduce((told, alias) => told.split(alias || "\x1d").join("\x1d"), text);
}

/** Note when and how something arrived. @param {How} how @param {number} at */
function note(how, at) {
  current = { how, begun: current.begun || at, latest: at };
}

/** Empty the field and hand its value on, if it holds one. @param {End} end @param {number} at */
export function finish(end = "none", at = performance.now()) {
  clearTimeout(still);
  byHand = false;
  const field = scanField();
  if (!field) return;
  const raw = field.value;
  const { how, begun, latest } = current;
  current = { how: "", begun: 0, latest: 0 };
  field.value = "";
  let code = separated(bare(raw));
  if (!code) return;
  if (end === "none") keep(ENDS, "0");
  else if (at - latest < AT_ONCE_MS) keep(ENDS, "1");
  const twin = end === "none" ? /^([^]{8,})\1$/.exec(code) : null; // two outputs, no end between
  code = twin?.[1] ?? code;
  const again = how !== "pressed" && code === last.code && begun - last.at < DOUBLE_MS;
  last = { code, at };
  const detail = { code, raw, how, end, doubled: again || twin !== null };
  const heard = new CustomEvent("floor:scan", { detail, cancelable: true });
  if (!document.dispatchEvent(heard)) return; // the set-up page keeps what it receives
  if (!again) take(code);
  if (!detail.doubled) return;
  const shown = code.replaceAll("\x1d", "␝");
  tell("look", "Twice at once?", `${shown} came in twice and counts once. Two pieces: scan it again.`);
  signal("look");
}

/**
 * Put a code into the field as a scanner would, and end it.
 *
 * @param {string} code
 */
export function enter(code) {
  const field = scanField();
  if (field) field.value = code;
  note("pressed", performance.now());
  finish("Enter");
}

/**
 * Start the wait for the end. Somebody typing by hand is slower than the wait while there are
 * only one or two characters: then only Enter ends it, so that no half code is sent. A scanner
 * that ends its scans by itself is waited for longer, so that no hiccup cuts a scan in two.
 *
 * @param {Field} field
 */
function waitForEnd(field) {
  clearTimeout(still);
  if (field.value === "") {
    byHand = false;
    current.begun = 0;
  }
  const form = field.form;
  if (byHand || !form || field.inputMode !== "none") return;
  still = setTimeout(() => {
    if (field.value.length >= Number(form.dataset.minChars ?? 3)) finish();
    else byHand = field.value !== "";
  }, Number(form.dataset.idleMs ?? 100) * (kept(ENDS) === "1" ? PATIENCE : 1));
}

/** @param {Field} field @param {string} text */
function insert(field, text) {
  const end = field.value.length;
  field.setRangeText(text, field.selectionStart ?? end, field.selectionEnd ?? end, "end");
  waitForEnd(field);
}

/** Take what was typed into another field over as the start of a scan. @param {string} text */
export function takeOver(text) {
  const field = scanField();
  if (!field) return;
  field.focus({ preventScroll: true });
  note("text", performance.now());
  insert(field, text);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const field = scanField();
  if (!field || document.activeElement !== field || event.isComposing) return;
  keyed = event.key.length === 1;
  // A Tab right after the Enter is the scanner's too, and must not move the focus away.
  const end = endOf(event, field.value !== "" || event.timeStamp - last.at < AT_ONCE_MS);
  if (end !== "none") finish(end, event.timeStamp);
  else if (keyed || event.altKey) note("keys", event.timeStamp);
  const told = separator(event);
  if (told) insert(field, told);
  if (end !== "none" || told !== null) event.preventDefault();
}

/** A text that holds its own ends, even between two scans; the field would drop them. @param {InputEvent} event */
function onText(event) {
  const field = scanField();
  const text = event.inputType === "insertLineBreak" ? "\n" : (event.data ?? "");
  if (!field || event.target !== field || event.isComposing || !LINE.test(text)) return;
  event.preventDefault();
  const parts = text.split(LINE);
  for (const [place, part] of parts.entries()) {
    if (place > 0) finish("Enter", event.timeStamp);
    if (part) note(event.inputType === "insertFromPaste" ? "paste" : "text", event.timeStamp);
    if (part) insert(field, part);
  }
}

/** @param {Event} event */
function onInput(event) {
  const field = scanField();
  if (!field || event.target !== field) return;
  const pasted = /** @type {InputEvent} */ (event).inputType === "insertFromPaste";
  if (!keyed || pasted) note(pasted ? "paste" : "text", event.timeStamp);
  keyed = false;
  waitForEnd(field);
}

/** @param {SubmitEvent} event */
function onSubmit(event) {
  if (!(/** @type {Element} */ (event.target).matches("form[data-scan]"))) return;
  event.preventDefault();
  event.stopPropagation();
  finish("Enter", event.timeStamp);
}

/** Bind once for the life of the page; the field itself is redrawn with every answer. */
export function bindScan() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("beforeinput", onText);
  document.addEventListener("input", onInput);
  // Captured, so that htmx does not also send what the queue will send.
  document.addEventListener("submit", onSubmit, { capture: true });
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
