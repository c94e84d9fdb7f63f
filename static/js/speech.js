// @ts-check
// The next step, said aloud, for eyes that are on the shelf. Off until somebody switches it on.

import { keep, kept } from "./signals.js";

const SPEECH = "speech";
let spoken = "";

function isOn() {
  return kept(SPEECH) === "1" && "speechSynthesis" in window;
}

/** A code as a person reads it out: "A-01-3" is "A, 0 1, 3". @param {string} code */
export function spelled(code) {
  const parts = code.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return parts.map((part) => [...part].join(" ")).join(", ");
}

/** What the screen asks for: a refusal first, then the step, the bin, how many. */
export function words() {
  const main = document.querySelector("#main");
  const text = (/** @type {string} */ of) =>
    /** @type {HTMLElement | null | undefined} */ (main?.querySelector(of))?.innerText.trim() ?? "";
  const refused = text(".signal--refused .signal__title, .signal--late .signal__title");
  const bin = spelled(text(".bin:not(.bin--small) .bin__code"));
  const said = [refused, text("h1"), bin, text(".quantity__text")].filter(Boolean);
  return said.join(". ").replace(/\n+/g, ". ").replace(/\s+/g, " ");
}

function say() {
  if (!isOn()) return; // nor is the page measured for its words
  const next = words();
  if (!next || next === spoken) return;
  spoken = next;
  const utterance = new SpeechSynthesisUtterance(next);
  utterance.lang = document.documentElement.lang; // a voice for the language that the words are in
  speechSynthesis.cancel(); // the last step is over
  speechSynthesis.speak(utterance);
}

function show() {
  for (const button of document.querySelectorAll("[data-speech]")) {
    button.setAttribute("aria-pressed", String(isOn()));
    button.toggleAttribute("disabled", !("speechSynthesis" in window));
  }
}

/** Bind once for the life of the page. */
export function bindSpeech() {
  document.addEventListener("htmx:after:swap", say);
  document.addEventListener("floor:drawn", say);
  document.addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest?.("[data-speech]"))) return;
    keep(SPEECH, isOn() ? "0" : "1");
    show();
    spoken = "";
    if (isOn()) say();
    else speechSynthesis.cancel();
  });
  show();
  say();
}
