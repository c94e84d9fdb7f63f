// @ts-check
// What has not reached the server: how much, how old, and what to do about it. Always to be seen.

import { everything } from "./store.js";
import { tell, tellLate } from "./telling.js";

const LOOKS_EVERY_MS = 15_000;
const MINUTE_MS = 60_000;
const STORE_IS_CLOSED =
  "This device cannot read what it has kept. Load the page again; if that does not help, call a supervisor.";

/** @typedef {{count: number | null, oldest: number | null, contact: number, trouble: string}} Unsent
 *   A count of null: the device cannot read what it keeps. */

/** @type {Unsent} */
let state = { count: 0, oldest: null, contact: 0, trouble: "" };
let said = "";
let asLoaded = true;
let isBehind = false;

/** @returns {string} What the person can do about what waits, if anything. */
function advice() {
  if (state.count === 0) return "";
  if (state.count === null) return STORE_IS_CLOSED;
  const scans = `${state.count} ${state.count === 1 ? "scan" : "scans"}`;
  if (state.trouble === "signed-out") return `Sign in to send ${scans}.`;
  const kept = `${scans} could not be sent and stay on this device. Call a supervisor: `;
  if (state.trouble === "refused") return `${kept}this badge may not send them.`;
  return state.trouble === "unreadable" ? `${kept}the server cannot read them.` : "";
}

/** @param {number} since Unix milliseconds. */
function age(since) {
  const minutes = Math.max(0, Math.floor((Date.now() - since) / MINUTE_MS));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

function show() {
  const banner = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent]"));
  const text = said || advice();
  const line = banner?.querySelector("[data-unsent-text]");
  if (line && line.textContent !== text) line.textContent = text;
  const way = /** @type {HTMLAnchorElement | null} */ (banner?.querySelector("a"));
  if (way) {
    way.hidden = said !== "" || state.trouble !== "signed-out" || location.pathname === "/sign-in";
    way.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  }
  if (banner) banner.hidden = text === "";
  const badge = /** @type {HTMLElement | null} */ (document.querySelector("[data-sent]"));
  if (!badge) return;
  const clock = { hour: /** @type {const} */ ("2-digit"), minute: /** @type {const} */ ("2-digit"), hourCycle: /** @type {const} */ ("h23") };
  const met = state.contact ? new Date(state.contact).toLocaleTimeString([], clock) : "–";
  const parts = [String(state.count ?? "?"), state.oldest === null ? "" : age(state.oldest), met];
  badge.textContent = parts.filter(Boolean).join(" · ");
  badge.dataset.sent = state.count === 0 ? "calm" : "waiting";
}

/**
 * Say in the banner what a person must know; "" takes it away.
 *
 * @param {string} text
 */
export function say(text) {
  said = text;
  show();
}

/**
 * A page of the server's that was drawn before these answers shows a step that is done. Whoever
 * has touched it is not disturbed: the next answer draws the right step anyway.
 */
function renew() {
  if (isBehind && asLoaded && state.count === 0 && said === "") location.reload();
}

/** @param {{entry: any, status: string, answer: any}} told */
function hear({ entry, status, answer }) {
  if (document.querySelector(`[data-trip="${Number(entry.body.task)}"]`)) return;
  if (status === "posted") {
    isBehind = !document.querySelector("[data-trip]");
    return;
  }
  if (status !== "rejected" || entry.body.refused === undefined) tellLate(entry, status, answer);
}

async function carryAway() {
  const kept = { exported_at: new Date().toISOString(), ...(await everything()) };
  const file = new Blob([JSON.stringify(kept, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `unsent-${kept.exported_at.replaceAll(":", "-")}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Bind once for the life of the page. */
export function bindUnsent() {
  document.addEventListener("floor:unsent", (event) => {
    state = /** @type {CustomEvent} */ (event).detail;
    show();
    renew();
  });
  document.addEventListener("floor:answer", (event) => {
    hear(/** @type {CustomEvent} */ (event).detail);
  });
  document.addEventListener("floor:notice", (event) => {
    tell("look", "This device", /** @type {CustomEvent} */ (event).detail, true);
  });
  for (const touched of ["htmx:after:swap", "floor:scan", "keydown", "pointerdown", "input"]) {
    document.addEventListener(touched, () => (asLoaded = false), { capture: true });
  }
  document.querySelector("[data-export]")?.addEventListener("click", () => void carryAway());
  setInterval(show, LOOKS_EVERY_MS);
  // Asked for, not relied on: a browser that runs out of room may throw away what is not kept.
  navigator.storage?.persist?.().catch(() => undefined);
}
