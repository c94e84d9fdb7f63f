// @ts-check
// Reads scales over Web Serial, where the browser has it; fetched when somebody wants to weigh.
// What they say goes into the field as it is: the server reads it, as it reads a typed weight.

const WEIGHT = /[0-9]+(?:[.,][0-9]+)?\s*(?:kg|g|lb|oz)\b/i;
const PATIENCE_MS = 5000;

/** The first whole line with a weight that stands still ("US": it still moves). @param {string} text */
export function lineIn(text) {
  const whole = text.split(/[\r\n]+/).slice(0, -1);
  return whole.map((line) => line.trim()).find((line) => WEIGHT.test(line) && !line.startsWith("US")) ?? "";
}

/** @param {HTMLInputElement} field @returns {Promise<boolean>} Whether the scales said a weight. */
export async function weigh(field) {
  const serial = /** @type {any} */ (navigator).serial;
  const port = (await serial.getPorts())[0] ?? await serial.requestPort();
  await port.open({ baudRate: 9600 });
  const reader = port.readable.getReader();
  const timer = setTimeout(() => reader.cancel(), PATIENCE_MS);
  try {
    const decoder = new TextDecoder();
    let [said, over] = ["", false];
    while (!over && !lineIn(said)) {
      const { value, done } = await reader.read();
      said += decoder.decode(value, { stream: true });
      over = done;
    }
    field.value = lineIn(said) || field.value;
    return lineIn(said) !== "";
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
    await port.close();
  }
}
