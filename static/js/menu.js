// @ts-check
// The menu, and whatever opens above the dock, closes when somebody presses elsewhere, or Escape.

const OPEN = "details[data-menu][open], .more[open]";

/** Bind once for the life of the page. */
export function bindMenu() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(OPEN)) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelector(OPEN)?.removeAttribute("open");
  });
}
