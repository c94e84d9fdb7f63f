// @ts-check
// On the page of a count the server decides as long as it answers. Where it does not, the device
// goes on by itself: each event is kept, the next step is drawn from the page's own templates.

import { currentOf, decide, stepOf } from "./count.js";
import { onAway, onLocal } from "./send.js";
import { kick } from "./sender.js";
import { signal } from "./signals.js";
import { copy, dress, fill, place } from "./stepdraw.js";
import { accepted } from "./stops.js";
import { pending, within } from "./store.js";
import { drop, kept, me, walk } from "./tripbook.js";

/** @typedef {import("./count.js").Count} Count */
/** @typedef {import("./stops.js").Told} Told */
/** @typedef {Count & {user: number, past: Count[]}} Kept `past`: before each event made here. */

const EVERYTHING = 10_000;
const MOST_PAST = 20;
const NO_BOOK = { barcodes: {}, words: {} };
const OF_COUNTS = IDBKeyRange.bound("count 0", "count :");
const BOOK = /** @type {any} */ ("count book");
/** @param {number | string} task */
const keyOf = (task) => /** @type {any} */ (`count ${task}`);

/** Whether events of this count wait to be sent, so that the device is ahead of the server. */
let away = false;
/** @type {Kept | null} */
let count = null;
/** @type {import("./count.js").Book | null} */
let book = null;

/** @param {Told | null} told */
function show(told) {
  const main = document.querySelector("#main");
  if (!count || !main) return;
  const [step, row] = [stepOf(count), currentOf(count)];
  const part = copy(`template[data-step="${step}"]`);
  fill(part, {
    task: count.task, seen: count.seen, bin: count.bin, awaits: count.name ?? "", picture: "",
    lot_step: count.serial ? "Scan the serial" : "Scan the lot", unknown: count.unknown || "",
    item: row?.item ?? "", name: row?.name ?? "", lot: row?.lot ?? "", scanned: row?.units ?? "",
    lot_note: row?.lot ? `Lot ${row.lot}` : "", so_far: `${row?.units ?? 0} scanned so far`,
    offline: "", over: count.over ?? "",
  });
  dress(part, { bin: count.bin });
  for (const one of count.rows) {
    const line = copy("template[data-part=counted]");
    fill(line, { name: one.name, lot: one.lot, units: one.units });
    part.querySelector("[data-counted]")?.append(line);
  }
  if (told) {
    const said = copy(`template[data-part=${told.signal}]`);
    fill(said, { title: told.title, sentence: told.sentence });
    part.querySelector(".stage")?.prepend(said);
    signal(/** @type {any} */ (told.signal));
  }
  place(part, main);
}

/**
 * @param {Kept} before
 * @param {string} kind
 * @param {Record<string, any>} body
 * @returns {{trip: Kept, body: Record<string, any>, told: Told}}
 */
function next(before, kind, body) {
  const { past, user, ...now } = before;
  const last = past.at(-1);
  if (kind === "count.undo" && last) {
    return { trip: { ...last, user, past: past.slice(0, -1) }, body, told: accepted("Taken back") };
  }
  const { count: after, told } = decide(now, book ?? NO_BOOK, kind, body);
  if (told.code) return { trip: before, body: { ...body, refused: told.code }, told };
  return { trip: { ...after, user, past: [...past, now].slice(-MOST_PAST) }, body, told };
}

/** @param {string} kind @param {Record<string, any>} body @returns {Promise<boolean>} */
async function take(kind, body) {
  if (!away || !count || !kind.startsWith("count.")) return false;
  if (count.over || (kind === "count.undo" && count.past.length === 0)) {
    const sentence = "Nothing more of this count can be said before there is network.";
    show({ signal: "refused", title: "Not without network", sentence });
    return true;
  }
  const made = await walk(keyOf(count.task), kind, (now) => next(now, kind, body));
  if (!made) return false;
  count = made.trip;
  show(made.told);
  kick();
  return true;
}

/** @param {import("./store.js").Entry} entry @param {Record<string, any>} body */
async function takeOver({ kind }, body) {
  const ready = count && document.querySelector("template[data-step]");
  if (!ready || !count || !kind.startsWith("count.") || kind === "count.undo") return false;
  const made = next(count, kind, body);
  await within("strict", ({ trips }) => trips.put(made.trip, keyOf(made.trip.task)));
  [away, count] = [true, made.trip];
  show(made.told);
  return true;
}

/** What codes name which items: asked for once a page, kept for when it cannot be. */
async function openBook() {
  const answer = await fetch("/counts/items").catch(() => null);
  if (answer?.ok) {
    book = await answer.json();
    await within("relaxed", ({ trips }) => trips.put(book, BOOK));
  } else {
    book = await kept(BOOK);
  }
}

/** Go on from the screen that the server has drawn, unless this device knows better. */
async function begin() {
  const told = document.querySelector("[data-count]")?.getAttribute("data-count");
  if (!told || away) return;
  const drawn = /** @type {Kept} */ ({ ...JSON.parse(told), user: me(), past: [] });
  count = drawn;
  if (!book) await openBook();
  const here = /** @type {Kept | null} */ (await kept(keyOf(drawn.task)));
  const waits = (await pending(EVERYTHING, Infinity)).some(
    ({ kind, body }) => kind.startsWith("count.") && Number(body.task) === drawn.task,
  );
  if (count !== drawn || away) return; // the next screen came meanwhile
  if (here?.user === me() && (waits || here.seen > drawn.seen)) {
    [away, count] = [waits, here];
    return show(null);
  }
  await within("relaxed", ({ trips }) => {
    trips.delete(OF_COUNTS);
    trips.put(drawn, keyOf(drawn.task));
  });
}

/** Everything has reached the server: its screen is the true one. @param {Event} event */
async function follow(event) {
  if (!away || !count || /** @type {CustomEvent} */ (event).detail.count !== 0) return;
  const { task } = count;
  away = false;
  await drop(keyOf(task));
  location.assign(`/counts/${task}`);
}

onLocal(take);
onAway(takeOver);
document.addEventListener("floor:unsent", (event) => void follow(event));
document.addEventListener("htmx:after:swap", () => void begin());
void begin();
