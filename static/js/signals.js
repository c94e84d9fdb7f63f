// @ts-check
// The four answers that a person hears and feels: accepted, refused, look at the screen, and
// refused afterwards. They differ in pitch, rhythm and length, so that none needs a glance.

/** @typedef {"accepted" | "refused" | "look" | "late"} Kind */

/**
 * Tones as [start s, length s, Hz], with a wave that carries through noise.
 *
 * @type {Record<Kind, {wave: OscillatorType, tones: number[][], vibration: number[]}>}
 */
const SIGNALS = {
  accepted: { wave: "sine", tones: [[0, 0.09, 1568]], vibration: [50] },
  refused: {
    wave: "square",
    tones: [[0, 0.2, 196], [0.26, 0.32, 147]],
    vibration: [220, 80, 320],
  },
  look: {
    wave: "triangle",
    tones: [[0, 0.12, 660], [0.15, 0.12, 880], [0.3, 0.12, 660]],
    vibration: [70, 70, 70, 70, 70],
  },
  late: {
    wave: "sawtooth",
    tones: [[0, 0.22, 988], [0.24, 0.22, 740], [0.48, 0.22, 494], [0.8, 0.22, 988], [1.04, 0.3, 494]],
    vibration: [500, 120, 500, 120, 500],
  },
};

const SILENT = "silent";
const VOLUME = "volume"; // 1 to 5, kept on the device
const FLASH_MS = 450;

/** @type {AudioContext | null} */
let audio = null;
let flashing = 0;

/** Browsers allow sound only after a press of the person; the first one opens it. */
function openAudio() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
}

/** A setting of this device. @param {string} name @returns {string | null} */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // a browser that forbids storage keeps what is usual
  }
}

/** @param {string} name @param {string} value */
export function keep(name, value) {
  try {
    if (localStorage.getItem(name) !== value) localStorage.setItem(name, value);
  } catch {
    // Without storage the setting cannot be kept.
  }
}

/** @returns {boolean} */
export function isSilent() {
  return kept(SILENT) === "1";
}

/** @returns {number} 0 to 1; each of the five steps doubles the last, as the ear counts. */
function loudness() {
  const volume = Number(kept(VOLUME) ?? 4);
  return 2 ** (Math.min(5, Math.max(1, volume || 4)) - 5);
}

/** @param {Kind} kind */
function sound(kind) {
  if (!audio || audio.state !== "running" || isSilent()) return;
  const { wave, tones } = SIGNALS[kind];
  const peak = loudness();
  for (const [start, length, pitch] of tones) {
    const from = audio.currentTime + start;
    const tone = new OscillatorNode(audio, { type: wave, frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.linearRampToValueAtTime(peak, from + 0.008);
    volume.gain.setValueAtTime(peak, from + length - 0.02);
    volume.gain.linearRampToValueAtTime(0, from + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}

/**
 * Give a signal by every sense at once. It needs no network, so whoever decides on the device
 * may call it before the server has answered.
 *
 * @param {Kind} kind
 */
export function signal(kind) {
  if (!(kind in SIGNALS)) return;
  const root = document.documentElement;
  root.dataset.flash = kind;
  clearTimeout(flashing);
  flashing = setTimeout(() => delete root.dataset.flash, FLASH_MS);
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(SIGNALS[kind].vibration);
  sound(kind);
  document.dispatchEvent(new CustomEvent("floor:signal", { detail: kind }));
}

/**
 * The signal that the main part of the page asks for, if any.
 *
 * @returns {Kind | undefined}
 */
function asked() {
  const shown = document.querySelector("#main [data-signal]");
  return /** @type {Kind | undefined} */ (shown?.getAttribute("data-signal") ?? undefined);
}

function showSettings() {
  for (const button of document.querySelectorAll("[data-silence]")) {
    button.setAttribute("aria-pressed", String(isSilent()));
  }
  for (const input of document.querySelectorAll("[data-volume]")) {
    /** @type {HTMLInputElement} */ (input).value = kept(VOLUME) ?? "4";
  }
}

/** @param {Event} event */
function onPress(event) {
  const pressed = /** @type {Element} */ (event.target).closest?.("[data-silence], [data-hear]");
  if (pressed?.matches("[data-silence]")) keep(SILENT, isSilent() ? "0" : "1");
  else if (pressed) signal(/** @type {Kind} */ (pressed.getAttribute("data-hear")));
  if (pressed) showSettings();
}

/** Bind the settings, and listen for whatever is drawn. */
export function bindSignals() {
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, openAudio, { capture: true, passive: true });
  }
  document.addEventListener("htmx:after:swap", (event) => {
    const context = /** @type {CustomEvent} */ (event).detail.ctx;
    const kind = asked() ?? context.plainSignal;
    if (kind) signal(kind);
  });
  document.addEventListener("click", onPress);
  document.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (!input.matches?.("[data-volume]")) return;
    keep(VOLUME, input.value);
    signal("accepted");
  });
  showSettings();
  // Most never listen: the voice is fetched where it is switched on, and where it can be.
  if (kept("speech") === "1" || document.querySelector("[data-speech]")) {
    import("./speech.js").then(({ bindSpeech }) => bindSpeech(), () => undefined);
  }
  const kind = asked();
  if (kind) signal(kind);
}
