// @ts-check
// GS1's numbers and elements, as `warehouse.scanning.rules` reads them.

export const GS = "\x1d";

// GS1's application identifiers: `=` before values of one length, `~` before variable ones;
// n14 digits, x1-20 characters of GS1's set 82, MD month and day.
const TABLE = `00=n18 0[1-3]=n14 10|2[12]~x1-20 1[1-3567]=n2MD 20=n2 235~x1-28 24[01]|25[01]|40[013]~x1-30
242~n1-6 243|254|420|71[0-7]~x1-20 253~n13x0-17 255~n13n0-12 30|37~n1-8 3[246][0-9][0-5]=n6
3(?:1[0-6]|[35][0-7]|95)[0-5]|4326|7006|8005=n6 39[02][0-9]~n1-15 39[13][0-9]~n3n1-15
394[0-3]|8111=n4 402=n17 41[0-7]|7001=n13 421~n3x1-9 42[246]=n3 42[35]~(?:n3){1,5} 427|7008~x1-3
43(?:[01][01]|20)~x1-35 43[01][2-6]|7257|8110|8112|8200~x1-70 4307|4317=[A-Z0-9][A-Z0-9]
4308|4319|7002|7023|8004|90~x1-30 4309=n20 4318|702[0-2]|7240|8002|8012~x1-20 432[1-3]=[01]
432[45]|7003=n10 433[0-3]~n6-? 7004~n1-4 7005~x1-12 7007~n6(?:n6)? 7009|7255~x1-10 7010~x1-2
7011~n6(?:n4)? 703[0-9]~n3x1-27 7040=n1x3 7041~x1-4 723[0-9]~x3-30 7241=n2 7242|801[34]|8020~x1-25
7250=n4MD 7251=n4MD(?:[01][0-9]|2[0-3])[0-5][0-9] 7252=n1 725[349]~x1-40 7256|9[1-9]~x1-90
7258=n1/n1 8001=n14 8003~0n13x0-16 8006|8026|801[78]=n18 8007~x1-34 8009~x1-50 8011~n1-12
8008~n2MD(?:[01][0-9]|2[0-3])(?:[0-5][0-9](?:[0-5][0-9])?)? 8010~[A-Z0-9/#-]{5,30} 8019~n1-10
8030~[0-9A-Za-z_-]{1,90} 804[01]=n15 8042=n32 8043~n18-20`;
const ELEMENTS = TABLE.split(/\s+/).map((row) => {
  const [, ai, sign, form] = /** @type {string[]} */ (/^(.+?)([=~])(.+)$/.exec(row) ?? []);
  const value = form.replace("MD", "(?:0[0-9]|1[0-2])(?:[0-2][0-9]|3[01])").replace(
    /([nx])([0-9]+)(?:-([0-9]+))?/g,
    (_, set, from, to) => `${set === "n" ? "[0-9]" : '[!%-?A-Z_a-z"]'}{${to ? `${from},${to}` : from}}`,
  );
  return { form: new RegExp(`^(${ai})(${value})`), varies: sign === "~" };
});
/** Digits of these elements that end in a check digit. */
const CHECKED = {
  "00": 18, "01": 14, "02": 14, "03": 14, 253: 13, 255: 13, 402: 17, 8003: 14, 8006: 14, 8017: 18,
  8018: 18, 8026: 14, 410: 13, 411: 13, 412: 13, 413: 13, 414: 13, 415: 13, 416: 13, 417: 13,
};
/** What a GS1 Digital Link may be about, and what may follow it in its path, in this order. */
const LINKS = {
  "00": "", "01": "22 10 21 235", 253: "", 255: "", 401: "", 402: "", 414: "254 7040", 415: "8020",
  417: "7040", 8003: "", 8004: "7040", 8006: "22 10 21", 8010: "8011", 8013: "", 8017: "8019",
  8018: "8019",
};

export class Unreadable extends Error {}

/** @param {unknown} right */
export function must(right) {
  if (!right) throw new Unreadable();
}

/** @param {string} number */
export function fits(number) {
  const digits = [...number].reverse().map(Number);
  return digits.reduce((sum, digit, n) => sum + digit * (n % 2 ? 3 : 1), 0) % 10 === 0;
}

/** @param {string} eight @returns {string | null} The GTIN that a UPC-E shortens. */
function grown(eight) {
  const last = eight[6];
  const body = last < "3" ? eight.slice(0, 3) + last + "0000" + eight.slice(3, 6)
    : last === "3" ? eight.slice(0, 4) + "00000" + eight.slice(4, 6)
    : last === "4" ? eight.slice(0, 5) + "00000" + eight[5]
    : eight.slice(0, 6) + "0000" + last;
  return eight[0] < "2" && fits(body + eight[7]) ? `00${body}${eight[7]}` : null;
}

/** @param {string} digits @param {boolean} [upcFirst] */
export function trade(digits, upcFirst = false) {
  const plain = fits(digits) ? digits.padStart(14, "0") : null;
  const found = digits.length === 8 ? [plain, grown(digits)] : [plain];
  if (upcFirst) found.reverse();
  const [gtin, ...also] = /** @type {string[]} */ (found.filter(Boolean));
  must(gtin);
  return { kind: "gtin", gtin, also };
}

/** @param {[string, string][]} pairs */
function collected(pairs) {
  /** @type {Record<string, string>} */
  const ais = {};
  for (const [ai, value] of pairs) must((ais[ai] ??= value) === value);
  must(pairs.length);
  return ais;
}

/** @param {string} text */
export function elements(text) {
  /** @type {[string, string][]} */
  const pairs = [];
  for (let rest of text.split(GS)) {
    while (rest) {
      const { form, varies } = ELEMENTS.find((row) => row.form.test(rest)) ?? {};
      const [all, ai, value] = form?.exec(rest) ?? [""];
      must(all && (all === rest || !varies));
      pairs.push([ai, value]);
      rest = rest.slice(all.length);
    }
  }
  return collected(pairs);
}

/** @param {string} ai @param {string} value @returns {[string, string]} */
function whole(ai, value) {
  const found = ELEMENTS.map((row) => row.form.exec(ai + value)).find(Boolean);
  must(found && found[1] === ai && found[2] === value);
  return [ai, value];
}

/** @param {Record<string, string>} ais */
export function named(ais) {
  for (const [ai, value] of Object.entries(ais)) {
    const length = /** @type {Record<string, number>} */ (CHECKED)[ai];
    must(!length || fits(value.slice(0, length)));
    if (!/^(?:1[1-3567]|7003)$/.test(ai)) continue;
    const [year, month, day] = [0, 2, 4].map((at) => Number(value.slice(at, at + 2)));
    must(month > 0 && month < 13 && day <= new Date(Date.UTC(2000 + year, month, 0)).getUTCDate());
  }
  const kind = ais["00"] ? "sscc" : ais["01"] ? "gtin" : "gs1";
  return { kind, gtin: ais["01"], also: [], lot: ais["10"], serial: ais["21"], sscc: ais["00"] };
}

/** @param {string} text */
export function brackets(text) {
  const [before, ...parts] = text.replace(/[ \t]/g, "").split(/\(([0-9]{2,4})\)/);
  must(before === "");
  return collected(parts.flatMap((ai, n) => (n % 2 ? [] : [whole(ai, parts[n + 1])])));
}

/** @param {string} text */
function unquoted(text) {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

/** @param {string} address */
export function link(address) {
  const [, path, query = ""] = /^[a-z]+:\/\/[^/?#]+([^?#]*)(?:\?([^#]*))?/i.exec(address) ?? [];
  const steps = (path ?? "").replace(/\/+$/, "").split("/");
  let start = steps.length - 2;
  while (start >= 0 && !(steps[start] in LINKS)) start -= 2;
  must(start >= 0);
  const [key, number, ...more] = steps.slice(start).map(unquoted);
  must(key !== "01" || /^(?:[0-9]{8}|[0-9]{12,14})$/.test(number));
  const pairs = [whole(key, key === "01" ? number.padStart(14, "0") : number)];
  let allowed = /** @type {Record<string, string>} */ (LINKS)[key].split(" ");
  for (let n = 0; n < more.length; n += 2) {
    must(allowed.includes(more[n]));
    allowed = allowed.slice(allowed.indexOf(more[n]) + 1);
    pairs.push(whole(more[n], more[n + 1]));
  }
  for (const [, ai, value = ""] of query.matchAll(/(?<![^&])([0-9]{2,4})(?:=([^&]*))?(?![^&])/g)) {
    pairs.push(whole(ai, unquoted(value)));
  }
  return collected(pairs);
}
