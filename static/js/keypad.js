// @ts-check
// Number keys large enough for gloves. They write into the quantity and leave the focus alone.

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

/** Bind once for the life of the page. */
export function bindKeypad() {
  keepKeyboardClosed();
  document.addEventListener("htmx:after:swap", keepKeyboardClosed);
  document.addEventListener("click", (event) => {
    const key = /** @type {Element} */ (event.target).closest?.("[data-key]");
    const pad = key?.closest("[data-keypad]");
    const shown = /** @type {HTMLInputElement | null | undefined} */ (
      pad?.querySelector("[data-quantity]")
    );
    if (!key || !shown) return;
    const secret = pad?.getAttribute("data-keypad") === "secret";
    shown.value = afterKey(shown.value, key.getAttribute("data-key") ?? "", secret);
  });
}
