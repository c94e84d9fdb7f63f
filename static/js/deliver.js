// @ts-check
// One try to bring a request to the server, and the wait before the next; and one thing at a time.

const TRY_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** @typedef {{status: number, text: string, url: string, redirected: boolean, headers: Headers}} Answer */

/**
 * How long to wait after so many tries: longer each time, and by chance, so that the devices of
 * a hall do not come back all at once.
 *
 * @param {number} tries
 */
export function delay(tries) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + Math.random() / 2);
}

/**
 * Wait a while, or until the network is said to be back.
 *
 * @param {number} tries
 * @returns {Promise<void>}
 */
export function pause(tries) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, delay(tries));
    addEventListener("online", done);
  });
}

/**
 * @param {string} url
 * @param {RequestInit} request
 * @returns {Promise<Answer | null>} Null when nothing that counts as an answer came back: silence,
 *   a broken connection, "too busy", a fault of the server, or a proxy that has lost it.
 */
export async function attempt(url, request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TRY_MS);
  try {
    const whole = { credentials: /** @type {const} */ ("same-origin"), ...request };
    const answer = await fetch(url, { ...whole, method: "POST", signal: stop.signal });
    const text = await answer.text();
    const { status, redirected, headers } = answer;
    if (status === 429 || status >= 500) return null;
    return { status, text, url: answer.url, redirected, headers };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Make a lane: each task runs when all earlier ones have ended, well or badly. */
export function lane() {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  /** @template T @param {() => Promise<T>} task @returns {Promise<T>} */
  return (task) => {
    const mine = last.then(task);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Whatever writes goes through one lane, so that no answer is drawn over a later one. */
export const inTurn = lane();
