// @ts-check
// A photo of what was found: made small here, so that it passes a weak network, and sent at once.

import { attempt } from "./deliver.js";
import { signal } from "./signals.js";
import { tell } from "./told.js";

const LONGEST_SIDE = 1280;
const QUALITY = 0.8;

/** @param {File} file @returns {Promise<Blob>} The file itself where the browser cannot read it. */
async function small(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const paper = document.createElement("canvas");
  [paper.width, paper.height] = [picture.width, picture.height].map((side) => Math.ceil(side * scale));
  paper.getContext("2d")?.drawImage(picture, 0, 0, paper.width, paper.height);
  return new Promise((made) => paper.toBlob((blob) => made(blob ?? file), "image/jpeg", QUALITY));
}

/** @param {Event} event */
async function onChosen(event) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const file = field.matches("[data-photo]") ? field.files?.[0] : undefined;
  if (!file || !field.form) return;
  const body = new FormData();
  body.set("photo", await small(file), "photo.jpg");
  field.value = "";
  const headers = { Accept: "application/json" };
  const answer = await attempt(field.form.action, { body, headers });
  const said = answer && (await Promise.resolve(answer.text).then(JSON.parse).catch(() => null));
  const kept = answer?.status === 201;
  const away = "It was not sent: there is no network. Take it again once there is.";
  tell(kept ? "accepted" : "refused", kept ? "Photo kept" : "No photo", said?.sentence ?? away);
  signal(kept ? "accepted" : "refused");
}

document.addEventListener("change", (event) => void onChosen(event));
