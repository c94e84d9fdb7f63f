// @ts-check
// The queue of scans: each gets its own id when it is captured, none is dropped while a request
// runs, and they reach the server one at a time in the order of the trigger.

import { deliver, showUnsent } from "./deliver.js";
import { draw, leadsElsewhere } from "./draw.js";
import { uuidv7 } from "./ids.js";
import { inTurn } from "./lane.js";
import { signal } from "./signals.js";

/** @typedef {{code: string, id: string}} Scan */

/** @type {Scan[]} */
const waiting = [];

/** @param {string} code */
function readable(code) {
  return code.replaceAll("\x1d", "␝");
}

/** @returns {string} */
function trouble() {
  const [first] = waiting;
  const more = waiting.length > 1 ? ` ${waiting.length} scans wait.` : "";
  return `Not sent: ${readable(first?.code ?? "")}. Trying again.${more}`;
}

/** How many scans have not been answered yet. */
export function unansweredScans() {
  return waiting.length;
}

/**
 * Take a scan into the queue. The same code twice is two scans: the server, who knows what is
 * wanted, decides about the second.
 *
 * @param {string} code
 */
export function take(code) {
  const scan = { code, id: uuidv7() };
  waiting.push(scan);
  void inTurn(async () => {
    try {
      await send(scan);
    } finally {
      waiting.splice(waiting.indexOf(scan), 1);
    }
  });
}

/**
 * The form is read when its turn comes, so a scan made while the last one was under way belongs
 * to the step that is then on the screen; from there on the body stays as it is.
 *
 * @param {Scan} scan
 */
async function send(scan) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-scan]"));
  if (!form) {
    showUnsent(`Not used: ${readable(scan.code)}. This screen takes no scan.`);
    signal("look");
    return;
  }
  const fields = new FormData(form);
  fields.set("code", scan.code);
  fields.set("event_id", scan.id);
  const body = new URLSearchParams(/** @type {any} */ (fields));
  const headers = { "HX-Request": "true", "HX-Target": "main#main", Accept: "text/html" };
  const request = { method: "POST", body, headers, credentials: /** @type {const} */ ("same-origin") };
  form.setAttribute("aria-busy", "true");
  const answer = await deliver(form.action, request, trouble);
  form.removeAttribute("aria-busy");
  if (leadsElsewhere(answer)) return;
  if (await draw(answer)) return;
  if (answer.status >= 400) {
    showUnsent(`Not taken: ${readable(scan.code)} (answer ${answer.status}). Scan it again.`);
    signal("refused");
  } else {
    signal("accepted");
  }
}
