// @ts-check
// The scanner's set-up page: what arrives goes into no queue, but is laid open.

import { signal } from "./signals.js";

/** @typedef {{raw: string, how: string, end: string, doubled: boolean}} Scan */

/** What of the page stands for the last scan. */
function panel() {
  return /** @type {HTMLElement} */ (document.querySelector("#received"));
}

/** Frame the symbol that was scanned, right or wrong. */
function mark() {
  const known = panel().querySelector(".facts dd")?.textContent ?? "";
  const symbol = document.querySelector(`[data-symbol="${known}"]`);
  const right = panel().querySelector(".signal--refused") === null;
  symbol?.classList.toggle("symbol--done", right);
  symbol?.classList.toggle("symbol--wrong", !right);
}

/** @param {Scan} scan */
async function explain({ raw, how, end, doubled }) {
  const { action } = /** @type {HTMLFormElement} */ (document.querySelector("form[data-scan]"));
  const body = new URLSearchParams({ code: raw, how, end, doubled: String(doubled) });
  try {
    const answer = await fetch(action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    panel().replaceChildren(.../** @type {Element} */ (page.querySelector("#received")).childNodes);
    signal(/** @type {any} */ (panel().querySelector("[data-signal]"))?.dataset.signal);
    mark();
    panel().scrollIntoView({ block: "nearest" });
  } catch {
    panel().textContent = `Arrived: ${raw.replaceAll("\x1d", "␝")}. What to set is told by the server, which does not answer.`;
    signal("look");
  }
}

/** One scan's answer is shown before the next is asked for. @type {Promise<void>} */
let turn = Promise.resolve();

document.addEventListener("floor:scan", (event) => {
  event.preventDefault();
  const scan = /** @type {CustomEvent<Scan>} */ (event).detail;
  turn = turn.then(() => explain(scan));
});
document.querySelector("[data-print]")?.addEventListener("click", () => print());
