// @ts-check
// The trips that this device holds: fetched from the server, kept, and whose they are.

import { append, made, within } from "./store.js";

/** @typedef {import("./stops.js").Trip} Trip */
/** @typedef {import("./store.js").Entry} Entry */

const PATIENCE_MS = 5_000;
/** What never changes on a trip is kept once, not with every scan. */
const BOOK = ["barcodes", "items", "places", "bins", "words"];

/** @param {number} task */
const bookOf = (task) => /** @type {any} */ (`book ${task}`);

/** Who is signed in on this page. */
export const me = () => Number(document.body.dataset.user);

/** @param {Trip} whole @param {boolean} ofTheBook */
export function half(whole, ofTheBook) {
  const parts = Object.entries(whole).filter(([name]) => BOOK.includes(name) === ofTheBook);
  return Object.fromEntries(parts);
}

/**
 * Write an event of a trip ahead, with the trip as it is after it. What it means is decided in
 * the transaction that keeps it: no other page of this device can go on with the trip in between.
 *
 * @template {{trip: object, body: Record<string, any>}} T
 * @param {number} task
 * @param {string} kind
 * @param {(trip: any) => T | null} decide At once, by the kept trip; null leaves all as it is.
 * @returns {Promise<T & {entry: Entry} | null>} Null also where no such trip is kept.
 */
export async function walk(task, kind, decide) {
  const entry = made(kind, {});
  const decided = /** @type {T[]} */ ([]);
  await within("strict", (stores) => {
    const asked = stores.trips.get(task);
    asked.onsuccess = () => {
      const decision = asked.result && decide(asked.result);
      if (!decision) return;
      decided.push(decision);
      entry.body = decision.body;
      stores.trips.put(decision.trip, task);
      append(stores, entry);
    };
  });
  return decided.length > 0 ? { ...decided[0], entry } : null;
}

/** @param {number} task */
export async function kept(task) {
  return (await within("read", ({ trips }) => trips.get(task))).result ?? null;
}

/** @param {number} task @returns {Promise<Trip | null>} */
export async function held(task) {
  const [walked, book] = await Promise.all([kept(task), kept(bookOf(task))]);
  return walked && book ? { ...walked, ...book } : null;
}

/**
 * Keep what the server says of a trip, unless an event came in between that it cannot know of.
 *
 * @param {Trip} trip @param {number} seq The number given last before the server was asked.
 * @returns {Promise<boolean>} Whether it is kept.
 */
export async function keepWhole(trip, seq) {
  const asked = await within("strict", ({ meta, trips }) => {
    const device = meta.get("device");
    device.onsuccess = () => {
      if (device.result.seq !== seq) return;
      trips.put(half(trip, true), bookOf(trip.task));
      trips.put(half(trip, false), trip.task);
    };
    return device;
  });
  return asked.result.seq === seq;
}

/** @param {number} task */
export const drop = (task) =>
  within("relaxed", ({ trips }) => [task, bookOf(task)].forEach((key) => trips.delete(key)));

/**
 * @param {string} path
 * @returns {Promise<any>} Null where it cannot be had now, false where there is none any more.
 */
async function fetched(path) {
  try {
    const answer = await fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok && !answer.redirected) return await answer.json();
    return [403, 404, 409].includes(answer.status) ? false : null;
  } catch {
    return null;
  }
}

/**
 * @param {number} task
 * @param {Record<string, string>} words The sentences of refusals, where they cannot be fetched.
 */
export async function snapshot(task, words) {
  const [fresh, said] = await Promise.all([fetched(`/pick/${task}/trip`), fetched("/pick/words")]);
  return fresh ? { ...fresh, words: said || words } : fresh;
}

/** Units that went into a tote between two states of a trip. @param {Trip} before @param {Trip} after */
export function moved(before, after) {
  const picked = (/** @type {Trip} */ trip) => trip.lines.reduce((sum, one) => sum + one.picked, 0);
  return picked(after) - picked(before);
}
