// @ts-check
// What the device keeps: the events on their way in their order; and, see tripbook.js, its trips.

/** @typedef {{seq: number, epoch: number, id: string, kind: string, body: Record<string, any>,
 *   captured_at: string, at: number, author: string}} Entry `at` and `captured_at` are the device's
 *   own clock; `author` is the signed note of who was signed in, which outlives the session. */
/** @typedef {Record<string, IDBObjectStore>} Stores */

const STORES = ["meta", "events", "trips"];
const A_BATCH = 50;
const A_BATCH_BYTES = 65_536;

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** A new database is a new epoch: whatever the lost one numbered, nothing is taken for it. */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("floor", 1);
    asked.onupgradeneeded = () => {
      const epoch = Math.floor(Date.now() / 1000);
      asked.result.createObjectStore("meta").put({ epoch, seq: 0 }, "device");
      asked.result.createObjectStore("events", { keyPath: "seq" });
      asked.result.createObjectStore("trips");
    };
    asked.onsuccess = () => {
      asked.result.onclose = () => (opened = null);
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  opened.catch(() => (opened = null));
  return opened;
}

/**
 * Work in one transaction, and resolve with what the work returned once all of it is kept.
 *
 * @template T
 * @param {"strict" | "relaxed" | "read"} how Strict is on the disk before it resolves.
 * @param {(stores: Stores) => T} work
 * @returns {Promise<T>}
 */
export async function within(how, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const read = how === "read";
    const turn = base.transaction(STORES, read ? "readonly" : "readwrite", {
      durability: how === "strict" ? "strict" : "default",
    });
    const made = work(Object.fromEntries(STORES.map((name) => [name, turn.objectStore(name)])));
    turn.oncomplete = () => resolve(made);
    turn.onabort = () => reject(turn.error);
  });
}

/** @param {string} kind @param {Record<string, any>} body @returns {Entry} Without a number yet. */
export function made(kind, body) {
  const at = Date.now();
  const author = document.body.dataset.author ?? "";
  const captured_at = new Date(at).toISOString();
  return { seq: 0, epoch: 0, id: uuidv7(at), kind, body, captured_at, at, author };
}

/** @param {Stores} stores @param {Entry} entry It gets the device's next number. */
export function append({ meta, events }, entry) {
  const asked = meta.get("device");
  asked.onsuccess = () => {
    entry.epoch = asked.result.epoch;
    entry.seq = asked.result.seq + 1;
    meta.put({ ...asked.result, seq: entry.seq }, "device");
    events.add(entry);
  };
}

/**
 * Make a UUIDv7: 48 bits of Unix milliseconds, then randomness (RFC 9562, section 5.7).
 * `crypto.randomUUID` is missing on plain http, so the bytes come from `getRandomValues`.
 *
 * @param {number} [now] Unix milliseconds.
 * @returns {string}
 */
export function uuidv7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 5, left = now; place >= 0; place -= 1, left = Math.floor(left / 256)) {
    bytes[place] = left % 256;
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Write an event ahead. Whoever gave it in hears of it after.
 *
 * @param {string} kind
 * @param {Record<string, any>} body
 * @returns {Promise<Entry>} Rejects when the device cannot keep it.
 */
export function capture(kind, body) {
  const entry = made(kind, body);
  return within("strict", (stores) => (append(stores, entry), entry));
}

/**
 * Give an entry that nobody has sent yet the fields of the screen that its turn has come to.
 *
 * @param {Entry} entry
 * @param {{kind: string, body: Record<string, any>}} event
 * @returns {Promise<Entry>} As it was captured, if it is not waiting any more.
 */
export function amend(entry, { kind, body }) {
  const now = { ...entry };
  return within("relaxed", ({ events }) => {
    const asked = events.get(entry.seq);
    asked.onsuccess = () => {
      if (asked.result?.id === entry.id) events.put(Object.assign(now, { kind, body }));
    };
    return now;
  });
}

/**
 * @param {number} [most]
 * @param {number} [bytes] Of JSON; the oldest comes however large it is.
 * @param {number} [from] The first number of the device that counts.
 * @param {number} [before] The first one that does not.
 * @returns {Promise<Entry[]>} The oldest first.
 */
export async function pending(most = A_BATCH, bytes = A_BATCH_BYTES, from = 0, before = Infinity) {
  const range = IDBKeyRange.bound(from, before, false, true);
  const asked = await within("read", ({ events }) => events.getAll(range, most));
  let left = bytes;
  return asked.result.filter((entry, place) => {
    left -= new TextEncoder().encode(JSON.stringify(entry)).length;
    return place === 0 || left >= 0;
  });
}

/** @param {string[]} ids Of events that have their last answer. */
export async function settle(ids) {
  const left = new Set(ids);
  await within("relaxed", ({ events }) => {
    const asked = events.openCursor();
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (!cursor) return;
      if (left.delete(cursor.value.id)) cursor.delete();
      if (left.size > 0) cursor.continue();
    };
  });
}

/** @returns {Promise<{count: number, oldest: number | null, seq: number}>} `oldest` in Unix
 *   milliseconds; `seq` is the number that was given last. */
export async function unsent() {
  const [count, first, device] = await within("read", ({ events, meta }) => [
    events.count(),
    events.getAll(null, 1),
    meta.get("device"),
  ]);
  const { seq } = device.result;
  return { count: /** @type {number} */ (count.result), oldest: first.result[0]?.at ?? null, seq };
}

/** All that the device keeps, to be carried away by hand in an emergency. */
export async function everything() {
  const [device, events, walked] = await within("read", (stores) => [
    stores.meta.get("device"),
    stores.events.getAll(),
    stores.trips.getAll(),
  ]);
  return { device: device.result, events: events.result, trips: walked.result };
}
