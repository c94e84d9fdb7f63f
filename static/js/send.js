// @ts-check
// The one way in for scans and pressed buttons. Each is an event that is written ahead before
// anything else is done with it; where the server decides, its answer is drawn, one at a time.

import { attempt, inTurn, pause } from "./deliver.js";
import { draw, leadsElsewhere, mainPart } from "./draw.js";
import { alone, flush, met, owning, report, tried } from "./sender.js";
import { signal } from "./signals.js";
import { amend, capture, settle } from "./store.js";
import { say } from "./unsent.js";

/** @typedef {import("./deliver.js").Answer} Answer */
/** @typedef {import("./store.js").Entry} Entry */
/** @typedef {{form: HTMLFormElement, kind: string, body: Record<string, any>}} Happening */

/** What is on its way, by the name that its banner gives it: a scan's code, a button's "". */
const waiting = /** @type {string[]} */ ([]);
let pressing = false;

/** @type {((kind: string, body: Record<string, any>) => Promise<boolean>) | null} */
let local = null;

/**
 * Let the device decide on pages that carry a trip or a count.
 *
 * @param {(kind: string, body: Record<string, any>) => Promise<boolean>} handler Resolves to
 *   whether it took the event; rejects when the device could not keep it.
 */
export function onLocal(handler) {
  local = handler;
}

/** @type {((entry: Entry, body: Record<string, any>) => Promise<boolean>) | null} */
let away = null;

/**
 * Let a page go on by itself where the server does not answer; the entry stays in the queue.
 *
 * @param {(entry: Entry, body: Record<string, any>) => Promise<boolean>} handler Resolves to
 *   whether it did.
 */
export function onAway(handler) {
  away = handler;
}

/** @returns {HTMLFormElement | null} */
function scanForm() {
  return document.querySelector("form[data-scan]");
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} pressed
 * @param {string | null} code
 * @returns {Happening} Its kind is "" where the form is no event, as on the page for signing in.
 */
function happening(form, pressed, code) {
  const fields = new FormData(form, pressed);
  if (code !== null) fields.set("code", code);
  const { event_id: _, kind = "", whole, ...body } = Object.fromEntries(fields);
  if (whole) body.quantity = whole; // the key "All 13"
  return { form, kind: String(kind), body };
}

/** @param {string} name */
function unkept(name) {
  const what = name ? `Not taken: ${name}.` : "Not taken.";
  say(`${what} This device cannot keep it: its storage is full or blocked. Call a supervisor.`);
  signal("refused");
}

/** @param {string} name */
function trouble(name) {
  const scans = waiting.filter(Boolean).length;
  const more = scans > (name ? 1 : 0) ? ` ${scans} scans wait.` : "";
  return `Not sent${name ? `: ${name}` : ""}. Trying again.${more}`;
}

/**
 * Take an answer: the entry is settled by anything of ours that can be drawn or followed.
 *
 * @param {Answer} answer
 * @param {Entry | null} entry
 * @returns {Promise<boolean>} False when it was no answer of ours.
 */
async function finish(answer, entry) {
  const signedOut = answer.status === 401 || new URL(answer.url).pathname === "/sign-in";
  const ours = answer.redirected || mainPart(answer.text)?.trim();
  if (entry && ours && !signedOut) {
    met();
    await settle([entry.id]).catch(() => undefined); // sent again then, which is harmless
  }
  return leadsElsewhere(answer) || (await draw(answer));
}

/**
 * Try until there is an answer. The body never changes between tries: it is the same event.
 *
 * @param {HTMLFormElement} form
 * @param {Record<string, any>} body
 * @param {Entry | null} entry
 * @param {string} name
 */
async function bring(form, body, entry, name) {
  const fields = new URLSearchParams(body);
  const drawn = form.matches("[hx-post]"); // the others lead to a page of their own
  const asked = drawn ? { "HX-Request": "true", "HX-Target": "main#main" } : undefined;
  const request = { body: fields, headers: { Accept: "text/html", ...asked } };
  for (let tries = 0; ; tries += 1) {
    const answer = await alone(async () => {
      const earlier = entry ? await flush(entry.seq).catch(() => "clear") : "clear";
      return earlier === "away" ? null : attempt(form.action, request);
    });
    if (answer) say("");
    if (answer && (await finish(answer, entry))) return;
    if (entry && !answer && (await away?.(entry, body).catch(() => false))) return;
    say(trouble(name));
    if (tries === 0) signal("late");
    await pause(tries);
  }
}

/** @param {Entry} entry @param {Happening} event The event by the screen that is shown now. */
async function asOfNow(entry, event) {
  const kept = tried.has(entry.seq) ? entry : await amend(entry, event).catch(() => entry);
  const { id: event_id, epoch: device_epoch, seq: device_seq, captured_at, kind } = kept;
  return { ...kept.body, kind, event_id, device_epoch, device_seq, captured_at };
}

/**
 * Write an event ahead; when its turn comes, draw what the server says to it.
 *
 * @param {string} name
 * @param {() => Happening} read By the screen that is shown at the moment.
 */
async function serverDecides(name, read) {
  const made = read();
  const keeping = made.kind ? capture(made.kind, made.body) : Promise.resolve(null);
  keeping.then(report, () => unkept(name));
  waiting.push(name);
  const turn = async () => {
    const entry = await keeping;
    const now = read();
    now.form.setAttribute("aria-busy", "true");
    const own = entry && (await alone(() => asOfNow(entry, now.kind ? now : made)));
    await bring(now.form, own ?? now.body, entry, name);
    now.form.removeAttribute("aria-busy");
  };
  await owning(() => inTurn(turn))
    .catch(() => undefined) // what could not be kept was said
    .finally(() => waiting.splice(waiting.indexOf(name), 1));
}

/** @param {string} name @param {() => Happening} read */
async function give(name, read) {
  const decide = local;
  if (!decide || !document.querySelector("[data-trip], [data-count]")) {
    return serverDecides(name, read);
  }
  const taken = await inTurn(async () => {
    const { kind, body } = read();
    return decide(kind, body);
  }).catch(() => {
    unkept(name);
    return true;
  });
  return taken ? undefined : serverDecides(name, read);
}

/**
 * Take a scan. The same code twice is two scans: whoever knows what is wanted decides about the
 * second. Its step is the one on the screen when its turn comes, else the one it was made on.
 *
 * @param {string} code
 */
export function take(code) {
  const form = scanForm();
  const name = code.replaceAll("\x1d", "␝");
  if (form) {
    void give(name, () => happening(scanForm() ?? form, null, code));
    return;
  }
  say(`Not used: ${name}. This screen takes no scan.`);
  signal("look");
}

/**
 * Take a pressed button; another press while one is under way is not meant.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
export async function press(form, button) {
  if (pressing) return;
  pressing = true;
  const event = happening(form, button, null);
  await give("", () => event).finally(() => (pressing = false));
}
