// @ts-check
// What a scan or press means on a trip, as warehouse/picking decides it: pure, so that the device
// answers at once and without network. tests/cases/picking.json is run against both.

import {
  Refused, accepted, asking, before, giveTote, left, missing, openLines, progress, put, step, stopOf, toteOf,
} from "./stops.js";
import { putDown, resolve, scanAtStop, takeTote } from "./walk.js";

/**
 * @typedef {import("./stops.js").Trip} Trip
 * @typedef {import("./stops.js").Line} Line
 * @typedef {import("./stops.js").Decision} Decision
 * @typedef {Record<string, any>} Body
 */

const REASONS = ["too_few", "none", "damaged", "cannot_reach"];

/** What is asked for now, on which line, and which comes next. @param {Trip} trip */
export function view(trip) {
  const [first, next] = openLines(trip);
  const bare = missing(trip);
  const asks = trip.over ? undefined : asking(trip);
  const line = asks ?? (!bare && !trip.over ? first : undefined);
  const asked = trip.over ?? (line ? step(line) : bare ? "take_tote" : "drop");
  return { step: asked, line, next: asks ? first : next };
}

/** @param {Trip} trip @param {Line} line @param {string} typed @returns {Decision} */
function quantity(trip, line, typed) {
  const wanted = left(line);
  const fields = { typed: typed.slice(0, 20), wanted };
  if (!/^[0-9]{1,8}$/.test(typed)) throw new Refused("not_a_quantity", fields);
  if (!line.at_bin || line.in_hand === 0) throw new Refused("nothing_in_hand");
  const in_hand = Number(typed);
  if (in_hand > wanted) throw new Refused("over_pick", { units: in_hand, wanted });
  return progress(trip, line, { in_hand, lot_seen: line.lot_seen && in_hand > 0 });
}

/**
 * Whether another bin has what is missing only the server can tell.
 *
 * @param {Trip} trip
 * @param {Line} line
 * @param {string} reason
 * @returns {Decision}
 */
function short(trip, line, reason) {
  if (!REASONS.includes(reason)) throw new Refused("bad_reason");
  const missing = left(line) - line.in_hand;
  const sentence = missing
    ? `${missing} short here. Whether another bin gives them is looked up.`
    : "All wanted units are in your hand: scan the tote.";
  const after = { ...put(trip, line.line, { short: line.short + missing }), undo: [] };
  return { trip: after, told: { signal: "look", title: "Noted", sentence } };
}

/** @param {Trip} trip @param {Line} line @returns {Decision} */
function skip(trip, line) {
  if (line.in_hand) throw new Refused("units_in_hand", { units: line.in_hand });
  const sequence = Math.max(...trip.lines.map((one) => one.sequence)) + 1;
  const told = accepted("Skipped", `${line.bin} comes back last.`);
  return { trip: put(trip, line.line, { sequence, at_bin: false }), told };
}

/** What is in it stays, and a second one is asked for. @param {Trip} trip @param {Line} line */
function toteFull(trip, line) {
  const { code, task } = toteOf(trip, line);
  const shared = trip.totes.filter((tote) => tote.code === code).map((tote) => tote.task);
  if (!trip.lines.some((one) => shared.includes(one.task) && one.picked > 0)) {
    throw new Refused("tote_empty", { tote: code });
  }
  const totes = trip.totes.map((tote) =>
    tote.code === code ? { ...tote, code: null, full: [...tote.full, code] } : tote);
  const full = String(code);
  const note = { ...before(line), line: 0, task, full };
  const told = accepted(`Tote ${code} is full`, "It stays with you. Take a second one.");
  return { trip: { ...trip, totes, undo: [...trip.undo, note] }, told };
}

/** @param {Trip} trip @returns {Decision} */
function undo(trip) {
  const note = trip.undo.at(-1);
  if (note === undefined) throw new Refused("nothing_to_undo");
  if (note === null) {
    const sentence = "The last scan was sent before: it is taken back when the server is reached.";
    return { trip, told: { signal: "look", title: "Asked for", sentence } };
  }
  const earlier = { ...trip, undo: trip.undo.slice(0, -1) };
  const line = trip.lines.find((one) => one.line === note.line);
  const { full } = note;
  if (full) {
    const totes = trip.totes.map((tote) =>
      tote.full.includes(full) ? { ...tote, code: full, full: tote.full.slice(0, -1) } : tote);
    return { trip: { ...earlier, totes }, told: accepted("Taken back", `Tote ${full} is used again.`) };
  }
  if (!line) {
    const { task, code } = toteOf(trip, note);
    const totes_free = [...new Set([String(code), ...trip.totes_free])];
    const told = accepted("Taken back", "The tote is free again.");
    return { trip: giveTote({ ...earlier, totes_free }, task, null), told };
  }
  const { units, ...progressed } = note;
  const told = accepted("Taken back", `${line.name} at ${line.bin} is as it was before.`);
  return { trip: put(earlier, line.line, { ...progressed, picked: line.picked - units }), told };
}

/** @param {Trip} trip @param {Line} line @param {string} answer @returns {Decision} */
function empty(trip, line, answer) {
  const { bin } = line;
  if (answer !== "yes" && answer !== "no") throw new Refused("not_an_answer", { bin });
  const noted = { signal: "look", title: "Noted", sentence: `What is left in ${bin} will be counted.` };
  const told = answer === "yes" ? accepted(`${bin} is empty`) : noted;
  const undo = [...trip.undo, before(line)];
  return { trip: { ...put(trip, line.line, { asks_empty: false }), undo }, told };
}

/** @param {Trip} trip @param {string} kind @param {Body} body @returns {Decision} */
function decided(trip, kind, body) {
  const line = stopOf(trip, kind, body);
  if (kind === "pick.undo") return undo(trip);
  if (kind === "pick.pause") {
    const said = "It stays where it is until somebody goes on with it.";
    return { trip: { ...trip, over: "paused" }, told: accepted("Paused", said) };
  }
  if (kind === "pick.empty" && line) return empty(trip, line, body.empty);
  if (kind === "pick.scan") {
    const seen = resolve(trip, String(body.code));
    if (missing(trip)) return takeTote(trip, seen);
    return line ? scanAtStop(trip, line, seen) : putDown(trip, seen);
  }
  if (!line) throw new RangeError(`${kind} without a line of the trip`);
  if (kind === "pick.skip") return skip(trip, line);
  if (kind === "pick.tote_full") return toteFull(trip, line);
  if (kind === "pick.short") return short(trip, line, body.reason);
  return quantity(trip, line, String(body.quantity).replace(/^ +| +$/g, ""));
}

/**
 * Decide what an event changes, and what the person is told. The trip given in stays as it is.
 *
 * @param {Trip} trip
 * @param {string} kind
 * @param {Body} body
 * @returns {Decision}
 */
export function decide(trip, kind, body) {
  try {
    return decided(trip, kind, body);
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    return { trip, told: refusal.told(trip.words) };
  }
}
