// @ts-check
// What the camera sees: which reader looks at a picture, which of its codes is meant, and when a
// read counts.

/** @typedef {{code: string, x: number, y: number}} Found Where in the picture, in its pixels. */
/** @typedef {(picture: HTMLCanvasElement) => Promise<Found[]>} Reader */

const AGREE_MS = 1000; // two pictures further apart than this do not speak for each other
const PAUSE_MS = 500; // after a read, for the hand to move on
const AWAY_MS = 1000; // a code unseen for so long has left the view, and counts anew

/**
 * What the browser's own detector calls the symbols, and the AIM id that it leaves out.
 *
 * @type {Record<string, string>}
 */
const NATIVE = {
  ean_13: "]E0",
  ean_8: "]E4",
  upc_a: "]E0",
  upc_e: "]E0",
  code_128: "]C1",
  data_matrix: "]d2",
  qr_code: "]Q3",
  itf: "",
};

/**
 * GS1 symbols start with FNC1, which detectors give as GS. Of others nothing is claimed, as some
 * detectors lose the first FNC1. Parts of an ITF look whole, so only 14 digits are believed.
 *
 * @param {{rawValue: string, format: string, boundingBox: DOMRectReadOnly}} symbol
 * @returns {Found}
 */
function fromNative({ rawValue, format, boundingBox: { x, y, width, height } }) {
  const marked = rawValue.startsWith("\x1d");
  const aim = marked || /^(?:ean|upc)_/.test(format) ? NATIVE[format] : "";
  const whole = format !== "itf" || /^[0-9]{14}$/.test(rawValue);
  const code = whole ? aim + rawValue.slice(marked ? 1 : 0) : "";
  return { code, x: x + width / 2, y: y + height / 2 };
}

/** @returns {Promise<Reader>} */
async function openOurs() {
  const worker = new Worker(new URL("./reader.js", import.meta.url), { type: "module" });
  const answer = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = () => reject(Object.assign(new Error(), { name: "ReaderError" }));
    });
  let before = answer(); // it says that it is ready
  await before;
  return async (picture) => {
    await before; // a sheet that closed in the middle of a picture left its answer to come
    const { width, height } = picture;
    const drawn = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
    const pixels = drawn.getImageData(0, 0, width, height).data.buffer;
    before = answer();
    worker.postMessage({ pixels, width, height }, [pixels]);
    return before;
  };
}

/** @returns {Promise<Reader>} The browser's own if it knows all that we print, else ours. */
export async function openReader() {
  const Native = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = Object.keys(NATIVE);
  const known = (await Native?.getSupportedFormats().catch(() => [])) ?? [];
  if (!formats.every((format) => known.includes(format))) return openOurs();
  const detector = new Native({ formats });
  return async (picture) => (await detector.detect(picture)).map(fromNative);
}

/**
 * The code nearest to the middle of the picture, or "".
 *
 * @param {Found[]} found
 * @param {HTMLCanvasElement} picture
 */
export function aimedAt(found, picture) {
  const off = (/** @type {Found} */ { x, y }) =>
    Math.hypot(x - picture.width / 2, y - picture.height / 2);
  const codes = found.filter(({ code }) => code).sort((one, other) => off(one) - off(other));
  return codes[0]?.code ?? "";
}

/** A read counts when two pictures agree, and once for as long as its code stays in view. */
export class Agreement {
  #once = { code: "", at: 0 };
  #last = { code: "", at: 0 };
  #quietUntil = 0;

  /** @param {number} at When, in ms. @returns {boolean} Whether it is too soon for another read. */
  pauses(at) {
    return at < this.#quietUntil;
  }

  /** @param {string} code @param {number} at When, in ms. @returns {boolean} Whether it counts. */
  sees(code, at) {
    if (code === this.#last.code && at - this.#last.at < AWAY_MS) {
      this.#last.at = at;
      return false;
    }
    if (code !== this.#once.code || at - this.#once.at > AGREE_MS) {
      this.#once = { code, at };
      return false;
    }
    this.#last = { code, at };
    this.#once = { code: "", at: 0 };
    this.#quietUntil = at + PAUSE_MS;
    return true;
  }
}
