// @ts-check
// One thing at a time: whatever writes goes through one lane in the order in which it happened,
// scans and pressed buttons alike, so that no answer is drawn over a later one.

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * Run a task when all earlier ones have ended, well or badly.
 *
 * @template T
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export function inTurn(task) {
  const mine = last.then(task);
  last = mine.catch(() => undefined);
  return mine;
}
