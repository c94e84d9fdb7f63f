// @ts-check
// The worker behind the installed app: it keeps this release's files and the pages of claimed
// tasks, and answers with them where the network does not. It looks at nothing but GET requests,
// and it never opens the database in which events wait: no update can strand them. The trip of a
// task is in that database too, newer than any copy that could be kept here.

const { release, base, files } = /** @type {any} */ (self).shell; // set by /sw.js, which loads this
const SHELL = `shell-${release}`;
const PAGES = `pages-${release}`;
const OFFLINE = "/offline";
const PATIENCE_MS = 1_500;
const MOST_KEPT = 30;
const PAGE = /^\/(?:pick|counts)(?:\/[0-9]+)?$/;
const WORDS = "/pick/words";

/** Counts the sign-outs: an answer that was asked for before one is not kept after it. */
let signOuts = 0;

/** @param {string} prefix */
const cachesNamed = async (prefix) =>
  (await caches.keys()).filter((name) => name.startsWith(prefix));

/** @param {Response} answer @returns {Response} Throws when only a proxy without us behind it spoke. */
function ours(answer) {
  if (answer.status >= 502 && answer.status <= 504) throw new TypeError(`status ${answer.status}`);
  return answer;
}

/** The newest copy, from whichever release. @param {string} path */
async function kept(path) {
  for (const name of [PAGES, ...(await cachesNamed("pages-")).reverse()]) {
    const found = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

/**
 * Keep an answer; one that says "not yours" or "not there" takes the copy away. Redirected ones
 * are about another page.
 *
 * @param {string} path @param {Response} answer @param {number} asOf
 */
async function keep(path, answer, asOf) {
  if (asOf !== signOuts) return;
  if (answer.status === 403 || answer.status === 404) {
    for (const name of await cachesNamed("pages-")) await (await caches.open(name)).delete(path);
  }
  if (!answer.ok || answer.redirected) return;
  const pages = await caches.open(PAGES);
  await pages.delete(path); // so that the first one is always the one unused for longest
  await pages.put(path, answer);
  const paths = await pages.keys();
  for (const old of paths.slice(0, Math.max(0, paths.length - MOST_KEPT))) await pages.delete(old);
}

async function forgetPages() {
  signOuts += 1;
  for (const name of await cachesNamed("pages-")) await caches.delete(name);
}

/**
 * Take earlier releases away, now that a page of the server's came through this worker. Their
 * pages name files that went with them, so they are fetched anew first; if that fails, both stay.
 */
async function retire() {
  const asOf = signOuts;
  const shells = await cachesNamed("shell-");
  const { registration, serviceWorker } = /** @type {any} */ (self);
  // What a worker that comes after this one keeps is not earlier, though it is another's.
  if (registration.installing || registration.waiting) return;
  if (serviceWorker && serviceWorker.state !== "activated") return;
  for (const shell of shells.filter((name) => name !== SHELL)) {
    const before = shell.replace("shell-", "pages-");
    for (const { url } of await (await caches.open(before)).keys()) {
      const path = new URL(url).pathname;
      if (await (await caches.open(PAGES)).match(path, { ignoreVary: true })) continue;
      const answer = ours(await fetch(path));
      if (answer.redirected) return; // to the sign-in page: nobody is there to fetch it for
      await keep(path, answer, asOf);
    }
    await caches.delete(before);
    await caches.delete(shell);
  }
}

/** The network's answer, unless it fails or takes too long and there is a copy. */
async function networkFirst(/** @type {any} */ event, /** @type {string} */ path) {
  const asOf = signOuts;
  const network = fetch(event.request).then(ours);
  const keeping = network.then((answer) => keep(path, answer.clone(), asOf));
  event.waitUntil(keeping.catch(() => undefined)); // a late answer is kept as well
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, undefined));
  const answer = await Promise.race([network.catch(() => undefined), late]);
  return answer ?? (await kept(path)) ?? network;
}

/** A page that a person goes to. */
async function page(/** @type {any} */ event, /** @type {string} */ path) {
  try {
    const answer = await (PAGE.test(path)
      ? networkFirst(event, path)
      : fetch(event.request).then(ours));
    // Whoever is shown the sign-in page is nobody, and whoever comes next may be somebody else.
    if (path === "/sign-in" && answer.type !== "opaqueredirect") await forgetPages();
    else event.waitUntil(retire().catch(() => undefined));
    return answer;
  } catch {
    return (await caches.match(OFFLINE, { ignoreVary: true })) ?? Response.error();
  }
}

/** @param {Request} request A file whose address names its content: one copy is as good as any. */
async function file(request) {
  const copy = await caches.match(request, { ignoreVary: true });
  if (copy) return copy;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).pathname.startsWith(base)) {
    const copied = answer.clone();
    await caches.open(SHELL).then((shell) => shell.put(request, copied)).catch(() => undefined);
  }
  return answer;
}

addEventListener("install", (/** @type {any} */ event) => {
  // Fetched without cookies: the page for no network is nobody's, and says no name.
  const offline = new Request(OFFLINE, { credentials: "omit", cache: "no-store" });
  const fetched = caches.open(SHELL).then((shell) => shell.addAll([...files, offline]));
  event.waitUntil(fetched.then(() => /** @type {any} */ (self).skipWaiting()));
});

addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(/** @type {any} */ (self).clients.claim());
});

addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (pathname === WORDS) event.respondWith(networkFirst(event, pathname));
});
