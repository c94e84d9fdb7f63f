// The hand and the ear of a chaos run, in the page of a device: it scans what the trip asks for
// by the product's own way in, and tells the run what it has heard. A tone is told with the event
// that was put into the queue for it, as the browser's database was given it.
(() => {
  let skew = 0;
  try {
    skew = Number(localStorage.getItem("chaos-skew") ?? 0);
  } catch {
    return; // not a page of the warehouse
  }
  if (skew !== 0) {
    const Real = Date;
    window.Date = class extends Real {
      constructor(...given) {
        super(...(given.length === 0 ? [Real.now() + skew] : given));
      }
      static now() {
        return Real.now() + skew;
      }
    };
  }

  const tell = (what, more) => console.debug(`chaos ${JSON.stringify({ what, ...more })}`);
  let written = null;
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (value, ...rest) {
    const made = add.call(this, value, ...rest);
    if (this.name === "events") written = value;
    return made;
  };

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const heard = () =>
    new Promise((resolve) => {
      const listen = ({ detail }) => {
        if (detail === "late") return;
        document.removeEventListener("floor:signal", listen);
        resolve(detail);
      };
      document.addEventListener("floor:signal", listen);
      setTimeout(listen, 20_000, { detail: "mute" });
    });
  document.addEventListener("floor:signal", ({ detail }) => {
    if (detail !== "late") return;
    const said = document.querySelectorAll("[data-told=late], [data-unsent-text]");
    tell("late", { said: [...said].map((one) => one.textContent).join(" ") });
  });

  let modules = null;
  async function product() {
    if (modules) return modules;
    const src = document.querySelector('script[src*="/js/floor.js"]').src;
    const [store, kept, send, trip] = await Promise.all(
      ["store", "tripbook", "send", "trip"].map(
        (name) => import(src.replace("floor.js", `${name}.js`)),
      ),
    );
    return (modules = { store, kept, send, trip });
  }

  /** The scan that the device's trip asks for now; null when there is none. */
  async function asked(task, tote) {
    const { kept, trip } = await product();
    const [walked, book] = [await kept.kept(task), await kept.kept(`book ${task}`)];
    if (!walked || !book || walked.over) return null;
    const { step, line } = trip.view(walked);
    const barcode = () => Object.entries(book.barcodes).find(([, [item]]) => item === line.item)[0];
    const codes = {
      take_tote: () => tote,
      bin: () => `B-${line.bin}`,
      item: barcode,
      more: barcode,
      tote: () => walked.totes[0].code,
      drop: () => "B-PACK-1",
    };
    return { code: codes[step](), wrong: `B-X-${step}` };
  }

  /** Scan once, by `give`, and tell what was tried and what was heard. */
  async function scanned(task, { code }, give) {
    // The line is the screen's; another tab may have gone on to the next one.
    const line = Number(document.querySelector("form[data-scan] [name=line]").value);
    tell("try", { task, line, code });
    written = null;
    const tone = heard();
    give(code);
    const kind = await tone;
    tell("tone", { kind, task, line, code, entry: written });
    return kind;
  }

  window.handset = {
    async unsent() {
      return (await (await product()).store.unsent()).count;
    },
    /** How the device's own trip stands: "open", "over", or "none" where there is none. */
    async state(task) {
      const walked = await (await product()).kept.kept(task);
      return walked ? (walked.over ? "over" : "open") : "none";
    },
    asked,
    /** For whoever types: prepare the ear, and resolve with what it heard. */
    listen: (task, next) => void (window.typed = scanned(task, next, () => undefined)),
    /** Scan up to `count` times; one scan of `wrongEvery` is a bin that is not asked for. */
    async walk(task, tote, count, wrongEvery, pauseMs) {
      const { send } = await product();
      for (let done = 0; done < count; done += 1) {
        const next = await asked(task, tote);
        if (!next) return done;
        if (Math.random() * wrongEvery < 1) next.code = next.wrong;
        const kind = await scanned(task, next, send.take);
        if (kind === "mute") return done;
        await pause(Math.random() * pauseMs);
      }
      return count;
    },
  };
})();
