// @ts-check
// Words above the screen about what was done before: neither the next answer of the server nor
// the next page wipes them away.

import { signal } from "./signals.js";

/** @typedef {{kind: string, title: string, text: string, until: number | null}} Told `until` is in
 *   Unix milliseconds; null: until somebody has pressed that he read it. */

const TOLD_MS = 10_000;
const KEPT = "floor-told";

/** @returns {Told[]} */
function remembered() {
  try {
    const kept = /** @type {Told[]} */ (JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
    return kept.filter(({ until }) => until === null || until > Date.now());
  } catch {
    return [];
  }
}

/** @param {Told[]} all */
function remember(all) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(all));
  } catch {
    // Without storage the words go with the page.
  }
}

/** @param {Told} told */
function forget({ title, text }) {
  remember(remembered().filter((one) => one.title !== title || one.text !== text));
}

/** @param {Told} told */
function show(told) {
  const box = document.createElement("div");
  box.className = `signal signal--${told.kind}`;
  box.dataset.told = told.kind;
  box.setAttribute("role", "alert");
  const sprite = document.querySelector("use")?.getAttribute("href")?.split("#")[0];
  box.innerHTML = `<svg class="i" aria-hidden="true"><use href="${sprite}#${told.kind}"/></svg><div></div>`;
  const [strong, words] = [document.createElement("strong"), document.createElement("p")];
  strong.className = "signal__title";
  words.className = "signal__text";
  strong.textContent = told.title;
  words.textContent = told.text;
  box.lastElementChild?.append(strong, words);
  const gone = () => {
    forget(told);
    box.remove();
  };
  if (told.until === null) {
    const read = document.createElement("button");
    read.className = "button";
    read.type = "button";
    read.textContent = "I have read it";
    read.addEventListener("click", gone);
    box.lastElementChild?.append(read);
  } else {
    document.querySelector("[data-told]:not(:has(button))")?.remove();
    setTimeout(gone, told.until - Date.now());
  }
  document.querySelector("#main")?.before(box);
}

/**
 * @param {string} kind
 * @param {string} title
 * @param {string} text
 * @param {boolean} [stays] Until it was read; otherwise it goes by itself.
 */
export function tell(kind, title, text, stays = false) {
  const told = { kind, title, text, until: stays ? null : Date.now() + TOLD_MS };
  const before = remembered();
  if (before.some((one) => one.title === title && one.text === text && one.until === null)) return;
  remember([...before.filter((one) => one.until === null || stays), told]);
  show(told);
}

/**
 * Say that the server decided otherwise than this device, or than it was hoped. What concerns
 * goods that were moved stays until it was read.
 *
 * @param {{body: Record<string, any>}} entry
 * @param {string} status
 * @param {{title?: string, sentence?: string, stops?: boolean}} answer
 */
export function tellLate(entry, status, answer) {
  const stops = status === "quarantined" || answer?.stops === true;
  const kind = stops ? "refused" : "late";
  const stays = stops || status === "review" || entry.body.units > 0;
  tell(kind, answer?.title ?? "Refused", answer?.sentence ?? "", stays);
  signal("late");
}

/** Show again what the page before had told. */
export function bindTold() {
  for (const told of remembered()) show(told);
}
