// @ts-check
// The menu closes when somebody presses elsewhere, or Escape.

/** Bind once for the life of the page. */
export function bindMenu() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelector("details[data-menu][open]")?.removeAttribute("open");
  });
}
