// @ts-check
// One thing at a time: whatever writes goes through one lane in the order in which it happened,
// scans and pressed buttons alike, so that no answer is drawn over a later one.

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

export const inTurn = lane();
