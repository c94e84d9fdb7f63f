// @ts-check
// Buttons whose form is an event go the same way in as the scans, and wait their turn behind them.

import { press } from "./send.js";

/** Bind once for the life of the page. Captured, so that htmx does not send it as well. */
export function bindPresses() {
  document.addEventListener(
    "submit",
    (event) => {
      const form = /** @type {HTMLFormElement} */ (event.target);
      if (form.matches("[data-scan]") || !form.querySelector("input[name=kind]")) return;
      event.preventDefault();
      event.stopPropagation();
      void press(form, event.submitter);
    },
    { capture: true },
  );
}
