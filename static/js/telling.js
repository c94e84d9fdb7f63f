// @ts-check
// Words above the screen, and after the fact: few pages have any, so what draws them is fetched then.

const fetched = () => import("./told.js");

/** @param {Parameters<typeof import("./told.js").tell>} given */
export const tell = (...given) => void fetched().then((told) => told.tell(...given));

/** @param {Parameters<typeof import("./told.js").tellLate>} given */
export const tellLate = (...given) => void fetched().then((told) => told.tellLate(...given));

/** Show again what the page before had told. */
export function bindTold() {
  try {
    if (sessionStorage.getItem("floor-told")) void fetched().then((told) => told.bindTold());
  } catch {
    // Without storage the words went with the page.
  }
}
