// @ts-check
// On the page of a trip the device decides and draws at once, network or not; the server's own
// decision comes later, and where it differs, the person hears of it and the screen follows it.

import { inTurn } from "./lane.js";
import { onLocal } from "./send.js";
import { kick } from "./sender.js";
import { signal, tell } from "./signals.js";
import { drawStep } from "./stepdraw.js";
import { capture, dropTrip, keepTrip, trip as kept, unsent } from "./store.js";
import { begun, decide } from "./trip.js";

/** @typedef {import("./stops.js").Trip} Trip */
/** @typedef {import("./stops.js").Told} Told */

const PATIENCE_MS = 5_000;
/** Two presses of one key in this time are one, as of a glove that bounces. */
const BOUNCE_MS = 350;
/** What never changes on a trip is kept once, not with every scan. */
const BOOK = ["barcodes", "items", "places", "bins", "words"];

/** @type {Trip | null} */
let trip = null;
/** @type {Promise<void>} */
let loaded = Promise.resolve();
/** What was told here about events that the server has not answered yet, by their id. */
const said = /** @type {Map<string, Told>} */ (new Map());
let events = 0;
let stale = false;
/** @type {{signal: string, title: string, sentence?: string} | null} */
let note = null;
let pressed = { kind: "", at: 0 };
const enters = /** @type {number[]} */ ([]);

/** Milliseconds from Enter to the tone and the changed screen, for whoever measures. */
const timings = /** @type {number[]} */ ((/** @type {any} */ (window).floorTimings = []));

/** @param {Trip} whole @param {boolean} ofTheBook */
function half(whole, ofTheBook) {
  const parts = Object.entries(whole).filter(([name]) => BOOK.includes(name) === ofTheBook);
  return Object.fromEntries(parts);
}

/** @param {number} task */
const bookOf = (task) => /** @type {any} */ (`book ${task}`);

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

/** @param {number} task */
async function snapshot(task) {
  const [fresh, words] = await Promise.all([fetched(`/pick/${task}/trip`), fetched("/pick/words")]);
  return fresh ? { ...fresh, words: words || trip?.words || {} } : fresh;
}

/** @param {Trip} fresh */
async function adopt(fresh) {
  trip = begun(fresh, trip);
  stale = false;
  await keepTrip(bookOf(trip.task), half(trip, true));
  await keepTrip(trip.task, half(trip, false));
}

async function leave() {
  if (!trip) return;
  const { task } = trip;
  trip = null;
  await Promise.all([dropTrip(task), dropTrip(bookOf(task))]);
  location.assign("/pick");
}

/** Follow the server, unless something here has not reached it yet. */
async function refresh() {
  if (!trip) return;
  const asked = events;
  const fresh = await snapshot(trip.task);
  await inTurn(async () => {
    if (!trip || fresh === null || asked !== events || (await unsent()).count > 0) return;
    if (fresh === false) return void (await leave());
    const before = JSON.stringify(half(trip, false));
    await adopt(fresh);
    if (note || before !== JSON.stringify(half(trip, false))) drawStep(trip, note);
    note = null;
  });
}

/** @param {number} task */
async function load(task) {
  const [walked, book] = await Promise.all([kept(task), kept(bookOf(task))]).catch(() => []);
  const { count } = await unsent().catch(() => ({ count: 0 }));
  trip = null;
  if (walked && book && (count > 0 || !walked.over)) {
    trip = { ...walked, ...book };
    drawStep(/** @type {Trip} */ (trip));
    void refresh();
    return;
  }
  const fresh = await snapshot(task);
  if (fresh) await adopt(fresh);
}

/** Load the trip of the page, where the server has drawn one. */
function begin() {
  const task = Number(document.querySelector("[data-trip]")?.getAttribute("data-trip"));
  if (!task || !document.querySelector("template[data-step]")) trip = null;
  else loaded = load(task).catch(() => undefined);
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
  const walked = await kept(task); // another page of this device may have gone on
  if (!walked) return false;
  trip = /** @type {Trip} */ ({ ...half(trip, true), ...walked });
  const body = { ...fields, task, ...("line" in fields ? { line: Number(fields.line) } : {}) };
  const { trip: after, told } = decide(trip, kind, body);
  const refused = told.code ? { refused: told.code } : {}; // for us; the server passes it over
  const change = { task, trip: half(after, false) };
  const entry = await capture(kind, { ...body, ...refused }, change);
  said.set(entry.id, told);
  events += 1;
  trip = after;
  drawStep(trip, told);
  signal(/** @type {any} */ (told.signal));
  requestAnimationFrame(() => timings.push(performance.now() - from));
  kick();
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
    signal("late");
    tell("late", answer.title, answer.sentence ?? "");
  } else if (status === "posted" && (answer.signal === "look" || told?.title !== answer.title)) {
    note = told ? answer : null;
  } else {
    return;
  }
  stale = true;
}

/** @param {Event} event */
function onUnsent(event) {
  if (!trip || /** @type {CustomEvent} */ (event).detail.count > 0) return;
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
