// @ts-check
// Ids of events, made on the device so that a retry is the same event.

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
