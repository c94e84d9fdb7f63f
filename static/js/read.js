// @ts-check
// What a scanned text names, as `warehouse.scanning.rules.parse` tells it, without its reasons:
// the cases of tests/cases/scans.json are run against both. See docs/codes.md.

/**
 * @typedef {{text: string, kind: string, gtin?: string, also?: string[], lot?: string,
 *   serial?: string, code?: string, container?: string, sscc?: string}} Scan
 */

import { GS, Unreadable, brackets, elements, fits, link, must, named, trade } from "./gs1.js";

const LONGEST_SCAN = 4096;
const LONGEST_TEXT = 90;
const MARKS = "]C1 ]e0 ]e1 ]d2 ]d5 ]d8 ]dB ]Q3 ]Q4 ]J1".split(" ");

/** @param {string} text */
function own(text) {
  const found = /^([A-Za-z])-([0-9A-Za-z](?:[0-9A-Za-z._/-]{0,38}[0-9A-Za-z])?)$/.exec(text);
  const [letter, code] = [found?.[1].toUpperCase() ?? "", found?.[2].toUpperCase() ?? ""];
  const container = { T: "tote", C: "cart", P: "pallet" }[letter];
  if (container) return { kind: "container", code: `${letter}-${code}`, container };
  const kind = { B: "bin", U: "badge", X: "device" }[letter];
  return kind ? { kind, code } : { kind: "text" };
}

/** @param {string} data @param {string} aim */
function meant(data, aim) {
  if (/^https?:\/\//i.test(data)) return named(link(data));
  if (/^\([0-9]{2,4}\)/.test(data)) return named(brackets(data));
  const bare = data.replace(/\x1d+$/, "");
  if (MARKS.includes(aim) || bare.includes(GS)) return named(elements(data));
  if (aim.startsWith("]E")) {
    const lengths = { "]E0": [13, 12, 8], "]E3": [13, 15, 18, 12, 8], "]E4": [8] }[aim] ?? [];
    must(/^[0-9]+$/.test(data) && lengths.includes(data.length));
    if (aim === "]E4") must(fits(data));
    return aim === "]E4" ? { ...trade(data), also: [] } : trade(data.slice(0, 13), true);
  }
  if (/^(?:[0-9]{8}|[0-9]{12,14})$/.test(bare)) return { ...trade(bare), text: bare };
  if (/^(?:00)?[0-9]{18}$/.test(bare)) return { ...named({ "00": bare.slice(-18) }), text: bare };
  if (bare !== data && /^[0-9]/.test(bare)) return named(elements(data));
  if (/^(?:0[12][0-9]{14}|00[0-9]{18})/.test(bare)) {
    try {
      return { ...named(elements(bare)), text: bare };
    } catch {
      // Not made of elements to its end: a text that begins like one.
    }
  }
  must(shownWhole(bare) && bare.length <= LONGEST_TEXT);
  return { ...own(bare), text: bare };
}

/** @param {string} text */
export function shownWhole(text) {
  return !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text);
}

/**
 * A scan as a sentence may repeat it: control characters made visible, at most 40 characters.
 *
 * @param {string} text
 */
export function visible(text) {
  const shown = [...text].slice(0, 40).map((sign) => {
    const number = sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    return sign === GS ? "␝" : shownWhole(sign) ? sign : `[U+${number}]`;
  });
  return shown.join("") + ([...text].length > 40 ? "…" : "");
}

/**
 * Tell what a scanned or typed text means, as far as that can be told without looking it up.
 *
 * @param {string} given
 * @returns {Scan} Of kind `unknown` where it cannot be read.
 */
export function read(given) {
  const trimmed = (/** @type {string} */ text) => text.replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, "");
  let text = trimmed(given);
  try {
    must(text && text.length <= LONGEST_SCAN);
    const aim = /^\][A-Za-z][0-9A-Za-z]/.exec(text)?.[0] ?? "";
    must(aim || text[0] !== "]");
    text = trimmed(text.slice(aim.length)).replaceAll("<GS>", GS);
    must(/[^\x1d]/.test(text));
    return { text, ...meant(text, aim) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { text: text.slice(0, LONGEST_SCAN), kind: "unknown" };
  }
}
