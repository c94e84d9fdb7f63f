// @ts-check
// Bring one request to the server, however often it takes. The body never changes between
// tries, so its event id is the same and the server answers a repeat with what it had posted.

import { signal } from "./signals.js";

const TRY_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** Statuses that mean "not now" rather than an answer: too busy, or a proxy without its server. */
const NOT_NOW = new Set([429, 502, 503, 504]);

/** @typedef {{status: number, text: string, url: string, redirected: boolean, headers: Headers}} Answer */

/**
 * Wait a while, or until the network is said to be back.
 *
 * @param {number} tries
 * @returns {Promise<void>}
 */
function pause(tries) {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, longest * (0.5 + Math.random() / 2));
    addEventListener("online", done);
  });
}

/**
 * Say in the page's banner that something has not reached the server yet; "" takes it away.
 *
 * @param {string} text
 */
export function showUnsent(text) {
  const banner = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent]"));
  if (!banner) return;
  const line = banner.querySelector("[data-unsent-text]");
  if (line && line.textContent !== text) line.textContent = text;
  banner.hidden = text === "";
}

/**
 * @param {string} url
 * @param {RequestInit} request
 * @returns {Promise<Answer | null>} Null when nothing that counts as an answer came back.
 */
async function attempt(url, request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TRY_MS);
  try {
    const answer = await fetch(url, { ...request, signal: stop.signal });
    const text = await answer.text();
    if (NOT_NOW.has(answer.status)) return null;
    const { status, redirected, headers } = answer;
    return { status, text, url: answer.url, redirected, headers };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Send until there is an answer. The first failure is signalled, and the banner stays up.
 *
 * @param {string} url
 * @param {RequestInit} request
 * @param {() => string} trouble The banner's sentence, asked for again at every try.
 * @returns {Promise<Answer>}
 */
export async function deliver(url, request, trouble) {
  for (let tries = 0; ; tries += 1) {
    const answer = await attempt(url, request);
    if (answer) {
      showUnsent("");
      return answer;
    }
    showUnsent(trouble());
    if (tries === 0) signal("late");
    await pause(tries);
  }
}
