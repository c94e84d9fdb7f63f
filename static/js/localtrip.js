// @ts-check
// On the page of a trip the device decides and draws at once, network or not; the server's own
// decision comes later, and where it differs, the person hears of it and the screen follows it.

import { inTurn } from "./deliver.js";
import { onLocal } from "./send.js";
import { kick } from "./sender.js";
import { signal } from "./signals.js";
import { drawForeign, drawStep } from "./stepdraw.js";
import { asking } from "./stops.js";
import { unsent } from "./store.js";
import { tellLate } from "./telling.js";
import { decide } from "./trip.js";
import { drop, half, held, keepWhole, me, moved, snapshot, walk } from "./tripbook.js";

/** @typedef {import("./stops.js").Trip} Trip */
/** @typedef {import("./stops.js").Told} Told */

/** Two presses of one key in this time are one, as of a glove that bounces. */
const BOUNCE_MS = 350;
const AGAIN_MS = 5_000;
const ASKED = ["wrong_lot", "wrong_bin"]; // the server knows what else could give

/** @type {Trip | null} */
let trip = null;
/** @type {Promise<void>} */
let loaded = Promise.resolve();
/** What was told here about events that the server has not answered yet, by their id. */
const said = /** @type {Map<string, Told>} */ (new Map());
let stale = false;
/** Whether the page waits until all is sent that somebody else did here on its trip. */
let foreign = false;
/** @type {{signal: string, title: string, sentence?: string} | null} */
let note = null;
let pressed = { kind: "", at: 0 };
const enters = /** @type {number[]} */ ([]);

/** Milliseconds from Enter to the tone and the changed screen, for whoever measures. */
const timings = /** @type {number[]} */ ((/** @type {any} */ (window).floorTimings = []));

/** @param {Trip} fresh @param {number} seq As of which number of the device it is. */
async function adopt(fresh, seq) {
  if (!(await keepWhole(fresh, seq))) return false;
  trip = fresh;
  stale = false;
  return true;
}

async function leave() {
  if (!trip) return;
  const { task } = trip;
  trip = null;
  await drop(task);
  location.assign("/pick");
}

/** Follow the server, unless something here has not reached it yet: then once it has. */
async function refresh() {
  const walked = trip; // the page may be drawn anew, and its trip be loaded, while we wait
  if (!walked) return;
  const { count, seq } = await unsent();
  if (count > 0) return void (stale = true);
  const fresh = await snapshot(walked.task, walked.words);
  await inTurn(async () => {
    if (trip !== walked || fresh === null || (await unsent()).seq !== seq) return;
    if (fresh === false) return void (await leave());
    const before = JSON.stringify(half(trip, false));
    if (!(await adopt(fresh, seq))) return;
    if (note || before !== JSON.stringify(half(trip, false))) drawStep(trip, note);
    note = null;
  });
}

/**
 * Go on with what this device holds, or with what the server has. What somebody else walked here
 * is gone on with only once the server has heard of all of it and has handed it over.
 *
 * @param {number} task
 * @returns {Promise<unknown>}
 */
async function load(task) {
  const walked = await held(task).catch(() => null);
  const { count, seq } = await unsent().catch(() => ({ count: Infinity, seq: 0 }));
  trip = null;
  foreign = false;
  if (walked && walked.user === me() && (count > 0 || !walked.over)) {
    trip = walked;
    drawStep(walked);
    return void refresh();
  }
  const isMine = !walked || walked.user === me();
  const fresh = isMine || count === 0 ? await snapshot(task, {}) : null;
  if (fresh && !(await adopt(fresh, seq))) return load(task); // another page went on meanwhile
  if (fresh === null && isMine) setTimeout(() => trip || begin(), AGAIN_MS); // server away
  if (fresh || isMine) return;
  foreign = count > 0;
  if (fresh === false) await drop(task).then(() => location.assign("/pick"));
  else drawForeign(walked?.user_name ?? "somebody else");
}

/** Load the trip of the page, where the server has drawn one. */
function begin() {
  const task = Number(document.querySelector("[data-trip]")?.getAttribute("data-trip"));
  if (!task || !document.querySelector("template[data-step]")) trip = null;
  else loaded = load(task).then(() => undefined, () => undefined);
}

/** @param {string} kind @param {Record<string, any>} body */
async function ask(kind, body) {
  const [asked, shown] = [await import("./ask.js"), trip];
  const answer = await asked.ask(kind, body);
  if (!answer || !trip) return;
  if (answer.code) return void (trip === shown && drawStep(trip, answer)); // why it may not
  note = answer;
  signal("look");
  await refresh();
}

/**
 * @param {string} kind
 * @param {Record<string, any>} fields
 * @returns {Promise<boolean>} Whether it was decided here; rejects when it could not be kept.
 */
async function take(kind, fields) {
  const from = (kind === "pick.scan" ? enters.shift() : undefined) ?? performance.now();
  await loaded;
  const task = Number(fields.task);
  if (trip?.task !== task || !kind.startsWith("pick.")) return false;
  if (kind !== "pick.scan" && pressed.kind === kind && from - pressed.at < BOUNCE_MS) return true;
  pressed = { kind, at: from };
  const body = { ...fields, task, ...("line" in fields ? { line: Number(fields.line) } : {}) };
  const book = half(trip, true);
  const done = await walk(task, kind, (walked) => {
    if (walked.user !== me()) return null;
    const as = /** @type {Trip} */ ({ ...book, ...walked }); // another page may have gone on
    const { trip: after, told } = decide(as, kind, body);
    const refused = told.code ? { refused: told.code } : {}; // for us; the server passes it over
    const units = moved(as, after); // what the hand has put down is so, whatever the plan says
    const asks = asking(after) ? { asks: 1 } : {};
    const { bin, lot } = as.lines.find((one) => one.line === body.line) ?? {};
    const fact = kind === "pick.scan" && units > 0 ? { units, bin, lot, ...asks } : {};
    return { trip: half(after, false), body: { ...body, ...fact, ...refused }, after, told };
  });
  if (!done) return false;
  const { entry, told } = done;
  said.set(entry.id, told);
  trip = done.after;
  drawStep(trip, told);
  signal(/** @type {any} */ (told.signal));
  requestAnimationFrame(() => timings.push(performance.now() - from));
  kick();
  if (ASKED.includes(told.code ?? "")) ask(kind, body).catch(() => undefined);
  return true;
}

/** @param {Event} event */
function onAnswer(event) {
  const { entry, status, answer } = /** @type {CustomEvent} */ (event).detail;
  const told = said.get(entry.id);
  said.delete(entry.id);
  if (!trip || Number(entry.body.task) !== trip.task) return;
  const refusedHere = entry.body.refused !== undefined;
  const late = status === "posted" ? refusedHere : !refusedHere;
  if (late) {
    tellLate(entry, status, answer);
  } else if (status === "posted" && (answer.signal === "look" || told?.title !== answer.title)) {
    note = told ? answer : null;
  } else {
    return;
  }
  stale = true;
}

/** @param {Event} event */
function onUnsent(event) {
  if (/** @type {CustomEvent} */ (event).detail.count !== 0) return;
  if (foreign) location.reload(); // all that the other one did is known: the server decides
  if (!trip) return;
  if (said.size > 0) stale = true; // another page of this device has sent them, and was told
  said.clear();
  if (stale) void refresh();
  else if (trip.over) void leave();
}

onLocal(take);
document.addEventListener("floor:answer", onAnswer);
document.addEventListener("floor:unsent", onUnsent);
document.addEventListener("htmx:after:swap", begin);
document.addEventListener(
  "keydown",
  (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (event.key === "Enter" && field.matches?.("[data-scan] [name=code]") && field.value) {
      enters.push(event.timeStamp);
    }
  },
  { capture: true },
);
begin();
