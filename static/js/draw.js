// @ts-check
// Draw an answer of the server into #main.

/** @typedef {import("./deliver.js").Answer} Answer */

/** @param {string} text */
function isWholePage(text) {
  return /^\s*<(?:!doctype|html)/i.test(text);
}

/**
 * Whether the answer is an order to go elsewhere, which is followed: a redirecting header, or
 * a whole page behind a redirect, such as the sign-in page after the session ended.
 *
 * @param {Answer} answer
 * @returns {boolean}
 */
export function leadsElsewhere(answer) {
  const named = answer.headers.get("HX-Redirect");
  const led = named ?? (answer.redirected && isWholePage(answer.text) ? answer.url : null);
  if (led) location.assign(led);
  return led !== null;
}

/**
 * The part of an answer that belongs into #main: all of a fragment, the main part of a page of
 * ours, and nothing of a page that somebody else sent, such as a proxy.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function mainPart(text) {
  if (!isWholePage(text)) return text;
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("#main")?.innerHTML ?? null;
}

/**
 * Draw the answer to a scan.
 *
 * @param {Answer} answer
 * @returns {Promise<boolean>} False when there was nothing of ours to draw.
 */
export async function draw(answer) {
  const main = document.querySelector("#main");
  const text = mainPart(answer.text);
  if (!main || text === null || text.trim() === "") return false;
  const { htmx } = /** @type {any} */ (window);
  const plainSignal = answer.status < 400 ? "accepted" : "refused";
  await htmx.swap({ text, target: main, swap: "innerHTML", sourceElement: main, plainSignal });
  return true;
}
