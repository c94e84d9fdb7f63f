// @ts-check
// The one sender of this device: the oldest first, until the server has said its last word on it.

import { attempt, delay, lane } from "./deliver.js";
import { keep, kept } from "./signals.js";
import { pending, settle, unsent } from "./store.js";

/** @typedef {import("./store.js").Entry} Entry */
/** @typedef {"clear" | "away" | "held" | "signed-out" | "refused" | "unreadable"} Outcome */

const FINAL = new Set(["posted", "review", "quarantined", "rejected", "id_reuse"]);
const UNREADABLE = new Set([400, 413, 415, 422]);
const CONTACT = "floor-contact";
const MOST = 50;
const FEWEST = 5;

/** Numbers of entries that any page has begun to send: their content stays as it is. */
export const tried = new Set();

const pages = new BroadcastChannel("floor");
const inThisPage = lane();
let busy = 0;
let tries = 0;
let timer = 0;
let room = MOST; // of a batch: halved where no answer came, as a busy server may not get through all
let first = 0; // what stands before it could not be read by the server, and waits for a new page
let wanted = false;
let trouble = "";
/** @type {Promise<void> | null} */
let draining = null;

/**
 * Run a task while no other page of this device sends.
 *
 * @template T @param {() => Promise<T>} task @returns {Promise<T>}
 */
export function alone(task) {
  // Plain http has no locks: there each page has its own order, and the server knows repeats.
  return navigator.locks ? navigator.locks.request("floor-sender", task) : inThisPage(task);
}

/** Note that the server has answered. */
export const met = () => keep(CONTACT, String(Date.now()));

/** Tell the page what waits here, and for how long; a count of null: the device cannot say. */
export async function report() {
  const { count, oldest } = await unsent().catch(() => ({ count: null, oldest: null }));
  const detail = { count, oldest, contact: Number(kept(CONTACT)), trouble: count === 0 ? "" : trouble };
  document.dispatchEvent(new CustomEvent("floor:unsent", { detail }));
}

/** @param {string} text @returns {Map<string, any> | null} What became of each id. */
function verdicts(text) {
  try {
    const { events, notices = [] } = JSON.parse(text);
    for (const detail of notices) document.dispatchEvent(new CustomEvent("floor:notice", { detail }));
    return new Map(events.map((/** @type {any} */ told) => [told.id, told]));
  } catch {
    return null; // not our server's: a hotspot's page, half an answer
  }
}

/** How this device is doing, for the supervisor's page; what a browser does not tell is left out. */
async function state() {
  const { count, oldest } = await unsent();
  const cell = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
  const release = new URL(import.meta.url).pathname.split("/").at(-3);
  return { release, unsent: count, oldest_at: oldest && new Date(oldest).toISOString(),
    battery: cell && Math.round(cell.level * 100) };
}

/** @param {Entry[]} entries @returns {Promise<Outcome>} */
async function post(entries) {
  pages.postMessage({ tried: entries.map((entry) => entry.seq) });
  const events = entries.map(({ id, kind, body, epoch, seq, captured_at, author }) => {
    return { id, kind, body, device_epoch: epoch, device_seq: seq, captured_at, author };
  });
  const answer = await attempt("/events", {
    body: JSON.stringify({ events, sent_at: new Date().toISOString(), device: await state() }),
    headers: { "Content-Type": "application/json", "X-Floor": "1" },
  });
  if (answer === null) return "away";
  if (answer.status === 401) return "signed-out";
  if (UNREADABLE.has(answer.status)) return "unreadable";
  if (answer.status !== 200) return "refused";
  const told = verdicts(answer.text);
  if (told === null) return "away";
  met();
  const final = entries.filter((entry) => FINAL.has(told.get(entry.id)?.status));
  await settle(final.map((entry) => entry.id));
  for (const entry of final) {
    const detail = { entry, ...told.get(entry.id) };
    document.dispatchEvent(new CustomEvent("floor:answer", { detail }));
  }
  pages.postMessage({});
  return final.length === entries.length ? "clear" : "held";
}

/**
 * Send what waits. An entry that the server cannot read stays, and does not stop the others.
 *
 * @param {number} [before] Only what is numbered lower.
 * @param {() => boolean} [stop] Asked before every batch.
 * @returns {Promise<Outcome>}
 */
export async function flush(before = Infinity, stop = () => false) {
  let apart = false;
  for (;;) {
    const entries = await pending(apart ? 1 : room, undefined, first, before);
    if (entries.length === 0 || stop()) return "clear";
    const outcome = await post(entries);
    if (outcome === "unreadable") {
      if (entries.length === 1) first = entries[0].seq + 1;
      apart = entries.length > 1;
      continue;
    }
    room = outcome === "away" ? Math.max(FEWEST, room >> 1) : Math.min(MOST, 2 * room);
    if (outcome !== "clear") return outcome;
  }
}

async function drain() {
  wanted = false;
  if (busy > 0) return;
  clearTimeout(timer);
  const outcome = await alone(() => flush(Infinity, () => busy > 0)).catch(() => "away");
  trouble = outcome === "clear" && first > 0 ? "unreadable" : outcome;
  if (outcome === "clear") tries = 0;
  else timer = setTimeout(kick, delay(tries++));
  await report();
}

/** Send soon. */
export function kick() {
  wanted = true;
  void report();
  draining ??= drain().finally(() => {
    draining = null;
    if (wanted) kick();
  });
}

/**
 * While a page brings its own entry to the server and draws the answer, nothing of it is sent
 * behind its back.
 *
 * @param {() => Promise<void>} task
 */
export async function owning(task) {
  busy += 1;
  try {
    await task();
  } finally {
    busy -= 1;
    if (busy === 0) kick();
  }
}

/** Bind once for the life of the page; what an earlier page left behind is sent at once. */
export function bindSender() {
  pages.onmessage = ({ data }) => {
    for (const seq of data.tried ?? []) tried.add(seq);
    if (!data.tried) void report();
  };
  addEventListener("online", kick);
  document.addEventListener("visibilitychange", kick);
  kick();
}
