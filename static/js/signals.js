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
const LOUDNESS = 0.5;
const FLASH_MS = 450;

/** @type {AudioContext | null} */
let audio = null;
let flashing = 0;

/** Browsers allow sound only after a press of the person; the first one opens it. */
function openAudio() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
}

/** @returns {boolean} */
export function isSilent() {
  try {
    return localStorage.getItem(SILENT) === "1";
  } catch {
    return false; // a browser that forbids storage still gets its tones
  }
}

/** @param {boolean} silent */
export function setSilent(silent) {
  try {
    localStorage.setItem(SILENT, silent ? "1" : "0");
  } catch {
    // Without storage the setting cannot be kept; the tones stay on.
  }
}

/** @param {Kind} kind */
function sound(kind) {
  if (!audio || audio.state !== "running" || isSilent()) return;
  const { wave, tones } = SIGNALS[kind];
  for (const [start, length, pitch] of tones) {
    const from = audio.currentTime + start;
    const tone = new OscillatorNode(audio, { type: wave, frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.008);
    volume.gain.setValueAtTime(LOUDNESS, from + length - 0.02);
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

/** Bind the silence switch, and listen for whatever is drawn. */
export function bindSignals() {
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, openAudio, { capture: true, passive: true });
  }
  document.addEventListener("htmx:after:swap", (event) => {
    const context = /** @type {CustomEvent} */ (event).detail.ctx;
    const kind = asked() ?? context.plainSignal;
    if (kind) signal(kind);
  });
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest?.("[data-silence]");
    if (!button) return;
    setSilent(!isSilent());
    button.setAttribute("aria-pressed", String(isSilent()));
  });
  for (const button of document.querySelectorAll("[data-silence]")) {
    button.setAttribute("aria-pressed", String(isSilent()));
  }
  const kind = asked();
  if (kind) signal(kind);
}
