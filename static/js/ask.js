// @ts-check
// What only the server can tell: whether another lot or bin may give instead of the wanted one.
// The device has refused by then, and the person goes on; nothing of the question waits or is kept.

import { made } from "./store.js";

const PATIENCE_MS = 3_000;

/**
 * @param {string} kind
 * @param {Record<string, any>} body
 * @returns {Promise<any>} The server's answer where it says more than the device, else null.
 */
export async function ask(kind, body) {
  if (!navigator.onLine) return null;
  const { id, author } = made(kind, {});
  const heard = await fetch("/events", {
    method: "POST",
    body: JSON.stringify({ events: [{ id, kind, body: { ...body, beside: 1 }, author }] }),
    headers: { "Content-Type": "application/json", "X-Floor": "1" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { status, answer } = (await heard.json()).events[0];
  return status === "posted" || answer.code?.endsWith("_not_instead") ? answer : null;
}
