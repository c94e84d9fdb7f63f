// @ts-check
// Buttons whose form htmx posts go through the same lane as the scans, and are retried under
// the same event id when the network fails.

import { deliver } from "./deliver.js";
import { leadsElsewhere, mainPart } from "./draw.js";
import { inTurn } from "./lane.js";

const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * @param {string} url
 * @param {any} request What htmx is about to hand to fetch.
 * @returns {Promise<Response>}
 */
async function answerTo(url, request) {
  if (!new URLSearchParams(request.body).has("event_id")) return fetch(url, request);
  const { method, body, headers, credentials } = request;
  const again = () => "Not sent. Trying again.";
  const answer = await deliver(url, { method, body, headers, credentials }, again);
  if (leadsElsewhere(answer)) await new Promise(() => {}); // the page is being left
  const text = WITHOUT_BODY.has(answer.status) ? null : (mainPart(answer.text) ?? answer.text);
  return new Response(text, { status: answer.status, headers: answer.headers });
}

/** Hook into htmx, which may answer `ctx.fetch` in any way it likes. */
export function bindPresses() {
  /** @type {WeakMap<object, () => void>} */
  const ending = new WeakMap();
  /** @type {any} */ (window).htmx.registerExtension("lane", {
    /** @param {Element} _element @param {{ctx: any}} detail */
    htmx_config_request(_element, { ctx }) {
      if (ctx.request.method === "GET") return;
      ctx.request.timeout = 0; // waiting behind unsent scans is no failure
      ctx.fetch = (/** @type {string} */ url, /** @type {any} */ request) =>
        new Promise((resolve, reject) => {
          void inTurn(async () => {
            const ended = new Promise((done) => ending.set(ctx, () => done(undefined)));
            answerTo(url, request).then(resolve, reject);
            await ended;
          });
        });
    },
    /** @param {Element} _element @param {{ctx: any}} detail */
    htmx_finally_request(_element, { ctx }) {
      ending.get(ctx)?.();
    },
  });
}
