// @ts-check
// The screen stays on while a task runs: on pages that hold an element with data-wake.

/** @type {WakeLockSentinel | null} */
let lock = null;

async function settle() {
  const wanted = document.querySelector("[data-wake]") !== null && !document.hidden;
  if (!wanted) {
    await lock?.release();
    lock = null;
    return;
  }
  if (lock && !lock.released) return;
  try {
    lock = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    lock = null; // low battery or plain http: the screen then goes dark as the device is set
  }
}

/** Bind once for the life of the page. */
export function bindWake() {
  document.addEventListener("visibilitychange", settle);
  document.addEventListener("htmx:after:swap", settle);
  void settle();
}
