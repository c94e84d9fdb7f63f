// @ts-check
// The camera as a scanner: its sheet and its stream. Loaded with its style and its reader when
// somebody opens it; what it reads goes the way of every other scan.
import { focusScan } from "./focus.js";
import { enter, scanField } from "./scan.js";
import { Agreement, aimedAt, openReader } from "./sight.js";
import { keep, kept } from "./signals.js";

const WIDEST = 1280; // pixels of a picture; more takes longer and finds no more
const SHOWN_MS = 350; // the green frame, before the sheet closes
const STAYS = "camera-stays";
const AGAIN = "then open the camera again.";

/** @type {Record<string, string>} */
const FAULTS = {
  SecurityError: "The camera works over https only. Open the warehouse by its https address.",
  NotAllowedError: `This page may not use the camera. Allow it in the browser's settings, ${AGAIN}`,
  NotFoundError: "This device has no camera.",
  NotReadableError: `Something else is using the camera, or it was unplugged. See to that, ${AGAIN}`,
  ReaderError: `The camera's reader could not be loaded. Check the network, ${AGAIN}`,
};

const sheet = /** @type {HTMLDialogElement} */ (document.querySelector("[data-camera-sheet]"));
const video = /** @type {HTMLVideoElement} */ (sheet.querySelector("video"));
const [title, said, torch, stays] = ["title", "said", "torch", "stays"].map(
  (name) => /** @type {HTMLElement} */ (sheet.querySelector(`[data-camera-${name}]`)),
);
const canvas = document.createElement("canvas");
const pen = canvas.getContext("2d", { willReadFrequently: true });

let turn = 0; // every start and stop takes the next one: whoever waited sees that it is too late
/** @type {ReturnType<typeof openReader> | undefined} */
let reader;

/** @param {"starting" | "looking" | "read" | "fault"} state @param {string} sentence */
function say(state, sentence) {
  sheet.dataset.state = state;
  said.textContent = sentence;
}

/** @param {MediaProvider | null} stream */
function end(stream) {
  for (const track of /** @type {MediaStream | null} */ (stream)?.getTracks() ?? []) track.stop();
}

function stop() {
  turn += 1;
  end(video.srcObject);
  video.srcObject = null;
  torch.hidden = true;
}

function close() {
  stop();
  sheet.close();
  focusScan();
}

/** @param {unknown} error */
function fail(error) {
  stop();
  const { name } = /** @type {Error} */ (error);
  if (name === "ReaderError") reader = undefined;
  say("fault", FAULTS[name] ?? FAULTS.NotReadableError);
}

/** @param {object} wish Something that cameras may be asked for, such as light. */
async function ask(wish) {
  const [track] = /** @type {MediaStream} */ (video.srcObject).getVideoTracks();
  await track.applyConstraints({ advanced: [wish] });
}

function setStays(/** @type {boolean} */ on) {
  stays.setAttribute("aria-checked", String(on));
  keep(STAYS, on ? "1" : "0");
}

/** Wait for a picture that was not there before. */
function nextPicture() {
  return new Promise((resolve) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
    else setTimeout(resolve, 100);
  });
}

/** Draw what the person sees: the sheet shows the middle of the video. */
function grab() {
  const { clientWidth, clientHeight, videoWidth, videoHeight } = video;
  const scale = Math.max(clientWidth / videoWidth, clientHeight / videoHeight);
  const [width, height] = [clientWidth / scale, clientHeight / scale];
  const shrink = Math.min(1, WIDEST / Math.max(width, height));
  canvas.width = width * shrink;
  canvas.height = height * shrink;
  const [left, top] = [(videoWidth - width) / 2, (videoHeight - height) / 2];
  pen?.drawImage(video, left, top, width, height, 0, 0, canvas.width, canvas.height);
}

const look = () => say("looking", "Aim at the code.");
/** @param {string} code */
function take(code) {
  say("read", code.replace(/^\][A-Za-z][0-9A-Za-z]/, "").replaceAll("\x1d", "␝"));
  const mine = turn;
  setTimeout(() => {
    if (mine !== turn) return;
    if (stays.getAttribute("aria-checked") === "true") look();
    else close();
  }, SHOWN_MS);
  enter(code);
}

/** @param {number} mine The turn that this stream belongs to. */
async function openStream(mine) {
  if (!isSecureContext) throw new DOMException("", "SecurityError");
  const size = { width: { ideal: WIDEST }, height: { ideal: 720 } };
  const wanted = { video: { facingMode: "environment", ...size } };
  const stream = await navigator.mediaDevices.getUserMedia(wanted);
  if (mine !== turn) return end(stream);
  video.srcObject = stream;
  const [track] = stream.getVideoTracks();
  track.onended = () => mine === turn && fail(new DOMException("", "NotReadableError"));
  await video.play();
  const able = /** @type {any} */ (track.getCapabilities?.() ?? {});
  torch.hidden = !able.torch;
  torch.setAttribute("aria-pressed", "false");
  if (able.focusMode?.includes("continuous")) await ask({ focusMode: "continuous" });
}

async function start() {
  stop();
  const mine = turn;
  const agreement = new Agreement();
  say("starting", "Starting the camera…");
  try {
    await openStream(mine);
    const read = await (reader ??= openReader());
    if (mine === turn) look();
    while (mine === turn) {
      await nextPicture();
      if (mine !== turn || agreement.pauses(performance.now())) continue;
      grab();
      const code = aimedAt(await read(canvas), canvas);
      if (mine === turn && code && agreement.sees(code, performance.now())) take(code);
    }
  } catch (error) {
    if (mine === turn) fail(error);
  }
}

/** Its style comes with it: no page waits for what few people open. */
function dressed() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("../css/camera.css", import.meta.url).href;
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}
const dress = dressed();
/** Open the sheet, and start to look. */
export async function openCamera() {
  await dress;
  if (sheet.open) return;
  const field = scanField();
  title.textContent = field?.labels?.[0]?.textContent ?? "Camera";
  sheet.show();
  await start();
}

sheet.addEventListener("click", (event) => {
  const pressed = /** @type {Element} */ (event.target).closest("button");
  const on = (/** @type {string} */ name) => pressed?.getAttribute(name) !== "true";
  if (pressed === stays) setStays(on("aria-checked"));
  else if (pressed === torch) {
    torch.setAttribute("aria-pressed", String(on("aria-pressed")));
    void ask({ torch: torch.getAttribute("aria-pressed") === "true" }).catch(fail);
  } else if (pressed) close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && sheet.open) close();
});
document.addEventListener("visibilitychange", () => {
  if (sheet.open && document.hidden) stop();
  else if (sheet.open) void start();
});
document.addEventListener("htmx:after:swap", () => {
  if (!sheet.open) return;
  if (scanField()) title.textContent = scanField()?.labels?.[0]?.textContent ?? "";
  else close();
});
setStays(kept(STAYS) === "1");
