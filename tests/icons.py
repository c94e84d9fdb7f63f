"""`python -m tests.icons` draws the app's PNG icons from their SVGs, into static/icons/.

Home screens of Android and iOS want PNG; the SVGs stay what is edited.
"""

import io
from pathlib import Path

from PIL import Image

from tests.support.browser import started_chromium

FOLDER = Path(__file__).parents[1] / "static" / "icons"
SIZES = {
    "icon-192": ("icon", 192),
    "icon-512": ("icon", 512),
    "icon-maskable-512": ("icon-maskable", 512),
}
COLOURS = 32  # of the drawing and of its smoothed edges


def main() -> None:
    """Draw every icon in Chromium, and save it with as few colours as it has."""
    with started_chromium() as chromium:
        for name, (drawing, size) in SIZES.items():
            page = chromium.new_page(viewport={"width": size, "height": size})
            svg = (FOLDER / f"{drawing}.svg").read_text(encoding="utf-8")
            page.set_content(f"<style>*{{margin:0}} svg{{display:block}}</style>{svg}")
            picture = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
            few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
            few.save(FOLDER / f"{name}.png", optimize=True)
            page.close()


if __name__ == "__main__":
    main()
