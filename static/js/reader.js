// @ts-check
// Finds symbols in the camera's pictures where the browser cannot do it by itself. A worker, for
// two reasons: a picture takes its time and the page must not wait, and WebAssembly needs a wider
// policy, which the server sends with this one script and with no page.

import { prepareZXingModule, readBarcodes } from "../vendor/zxing/reader/index.js";

const FORMATS = ["EAN13", "EAN8", "UPCA", "UPCE", "Code128", "DataMatrix", "QRCode", "ITF14"];
const OPTIONS = {
  formats: FORMATS,
  maxNumberOfSymbols: 4, // several labels may be in view; the page takes the one aimed at
  textMode: "Plain", // FNC1 becomes GS; the other modes write brackets round identifiers
  eanAddOnSymbol: "Ignore",
  tryInvert: false, // nothing in a warehouse is printed light on dark
};

/** @param {{topLeft: Point, bottomRight: Point}} position @typedef {{x: number, y: number}} Point */
function middle({ topLeft, bottomRight }) {
  return { x: (topLeft.x + bottomRight.x) / 2, y: (topLeft.y + bottomRight.y) / 2 };
}

/**
 * Part of a blurred EAN-13 reads as a whole UPC-E, picture after picture. A real one has white
 * paper on both sides, 7 modules of its 51; within an EAN there are bars.
 *
 * @param {{topLeft: Point, topRight: Point, bottomLeft: Point, bottomRight: Point}} position
 * @param {ImageData} picture
 */
function standsAlone({ topLeft, topRight, bottomLeft, bottomRight }, picture) {
  const from = middle({ topLeft, bottomRight: bottomLeft });
  const to = middle({ topLeft: topRight, bottomRight });
  const light = (/** @type {number} */ share) => {
    const x = Math.round(from.x + (to.x - from.x) * share);
    const y = Math.round(from.y + (to.y - from.y) * share);
    return picture.data[(y * picture.width + x) * 4 + 1] ?? 0;
  };
  const shares = Array.from({ length: 200 }, (_, place) => place / 199);
  const inside = shares.map(light);
  const threshold = (Math.min(...inside) + Math.max(...inside)) / 2;
  const beside = shares.slice(6, 24); // 3 to 12 % of the width, beyond the last bar's blur
  return beside.every((share) => light(-share) > threshold && light(1 + share) > threshold);
}

/** @param {MessageEvent<{pixels: ArrayBuffer, width: number, height: number}>} event */
async function onPicture({ data: { pixels, width, height } }) {
  const picture = new ImageData(new Uint8ClampedArray(pixels), width, height);
  const found = await readBarcodes(picture, OPTIONS);
  const whole = found.filter(
    ({ format, position }) => format !== "UPCE" || standsAlone(position, picture),
  );
  postMessage(
    whole.map((read) => ({ code: read.symbologyIdentifier + read.text, ...middle(read.position) })),
  );
}

const locateFile = (/** @type {string} */ name) =>
  new URL(`../vendor/zxing/reader/${name}`, import.meta.url).href;
await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
// A rejection would stay in here; an error is heard by the page.
addEventListener("message", (event) => onPicture(event).catch(reportError));
postMessage("ready");
