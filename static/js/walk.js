// @ts-check
// What a scan means on a trip, as warehouse/picking/rules and its service decide it.

import { read, visible } from "./read.js";
import {
  Refused, accepted, allTotes, before, giveTote, left, missing, openLines, progress, put, slotName, step, toteOf,
} from "./stops.js";

/**
 * @typedef {import("./stops.js").Trip} Trip
 * @typedef {import("./stops.js").Line} Line
 * @typedef {import("./stops.js").Seen} Seen
 * @typedef {import("./stops.js").Decision} Decision
 */

/**
 * What a code names, as far as the trip knows; a tote that it does not know is still a tote.
 *
 * @param {Trip} trip
 * @param {string} code
 * @returns {Seen}
 */
export function resolve(trip, code) {
  const scan = read(code);
  const seen = { item: null, place: null, lot: scan.lot ?? scan.serial, text: scan.text };
  if (scan.kind === "gtin") {
    return { ...seen, item: itemOf(trip, [scan.gtin ?? "", ...(scan.also ?? [])]) };
  }
  const own = visible(scan.text).toUpperCase();
  const named = scan.text.length <= 40 ? (itemOf(trip, [own]) ?? itemBySku(trip, own)) : null;
  const place = scan.code ?? "";
  const fixed = { packing: trip.places, bin: [...trip.bins, ...trip.lines.map((line) => line.bin)] };
  if (scan.kind === "bin") {
    for (const [kind, codes] of Object.entries(fixed)) {
      if (codes.includes(place)) return { ...seen, place: { kind, code: place } };
    }
  }
  const known = trip.totes.some((tote) => tote.code === place) || trip.totes_free.includes(place);
  if (scan.kind === "container" && (known || !named)) {
    return { ...seen, place: { kind: scan.container ?? "", code: place } };
  }
  return { ...seen, item: named };
}

/** @param {Trip} trip @param {string[]} codes */
function itemOf(trip, codes) {
  const found = codes.filter((code) => Object.hasOwn(trip.barcodes, code));
  if (found.length !== 1) return null;
  const [id, units] = trip.barcodes[found[0]];
  return { id, units, name: trip.items[id][0] };
}

/** @param {Trip} trip @param {string} sku */
function itemBySku(trip, sku) {
  const line = trip.lines.find((one) => one.sku === sku);
  return line ? { id: line.item, units: 1, name: line.name } : null;
}

/** @param {Seen} seen @param {string} todo */
function notAwaited({ item, place, text }, todo) {
  if (!item && !place) return new Refused("unknown_code", { scanned: visible(text), todo });
  return new Refused("wrong_kind", { what: item?.name ?? `${place?.kind} ${place?.code}`, todo });
}

/** @param {Line} line @param {string} code */
function checkLot(line, code) {
  if (code.toUpperCase() === line.lot.toUpperCase()) return;
  throw new Refused("wrong_lot", { scanned: code, wanted: line.lot });
}

/** @param {Trip} trip @param {Line} line @param {Seen} seen @returns {Decision} */
export function scanAtStop(trip, line, seen) {
  const { item, place } = seen;
  if (!line.at_bin) {
    const todo = `Scan the bin ${line.bin}.`;
    if (!place || place.kind === "tote") throw notAwaited(seen, todo);
    if (place.code === line.bin) return progress(trip, line, { at_bin: true });
    throw new Refused("wrong_bin", { scanned: place.code, wanted: line.bin });
  }
  if (place?.kind === "tote") return intoTote(trip, line, place.code);
  if (step(line) === "lot" && (!item || seen.lot)) {
    checkLot(line, seen.lot || seen.text);
    return progress(trip, line, { lot_seen: true });
  }
  if (!item) throw notAwaited(seen, `Scan ${line.name}.`);
  if (item.id !== line.item) {
    const home = trip.items[item.id]?.[1] ?? "no bin";
    throw new Refused("wrong_item", { scanned: item.name, home, wanted: line.name, bin: line.bin });
  }
  const bears = line.tracking !== "none" && seen.lot !== undefined;
  if (bears) checkLot(line, seen.lot ?? "");
  const in_hand = line.in_hand + item.units;
  if (in_hand > left(line)) throw new Refused("over_pick", { units: in_hand, wanted: left(line) });
  return progress(trip, line, { in_hand, lot_seen: bears || line.lot_seen });
}

/** @param {Trip} trip @param {Line} line @param {string} tote @returns {Decision} */
function intoTote(trip, line, tote) {
  const own = toteOf(trip, line);
  const why = own.slot ? `this goes into ${own.code}` : `you carry ${own.code}`;
  const todo = `Scan your tote ${own.code}${own.slot ? ` in ${slotName(own)}` : ""}.`;
  const fields = { scanned: tote, why, todo };
  if (tote !== own.code) throw new Refused("wrong_tote", fields);
  if (line.in_hand === 0) throw new Refused("nothing_in_hand");
  const units = line.in_hand;
  const lot_seen = line.lot_seen && line.tracking === "none";
  const asks_empty = line.empties && line.picked + units === line.wanted && trip.lines.every(
    (one) => one === line || one.bin !== line.bin || one.picked === one.wanted,
  );
  const change = { picked: line.picked + units, in_hand: 0, lot_seen, asks_empty };
  const after = { ...put(trip, line.line, change), undo: [...trip.undo, before(line, units)] };
  const told = accepted(`${units} in ${tote}`, asks_empty ? `Is ${line.bin} empty now?` : line.name);
  return { trip: after, told: asks_empty ? { ...told, signal: "look" } : told };
}

/** @param {Trip} trip @param {Seen} seen @returns {Decision} */
export function takeTote(trip, seen) {
  const todo = "Scan an empty tote.";
  if (seen.place?.kind !== "tote") throw notAwaited(seen, todo);
  const tote = seen.place.code;
  const bare = /** @type {import("./stops.js").Tote} */ (missing(trip));
  const there = trip.totes.find((one) => one.code === tote);
  const unfit = trip.totes.some(({ full }) => full.includes(tote)) ? "" : "another trip uses it, or ";
  const why = there ? `it stands in ${slotName(there)} already` : `${unfit}it is not empty`;
  if (!trip.totes_free.includes(tote)) throw new Refused("wrong_tote", { scanned: tote, why, todo });
  const note = { line: 0, at_bin: false, lot_seen: false, in_hand: 0, asks_empty: false, units: 0, task: bare.task };
  const totes_free = trip.totes_free.filter((code) => code !== tote);
  const after = { ...giveTote(trip, bare.task, tote), totes_free, undo: [...trip.undo, note] };
  const said = bare.slot ? `Tote ${tote} in ${slotName(bare)}` : `Tote ${tote} is yours`;
  return { trip: after, told: accepted(said) };
}

/** @param {Trip} trip @param {Seen} seen @returns {Decision} */
export function putDown(trip, seen) {
  const lines = openLines(trip).length;
  if (lines) throw new Refused("lines_left", { open: lines });
  const todo = "Take the tote to packing and scan the place there.";
  if (seen.place?.kind !== "packing") throw notAwaited(seen, todo);
  const { length, 0: only } = allTotes(trip);
  const said = length === 1 ? `Tote ${only} stands` : `${length} totes stand`;
  const told = accepted("Trip finished", `${said} at ${seen.place.code}.`);
  return { trip: { ...trip, over: "done" }, told };
}
