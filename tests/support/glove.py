"""What every screen of the handheld owes a gloved hand, a glaring sun and a screen reader."""

from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import ask

LANDSCAPE = {"width": 640, "height": 360}
TARGET_PX = 48
APART_PX = 7.5  # 8, as far as browsers round
INSTRUCTION = [[".stage h1"], [".stage .bin"], [".stage .quantity"]]
BOXES = """() => {
  const all = "button, a, summary, input:not([type=hidden]), select";
  const seen = (e) => e.checkVisibility() && !e.matches(".skip-link, p a, td a, dd a");
  return [...document.querySelectorAll(all)].filter(seen).map((e) => {
    const hit = e.matches("[type=checkbox], [type=radio]") ? e.closest("label") ?? e : e;
    const { left, top, right, bottom } = hit.getBoundingClientRect();
    const fixed = e.closest(".dock, .bar, .menu__sheet, [data-camera-sheet]")?.className ?? "";
    return [e.className || e.tagName, left, top, right, bottom, fixed];
  });
}"""


def faults_of(page):
    """Everything on this screen that a person would stumble over, in words."""
    found = Axe().run(page).response["violations"]
    faults = [f"{fault['id']}: {[node['target'] for node in fault['nodes']]}" for fault in found]
    return faults + glare(page) + small(page) + crowded(page) + wide(page)


def glare(page):
    """The instruction is read in the sun: a contrast of 7:1."""
    there = [where for where in INSTRUCTION if page.locator(where[0]).count()]
    if not there:
        return []
    rule = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
    found = Axe().run(page, context={"include": there}, options=rule).response["violations"]
    return [f"glare: {[node['target'] for node in fault['nodes']]}" for fault in found]


def small(page):
    return [
        f"small: {name} {right - left:.0f} x {bottom - top:.0f}"
        for name, left, top, right, bottom, _ in ask(page, BOXES)
        if min(right - left, bottom - top) < TARGET_PX - 0.5
    ]


def crowded(page):
    """Targets that are too near to each other; what scrolls may pass behind what stands."""
    boxes = ask(page, BOXES)
    faults = []
    for row, (name, left, top, right, bottom, fixed) in enumerate(boxes):
        for other, its_left, its_top, its_right, its_bottom, its_fixed in boxes[row + 1 :]:
            apart = max(its_left - right, left - its_right, its_top - bottom, top - its_bottom)
            if fixed == its_fixed and apart < APART_PX:
                faults.append(f"{apart:.0f} px between {name} and {other}")
    return faults


def wide(page):
    """Nothing scrolls sideways."""
    over = ask(page, "document.documentElement.scrollWidth - innerWidth")
    return [f"{over} px too wide"] if over > 0 else []
