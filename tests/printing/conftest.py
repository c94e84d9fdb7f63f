"""Paper is judged by its pixels: rendered by PDFium and read by zxing-cpp, neither of them ours."""

import math
from dataclasses import dataclass

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

DOTS_PER_MM_AT_203 = 8


@dataclass(frozen=True)
class Measured:
    """One linear symbol as found in the pixels of a page, lengths in mm."""

    narrowest: float
    quiet_left: float
    quiet_right: float
    height: float
    bottom: float
    whole_dots: bool


def render(pdf: bytes, dpi: float = 203.2) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [pixels(page, dpi / 72) for page in document]
    finally:
        document.close()


def pixels(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """Render a page, first widened at its right and foot to whole pixels.

    PDFium would stretch a page of 812.8 pixels to 813, and no bar would stand on its dots.
    """
    width, height = page.get_size()
    across, down = (math.ceil(side * scale - 0.001) for side in (width, height))
    page.set_mediabox(0, height - down / scale, across / scale, height)
    return page.render(scale=scale * (1 - 1e-6), grayscale=True).to_pil()


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def read(image: Image.Image) -> list[str]:
    return [found.bytes.decode() for found in zxingcpp.read_barcodes(image)]


def clear_modules(image: Image.Image, text: str, modules: int) -> tuple[float, float]:
    """Return a QR code's module in mm, and how many modules around it are light on every side."""
    (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == text
    place = found.position
    left, right = place.top_left.x, place.bottom_right.x
    top, bottom = place.top_left.y, place.bottom_right.y
    module = round((right - left) / modules)
    for ring in range(2, 400):
        outer = (left - ring, top - ring, right + ring, bottom + ring)
        x0, y0, x1, y1 = outer
        edge = [(x, y) for x in range(x0, x1 + 1) for y in (y0, y1)]
        edge += [(x, y) for y in range(y0, y1 + 1) for x in (x0, x1)]
        inside = all(0 <= x < image.width and 0 <= y < image.height for x, y in edge)
        if not inside or any(image.getpixel(pixel) < 128 for pixel in edge):
            return module / DOTS_PER_MM_AT_203, (ring - 1) / module
    raise AssertionError("a page has edges")


def measure(image: Image.Image, text: str | None = None) -> Measured:
    """Measure one linear symbol, that of `text` or the only one, rendered at 203.2 dpi."""
    (found,) = (
        code
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.AllLinear)
        if text in (None, code.text)
    )
    place = found.position
    y = (place.top_left.y + place.bottom_left.y) // 2
    row = [image.getpixel((x, y)) for x in range(image.width)]
    dark = [pixel < 128 for pixel in row]
    left = min(place.top_left.x, place.bottom_left.x) - 3
    first = next(x for x in range(max(left, 0), image.width) if dark[x])
    last = next(x for x in range(min(place.top_right.x + 3, image.width - 1), 0, -1) if dark[x])
    before = next((x for x in range(first - 1, -1, -1) if dark[x]), -1)
    after = next((x for x in range(last + 1, image.width) if dark[x]), image.width)
    runs, start = [], first
    for x in range(first + 1, last + 2):
        if x == last + 1 or dark[x] != dark[x - 1]:
            runs.append(x - start)
            start = x
    top = bottom = y
    while top > 0 and image.getpixel((first, top - 1)) < 128:
        top -= 1
    while bottom < image.height - 1 and image.getpixel((first, bottom + 1)) < 128:
        bottom += 1
    thin = min(runs)
    pure = all(pixel < 4 or pixel > 251 for pixel in row[first : last + 1])
    return Measured(
        narrowest=thin / DOTS_PER_MM_AT_203,
        quiet_left=(first - before - 1) / DOTS_PER_MM_AT_203,
        quiet_right=(after - last - 1) / DOTS_PER_MM_AT_203,
        height=(bottom - top + 1) / DOTS_PER_MM_AT_203,
        bottom=(bottom + 1) / DOTS_PER_MM_AT_203,
        whole_dots=pure and all(run % thin == 0 for run in runs),
    )


@dataclass(frozen=True)
class Paper:
    """What the tests do with a PDF."""

    render = staticmethod(render)
    read = staticmethod(read)
    texts = staticmethod(texts)
    measure = staticmethod(measure)
    clear_modules = staticmethod(clear_modules)


@pytest.fixture(scope="session")
def paper():
    return Paper()
