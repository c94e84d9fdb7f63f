// @ts-check
// The page for no network: which tasks this device can go on with, and back once there is one.

const LOOKS_EVERY_MS = 5_000;
const TASK = /^\/(?:pick|counts)\/[0-9]+$/;
const list = /** @type {HTMLElement} */ (document.querySelector("[data-kept-tasks]"));
const form = /** @type {HTMLTemplateElement} */ (list.querySelector("template"));

/** @returns {Promise<Map<string, string>>} Title by path, as far as this device keeps their pages. */
async function keptTasks() {
  const found = new Map();
  const names = "caches" in window ? await caches.keys() : [];
  for (const name of names.filter((each) => each.startsWith("pages-"))) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) {
      const path = new URL(request.url).pathname;
      const text = TASK.test(path) ? await (await pages.match(request))?.text() : undefined;
      if (text === undefined) continue;
      const { title } = new DOMParser().parseFromString(text, "text/html");
      found.set(path, title.split(" · ")[0] || path);
    }
  }
  return found;
}

async function show() {
  for (const [path, title] of await keptTasks()) {
    const entry = /** @type {DocumentFragment} */ (form.content.cloneNode(true));
    const link = /** @type {HTMLAnchorElement} */ (entry.querySelector("a"));
    link.href = path;
    link.append(title);
    list.append(entry);
    list.hidden = false;
  }
}

/** "Online" means some network, not ours: reload once the server itself has answered. */
async function goBack() {
  const answer = await fetch("/manifest.webmanifest", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

void show();
document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
if (location.pathname !== "/offline") {
  addEventListener("online", () => void goBack());
  setInterval(() => void goBack(), LOOKS_EVERY_MS);
}
