// @ts-check
// The demo's "codes of this step": a press is a scan, by the same way in.

import { enter } from "./scan.js";

/** Bind once for the life of the page. */
export function bindCodes() {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest?.("[data-demo-code]");
    if (!button) return;
    event.preventDefault(); // it would submit the form, which is for pages without scripts
    enter(button.getAttribute("data-demo-code") ?? "");
  });
}
