// @ts-check
// A trip and its stops as the device holds them, and the words of its answers: what
// warehouse.picking.rules says about a stop.

/**
 * @typedef {{task: number, code: string | null, full: string[], slot: number, letter: string,
 *   colour: string}} Tote
 * @typedef {{line: number, task: number, bin: string, item: number, name: string, sku: string, tracking: string,
 *   lot: string, wanted: number, picked: number, short: number, at_bin: boolean,
 *   lot_seen: boolean, in_hand: number, asks_empty: boolean, empties: boolean, sequence: number, picture: string | null,
 *   expires: string | null, pack_name: string, pack_units: number}} Line
 * @typedef {Pick<Line, "line" | "at_bin" | "lot_seen" | "in_hand" | "asks_empty"> &
 *   {units: number, task?: number, full?: string}} Note
 * @typedef {{task: number, order: string, totes: Tote[], lines: Line[],
 *   barcodes: Record<string, [number, number, string]>, items: Record<string, [string, string]>,
 *   totes_free: string[], places: string[], bins: string[], words: Record<string, string>,
 *   undo: (Note | null)[], user: number, user_name: string, over?: "done" | "paused"}} Trip `undo`
 *   has what each scan that can be taken back changed (null: only the server knows), `user` alone
 *   goes on with it without network, `over` says how the trip ended here.
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

/** @param {Trip} trip @returns {Tote | undefined} The first that is still to be taken along. */
export const missing = (trip) => trip.totes.find((tote) => tote.code === null);

/** @param {Trip} trip @param {{task?: number}} [line] @returns {Tote} */
export const toteOf = (trip, line) =>
  trip.totes.find((tote) => tote.task === line?.task) ?? trip.totes[0];

/** @param {Trip} trip @param {number} task @param {string | null} code @returns {Trip} */
export const giveTote = (trip, task, code) => ({
  ...trip, totes: trip.totes.map((tote) => (tote.task === task ? { ...tote, code } : tote)),
});

/** The codes of all totes that the trip carries. @param {Trip} trip */
export const allTotes = (trip) => [...new Set(trip.totes.flatMap(({ code, full }) => [...full, code]))];

/** @param {Tote} tote */
export const slotName = ({ slot, letter, colour }) => `slot ${slot}, ${letter}, ${colour}`;

/** @param {Trip} trip @param {number} line @param {Partial<Line>} change @returns {Trip} */
export const put = (trip, line, change) => ({
  ...trip, lines: trip.lines.map((one) => (one.line === line ? { ...one, ...change } : one)),
});

/** What an undo puts back. @param {Line} line @param {number} [units] @returns {Note} */
export const before = ({ line, at_bin, lot_seen, in_hand, asks_empty }, units = 0) => ({
  line, at_bin, lot_seen, in_hand, asks_empty, units,
});

/** @param {Line} line */
export function step(line) {
  if (line.asks_empty) return "empty";
  if (!line.at_bin) return "bin";
  if (line.in_hand === 0) return "item";
  if (line.tracking !== "none" && !line.lot_seen) return "lot";
  return line.in_hand < left(line) ? "more" : "tote";
}

/** The line about whose bin a question is open. @param {Trip} trip */
export const asking = (trip) => trip.lines.find((line) => line.asks_empty);

/** @param {Trip} trip Open lines in the order in which they are asked for. */
export function openLines(trip) {
  return trip.lines.filter((line) => left(line) > 0).sort(
    (a, b) => Number(b.at_bin) - Number(a.at_bin) || a.sequence - b.sequence || a.line - b.line,
  );
}

/** @param {Trip} trip @param {string} kind @param {Record<string, any>} body */
export function stopOf(trip, kind, body) {
  if (trip.over === "done") throw new Refused("task_over");
  if (trip.over) throw new Refused("not_your_task", { who: "nobody" });
  const line = trip.lines.find((one) => one.line === Number(body.line));
  const asks = asking(trip);
  if (kind === "pick.undo" || kind === "pick.pause") return line;
  if (asks && kind !== "pick.empty") throw new Refused("answer_first", { bin: asks.bin });
  const isOver = kind === "pick.empty" ? !line?.asks_empty : line && left(line) === 0;
  if (line && isOver) throw new Refused("line_done", { item: line.name, bin: line.bin });
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
