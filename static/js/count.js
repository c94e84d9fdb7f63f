// @ts-check
// What a scan or a press means in a count while the server cannot be asked, as
// warehouse/counting/rules decides it: tests/cases/counting.json is run against both. The server
// decides it again, and its word is the last.

import { read, shownWhole, visible } from "./read.js";
import { Refused, accepted } from "./stops.js";

/**
 * @typedef {{item: number, name: string, lot: string, units: number, settled: boolean,
 *   serial?: boolean}} Row
 * @typedef {{task: number, bin: string, seen: number, at_bin: boolean, rows: Row[],
 *   current: [number, string] | null, awaits: number | null, units?: number, name?: string,
 *   unknown: number, over?: string, serial?: boolean}} Count `over` says in a word how it ended here.
 * @typedef {{barcodes: Record<string, [number, number, string, string]>,
 *   words: Record<string, string>}} Book Item, units, name and tracking by code; refusals' sentences.
 * @typedef {import("./stops.js").Told} Told
 * @typedef {{count: Count, told: Told}} Decision
 */

const MOST_UNITS = 9_999_999;
const LONGEST_LOT = 40;

/** @param {Count} count */
export const currentOf = ({ rows, current }) =>
  current ? rows.find((row) => row.item === current[0] && row.lot === current[1]) : undefined;

/** @param {Count} count */
export function stepOf(count) {
  if (count.over) return "over";
  if (!count.at_bin) return "bin";
  if (count.awaits !== null) return "lot";
  const row = currentOf(count);
  if (row) return row.settled ? "quantity-more" : "quantity";
  return count.rows.length || count.unknown ? "more" : "first";
}

/** @param {Count} count @param {Row} row @param {boolean} current @returns {Decision} */
function put(count, row, current) {
  const isIt = (/** @type {Row} */ one) => one.item === row.item && one.lot === row.lot;
  const rows = count.rows.some(isIt)
    ? count.rows.map((one) => (isIt(one) ? row : one))
    : [...count.rows, row];
  const told = accepted(`${row.units} counted`, row.lot ? `${row.name} · ${row.lot}` : row.name);
  const now = /** @type {[number, string] | null} */ (current ? [row.item, row.lot] : null);
  return { count: { ...count, rows, current: now, awaits: null }, told };
}

/** @param {Count} count @param {Row} found @returns {Decision} */
function add(count, found) {
  const same = (/** @type {Row} */ { item, lot }) =>
    item === found.item && lot.toUpperCase() === found.lot.toUpperCase();
  const known = count.rows.find(same);
  if (found.serial) {
    if (known) throw new Refused("serial_twice", { serial: found.lot });
    return put(count, { ...found, units: 1, settled: true }, false);
  }
  const units = (known?.units ?? 0) + found.units;
  if (units > MOST_UNITS) throw new Refused("not_a_count", { typed: units, most: MOST_UNITS });
  return put(count, { ...found, ...known, units, settled: known !== undefined }, true);
}

/** @param {Count} count @param {import("./read.js").Scan} seen @param {string} named */
function scanBin(count, seen, named) {
  const todo = `Scan the bin ${count.bin}.`;
  if (seen.kind === "bin" && !named) {
    const { code: scanned = "" } = seen;
    if (scanned !== count.bin) throw new Refused("another_bin", { scanned, wanted: count.bin });
    return { count: { ...count, at_bin: true }, told: accepted(`You are at ${count.bin}`) };
  }
  const what = named || (seen.container && `${seen.container} ${seen.code}`);
  if (what) throw new Refused("wrong_kind", { what, todo });
  throw new Refused("unknown_code", { scanned: visible(seen.text), todo });
}

/** @param {Count} count @param {import("./read.js").Scan} seen @returns {Decision} */
function scanNoItem(count, seen) {
  if (count.awaits !== null) {
    const { awaits: item, name = "", units = 1, serial = false } = count;
    const lot = seen.lot ?? seen.serial ?? seen.text;
    if (!lot || lot.length > LONGEST_LOT || !shownWhole(lot)) {
      throw new Refused("not_a_lot", { typed: lot.slice(0, LONGEST_LOT) });
    }
    return add(count, { item, name, lot, units, serial, settled: false });
  }
  if (seen.kind === "bin" && seen.code !== count.bin) {
    throw new Refused("another_bin", { scanned: seen.code, wanted: count.bin });
  }
  if (seen.kind === "bin" || seen.container) {
    const what = `${seen.container ?? "bin"} ${seen.code}`;
    throw new Refused("wrong_kind", { what, todo: `Scan what lies in ${count.bin}.` });
  }
  const sentence = "Nobody here knows it. It is kept for the supervisor; leave the goods and go on.";
  const told = { signal: "look", title: `Kept: ${visible(seen.text)}`, sentence };
  return { count: { ...count, unknown: count.unknown + 1 }, told };
}

/** @param {Count} count @param {Book} book @param {string} code @returns {Decision} */
function scan(count, book, code) {
  const seen = read(code);
  const codes = seen.gtin ? [seen.gtin, ...(seen.also ?? [])] : [visible(seen.text).toUpperCase()];
  const found = codes.map((one) => book.barcodes[one]).find(Boolean);
  if (!count.at_bin) return scanBin(count, seen, found?.[2] ?? "");
  if (!found) return scanNoItem(count, seen);
  const [item, units, name, tracking] = found;
  const serial = tracking === "serial";
  const given = seen.lot ?? seen.serial;
  if (count.awaits !== null && (count.awaits !== item || !given)) {
    throw new Refused("lot_missing", { item: count.name });
  }
  const row = currentOf(count);
  const inHand = row?.item === item && !serial ? row.lot : undefined;
  const lot = tracking === "none" ? "" : (given ?? inHand);
  if (row && !row.settled && (row.item !== item || row.lot !== lot)) {
    throw new Refused("how_many", { item: row.name });
  }
  if (lot !== undefined) return add(count, { item, name, lot, units, serial, settled: false });
  const after = { ...count, awaits: item, name, units, serial, current: null };
  return { count: after, told: accepted(name) };
}

/** @param {Count} count @param {Record<string, any>} body @returns {Decision} */
function quantity(count, body) {
  const row = count.rows.find((one) => one.item === Number(body.item) && one.lot === body.lot);
  if (!count.at_bin || !row || row.serial) throw new Refused("not_counted_yet");
  const typed = [body.packs, body.loose].map((text) => String(text).replace(/^ +| +$/g, ""));
  const fields = { typed: typed.filter(Boolean).join(" + ").slice(0, 20), most: MOST_UNITS };
  const [packs, loose] = typed.map((text) => (/^[0-9]{0,7}$/.test(text) ? Number(text) : NaN));
  const units = packs * Number(body.pack_units) + loose;
  if (!fields.typed || !(units <= MOST_UNITS)) throw new Refused("not_a_count", fields);
  return put(count, { ...row, units, settled: true }, false);
}

/** @param {Count} count @param {boolean} empty Whether it is said that nothing lies there. */
function end(count, empty) {
  const row = currentOf(count);
  if (!count.at_bin) throw new Refused("bin_first", { wanted: count.bin });
  if (empty && count.rows[0]) throw new Refused("not_empty_bin", { item: count.rows[0].name });
  if (count.awaits !== null) throw new Refused("lot_missing", { item: count.name });
  if (row && !row.settled) throw new Refused("how_many", { item: row.name });
  if (!empty && count.rows.length + count.unknown === 0) throw new Refused("not_counted_yet");
  return { count: { ...count, over: "Counted" }, told: accepted("Noted") };
}

/** @param {Count} count @param {Book} book @param {string} kind @param {Record<string, any>} body */
function decided(count, book, kind, body) {
  if (kind === "count.scan") return scan(count, book, String(body.code));
  if (kind === "count.quantity") return quantity(count, body);
  if (kind === "count.empty" || kind === "count.done") return end(count, kind === "count.empty");
  if (kind === "count.more") return { count, told: accepted("Go on", "Scan what you have found.") };
  const over = kind === "count.pause" ? "Paused" : "Noted";
  return { count: { ...count, over }, told: accepted(over) };
}

/**
 * Decide what an event changes, and what the person is told. The count given in stays as it is.
 *
 * @param {Count} count @param {Book} book @param {string} kind @param {Record<string, any>} body
 * @returns {Decision}
 */
export function decide(count, book, kind, body) {
  try {
    return decided(count, book, kind, body);
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    return { count, told: refusal.told(book.words) };
  }
}
