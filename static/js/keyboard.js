// @ts-check
// The key that opens and closes the soft keyboard for codes that no scanner reads any more.

import { scanField } from "./scan.js";

/** Bind once for the life of the page; a new step starts with the keyboard closed. */
export function bindKeyboard() {
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
