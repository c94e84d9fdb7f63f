// @ts-check
// What the placeholders of a drawn step stand for.

import { allTotes, left, missing, slotName, toteOf } from "./stops.js";
import { view } from "./trip.js";

/** @typedef {import("./stops.js").Trip} Trip */
/** @typedef {import("./stops.js").Line} Line */
/** @typedef {Record<string, string | number>} Values */

const CODES_SHOWN = 2;

/** As the hand takes it: 13 in cases of 6 are "2 cases of 6 + 1". @param {Line} line */
export function inPacks({ pack_name, pack_units, ...line }) {
  const units = left(/** @type {Line} */ (line));
  const [whole, loose] = [Math.floor(units / pack_units), units % pack_units];
  if (pack_units === 1 || whole === 0) return String(units);
  const packs = `${whole} ${pack_name}${whole === 1 ? "" : "s"} of ${pack_units}`;
  return loose ? `${packs} + ${loose}` : packs;
}

/**
 * The tote that is asked for or carried, and its slot where there is a cart.
 *
 * @param {Trip} trip
 * @param {Line} [line]
 * @returns {Values}
 */
function toteWords(trip, line) {
  const bare = missing(trip);
  const tote = bare ?? toteOf(trip, line);
  const whole = !bare && !line; // the trip is at its end: all totes are meant
  if (whole) {
    const { length } = allTotes(trip);
    const several = length > 1;
    const said = several ? `${length} totes` : (tote.code ?? "");
    const name = several ? trip.order : "Grey tote";
    return { tote: said, tote_name: name, slot: "", colour: "grey", slot_note: "" };
  }
  const { slot, letter, colour } = tote;
  const capital = colour[0].toUpperCase() + colour.slice(1);
  return {
    tote: tote.code ?? "", slot: slot || "", colour,
    tote_name: slot ? `${letter} · ${capital}` : "Grey tote",
    slot_note: slot
      ? `Scan it, and put it into ${slotName(tote)}.`
      : "Scan it; it stays with you for this trip.",
  };
}

/** @param {Trip} trip @returns {Values} What the placeholders stand for. */
export function values(trip) {
  const { line, next } = view(trip);
  const picked = trip.lines.reduce((sum, one) => sum + one.picked, 0);
  const short = trip.lines.reduce((sum, one) => sum + one.short, 0);
  const all = {
    ...toteWords(trip, line), task: trip.task, line: 0, order: trip.order,
    done: trip.lines.filter((one) => left(one) === 0).length,
    lines: trip.lines.length,
    tally: `${picked} picked${short ? `, ${short} short` : ""}`,
    next: next && !trip.over ? `${next.bin} · ${next.name}` : "",
  };
  if (!line) return all;
  const { bin, name, sku, lot, in_hand } = line;
  const best = line.expires ? ` · best before ${line.expires}` : "";
  return {
    ...all, line: line.line, bin, name, sku, lot, in_hand,
    picture: line.picture ?? "",
    lot_note: line.tracking === "none" ? "" : `Lot ${lot}${best}`,
    lot_step: line.tracking === "serial" ? "Scan the serial" : "Scan the lot",
    best_before: line.expires ? `Best before ${line.expires}` : "",
    quantity: inPacks(line),
    pieces: line.pack_units > 1 ? `${left(line)} pieces in all` : "",
    left: left(line),
    more: left(line) - in_hand,
  };
}

/** @param {Trip} trip @returns {[string, string][]} What could be scanned now, for the demo. */
export function codes(trip) {
  const { step, line } = view(trip);
  if (step === "take_tote") return [["An empty tote", trip.totes_free[0] ?? "no tote is free"]];
  if (step === "drop") return [["The packing place", `B-${trip.places[0]}`]];
  if (!line) return [];
  if (step === "empty") return [];
  if (step === "bin") return [["This bin", `B-${line.bin}`]];
  if (step === "lot") return [["This lot", line.lot]];
  const tote = /** @type {[string, string]} */ (["Your tote", toteOf(trip, line).code]);
  if (step === "tote") return [tote];
  const packs = Object.entries(trip.barcodes)
    .filter(([, [item, units]]) => item === line.item && units <= left(line) - line.in_hand)
    .sort(([a, [, few]], [b, [, many]]) => many - few || (a < b ? -1 : 1))
    .slice(0, CODES_SHOWN);
  /** @type {[string, string][]} */
  const named = packs.map(([code, [, units, name]]) => {
    return [units === 1 ? "1 piece" : `${name} of ${units}`, code];
  });
  return step === "more" ? [...named, tote] : named;
}
