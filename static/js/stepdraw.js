// @ts-check
// Draw a step on the device, from the page's own templates: the server's macros with
// placeholders such as {bin} in their texts and attributes.

import { codes, values } from "./stepwords.js";
import { left } from "./stops.js";
import { view } from "./trip.js";

/** @typedef {import("./stops.js").Trip} Trip */
/** @typedef {import("./stepwords.js").Values} Values */

/** @param {string} selector @returns {DocumentFragment} */
export function copy(selector) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector(selector));
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}

/**
 * Put values in the place of their names; an element that is left without a word goes.
 *
 * @param {Node} part
 * @param {Values} given
 */
export function fill(part, given) {
  const put = (/** @type {string} */ text) =>
    text.replace(/\{(\w+)\}/g, (all, name) => String(given[name] ?? all));
  const walk = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const empty = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node instanceof Text && node.data.includes("{")) {
      node.data = put(node.data);
      if (node.data === "") empty.push(node.parentElement);
    } else if (node instanceof Element) {
      for (const held of node.attributes) if (held.value.includes("{")) held.value = put(held.value);
    }
  }
  for (const element of empty) element?.remove();
}

/**
 * What the macros do with a bin's code, a plain number, a picture that is missing.
 *
 * @param {DocumentFragment} part
 * @param {Values} given
 */
export function dress(part, given) {
  for (const sign of part.querySelectorAll(".bin__code")) {
    const size = [6, 8, 11].find((most) => String(given.bin).length <= most) ?? "long";
    if (size !== 6) sign.classList.add(`bin__code--${size}`);
    sign.replaceChildren(...String(given.bin).split("-").flatMap((text, n) => {
      const hyphen = Object.assign(document.createElement("i"), { textContent: "-" });
      return n ? [hyphen, text] : [text];
    }));
  }
  const quantity = part.querySelector(".quantity__text");
  const plain = /^[0-9]+$/.test(quantity?.textContent ?? "");
  quantity?.classList.toggle("quantity__text--number", plain);
  const picture = given.picture ? null : part.querySelector("img.item__picture");
  picture?.replaceWith(copy("[data-part=no-picture]"));
  if (!given.next) part.querySelector(".next")?.remove();
  if (!given.slot) part.querySelector("[data-cart]")?.remove();
  part.querySelector("[data-quantity]")?.setAttribute("inputmode", "none");
}

/** @param {DocumentFragment} part @param {Trip} trip */
function offer(part, trip) {
  const pattern = part.querySelector(".demo__code");
  if (!pattern) return;
  for (const [label, code] of codes(trip)) {
    const button = /** @type {Element} */ (pattern.cloneNode(true));
    fill(button, { label, code });
    for (const held of button.attributes) held.value = held.value.replace("{code}", code);
    pattern.before(button);
  }
  pattern.remove();
}

/**
 * Put a drawn step on the page. The scan field stays, with the focus and whatever is typed.
 *
 * @param {DocumentFragment} part
 * @param {Element} main
 */
export function place(part, main) {
  const [dock, form] = [main.querySelector(".dock"), main.querySelector("form[data-scan]")];
  const [newDock, newForm] = [part.querySelector(".dock"), part.querySelector("form[data-scan]")];
  if (!dock || !form || !newDock || !newForm) {
    main.replaceChildren(part);
    return;
  }
  form.setAttribute("data-scan", newForm.getAttribute("data-scan") ?? "");
  for (const held of form.querySelectorAll("input[type=hidden]")) held.remove();
  form.prepend(...newForm.querySelectorAll("input[type=hidden]"));
  const [field, asked] = [form.querySelector("#scan"), newForm.querySelector("#scan")];
  field?.setAttribute("placeholder", asked?.getAttribute("placeholder") ?? "");
  const [label, wanted] = [form.querySelector("label"), newForm.querySelector("label")];
  label?.replaceChildren(wanted?.textContent ?? "");
  for (const child of [...dock.children]) if (child !== form) child.remove();
  const [before, after] = [[...newDock.children], []];
  after.push(...before.splice(before.indexOf(newForm)).slice(1));
  form.before(...before);
  form.after(...after);
  newDock.remove();
  for (const child of [...main.children]) if (child !== dock) child.remove();
  dock.before(part);
  if (document.activeElement === document.body) {
    /** @type {HTMLElement | null} */ (field)?.focus({ preventScroll: true });
  }
}

/**
 * Draw where a trip stands, and what the person is told.
 *
 * @param {Trip} trip
 * @param {{signal: string, title: string, sentence?: string} | null} [told]
 */
export function drawStep(trip, told = null) {
  const main = document.querySelector("#main");
  if (!main) return;
  const part = copy(`[data-step=${view(trip).step}]`);
  const given = values(trip);
  fill(part, given);
  dress(part, given);
  offer(part, trip);
  if (told) {
    const said = copy(`[data-part=${told.signal}]`);
    fill(said, { title: told.title, sentence: told.sentence ?? "" });
    part.querySelector(".stage")?.prepend(said);
  }
  place(part, main);
  document.dispatchEvent(new CustomEvent("floor:drawn"));
}

/** Say whose trip it is, and take no scans. @param {string} name */
export function drawForeign(name) {
  const part = copy("[data-part=not-yours]");
  fill(part, { name });
  document.querySelector("#main")?.replaceChildren(part);
}
