// @ts-check
// A trip and its stops as the device holds them, and the words of its answers: what
// warehouse.picking.rules says about a stop.

/**
 * @typedef {{line: number, bin: string, item: number, name: string, sku: string, tracking: string,
 *   lot: string, wanted: number, picked: number, short: number, at_bin: boolean,
 *   lot_seen: boolean, in_hand: number, sequence: number, picture: string | null,
 *   expires: string | null, pack_name: string, pack_units: number}} Line
 * @typedef {Pick<Line, "line" | "at_bin" | "lot_seen" | "in_hand"> & {units: number}} Note
 * @typedef {{task: number, order: string, tote: string | null, lines: Line[],
 *   barcodes: Record<string, [number, number, string]>, items: Record<string, [string, string]>,
 *   totes_free: string[], places: string[], bins: string[], words: Record<string, string>,
 *   undo: (Note | null)[], over?: "done" | "paused"}} Trip `undo` has what each scan that can be
 *   taken back changed (null: only the server knows), `over` says how the trip ended here.
 * @typedef {{signal: string, title: string, sentence: string, code?: string}} Told
 * @typedef {{trip: Trip, told: Told}} Decision
 * @typedef {{item: {id: number, name: string, units: number} | null,
 *   place: {kind: string, code: string} | null, lot?: string, text: string}} Seen
 */

/** Refusals that say what changed meanwhile: the person is to look, not to do it again. */
const LOOK = ["line_done", "task_over", "not_your_task"];

export class Refused extends Error {
  /** @param {string} code @param {Record<string, unknown>} [fields] */
  constructor(code, fields = {}) {
    super(code);
    this.fields = fields;
  }

  /** @param {Record<string, string>} words @returns {Told} */
  told(words) {
    const { message: code, fields } = this;
    const title = (code[0].toUpperCase() + code.slice(1)).replaceAll("_", " ");
    const said = words[code] ?? title;
    const sentence = said.replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));
    return { signal: LOOK.includes(code) ? "look" : "refused", title, sentence, code };
  }
}

/** @param {string} title @param {string} [sentence] @returns {Told} */
export const accepted = (title, sentence = "") => ({ signal: "accepted", title, sentence });

/** @param {Line} line */
export const left = (line) => line.wanted - line.picked - line.short;

/** @param {Trip} trip @param {number} line @param {Partial<Line>} change @returns {Trip} */
export const put = (trip, line, change) => ({
  ...trip, lines: trip.lines.map((one) => (one.line === line ? { ...one, ...change } : one)),
});

/** What an undo puts back. @param {Line} line @param {number} [units] @returns {Note} */
export const before = ({ line, at_bin, lot_seen, in_hand }, units = 0) => ({
  line, at_bin, lot_seen, in_hand, units,
});

/** @param {Line} line */
export function step(line) {
  if (!line.at_bin) return "bin";
  if (line.in_hand === 0) return "item";
  if (line.tracking !== "none" && !line.lot_seen) return "lot";
  return line.in_hand < left(line) ? "more" : "tote";
}

/** @param {Trip} trip Open lines in the order in which they are asked for. */
export function openLines(trip) {
  return trip.lines.filter((line) => left(line) > 0).sort(
    (a, b) => Number(b.at_bin) - Number(a.at_bin) || a.sequence - b.sequence || a.line - b.line,
  );
}

/** @param {Trip} trip @param {Record<string, any>} body */
export function stopOf(trip, body) {
  if (trip.over === "done") throw new Refused("task_over");
  if (trip.over) throw new Refused("not_your_task", { who: "nobody" });
  const line = trip.lines.find((one) => one.line === Number(body.line));
  if (line && left(line) === 0) throw new Refused("line_done", { item: line.name, bin: line.bin });
  return line;
}

/** @param {Trip} trip @param {Line} line @param {Partial<Line>} change @returns {Decision} */
export function progress(trip, line, change) {
  const now = { ...line, ...change };
  const said = {
    bin: "",
    item: `You are at ${now.bin}`,
    lot: now.name,
    more: `${now.in_hand} of ${left(now)} in hand`,
    tote: `${now.in_hand} in hand`,
  }[step(now)];
  const after = { ...put(trip, line.line, change), undo: [...trip.undo, before(line)] };
  return { trip: after, told: accepted(said) };
}
