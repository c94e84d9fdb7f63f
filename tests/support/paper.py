"""Paper is judged by its pixels: PDFium renders, zxing-cpp reads, and the ZPL is unpacked here."""

import base64
import binascii
import math
import re
import zlib
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

Format = zxingcpp.BarcodeFormat
DPI = {203: 203.2, 300: 300.0}
"""What a printer of 203 or 300 dpi really has."""


@dataclass(frozen=True)
class Measured:
    """One symbol as found in the pixels of a page, lengths in mm."""

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


ZPL_LABEL = re.compile(
    rb"\^XA\^PW([0-9]+)\^LL([0-9]+)\^LH0,0\^LT0\^PON\^FO0,0"
    rb"\^GFA,([0-9]+),([0-9]+),([0-9]+),([^^~]*)\^FS\^PQ1\^XZ\n"
)


def burnt(zpl: bytes) -> list[Image.Image]:
    """Return what a printer would burn; whatever is not a bitmap of the label's size fails."""
    pictures, at = [], 0
    while at < len(zpl):
        found = ZPL_LABEL.match(zpl, at)
        assert found, zpl[at : at + 80]
        width, height, total, field, row = map(int, found.groups()[:5])
        bits = unpacked(found[6])
        assert len(bits) == total == field == row * height
        picture = Image.frombytes("1", (row * 8, height), bits).crop((0, 0, width, height))
        pictures.append(ImageOps.invert(picture.convert("L")))
        at = found.end()
    return pictures


def unpacked(field: bytes) -> bytes:
    if not field.startswith(b":Z64:"):
        return bytes.fromhex(field.decode())
    text, crc = field.removeprefix(b":Z64:").split(b":")
    assert int(crc, 16) == binascii.crc_hqx(text, 0)
    return zlib.decompress(base64.b64decode(text))


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def read(image: Image.Image) -> list[str]:
    """Read every symbol in the picture as it is: made smaller, one in thousands is misread."""
    return [found.bytes.decode() for found in zxingcpp.read_barcodes(image, try_downscale=False)]


def clear_modules(
    image: Image.Image, text: str, modules: int, dpi: float = 203.2, kind: Format = Format.QRCode
) -> tuple[float, float]:
    """Return a matrix code's module in mm, and how many modules are light on its every side."""
    (found,) = zxingcpp.read_barcodes(image, formats=kind)
    assert found.text == text
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    left, right = min(at.x for at in corners), max(at.x for at in corners)
    top, bottom = min(at.y for at in corners), max(at.y for at in corners)
    module = round((right - left) / modules)
    for ring in range(2, 400):
        x0, y0, x1, y1 = left - ring, top - ring, right + ring, bottom + ring
        edge = [(x, y) for x in range(x0, x1 + 1) for y in (y0, y1)]
        edge += [(x, y) for y in range(y0, y1 + 1) for x in (x0, x1)]
        inside = all(0 <= x < image.width and 0 <= y < image.height for x, y in edge)
        if not inside or any(image.getpixel(pixel) < 128 for pixel in edge):
            return module * 25.4 / dpi, (ring - 1) / module
    raise AssertionError("a page has edges")


def measure(image: Image.Image, text: str | None = None, dpi: float = 203.2) -> Measured:
    """Measure one linear symbol, that of `text` or the only one; X is `narrowest`."""
    (found,) = (
        code
        for code in zxingcpp.read_barcodes(image, formats=Format.AllLinear)
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
    mm = 25.4 / dpi
    # The wide bars of ITF are 2.5 narrow ones.
    unit = thin / 2 if found.format == Format.ITF else thin
    return Measured(
        narrowest=thin * mm,
        quiet_left=(first - before - 1) * mm,
        quiet_right=(after - last - 1) * mm,
        height=(bottom - top + 1) * mm,
        bottom=(bottom + 1) * mm,
        whole_dots=pure and all(run % unit == 0 for run in runs),
    )


def image_of(symbol, scale: int = 2) -> Image.Image:
    """Paint a symbol with exactly its own quiet zones, nothing more."""
    above = symbol.quiet_left if not symbol.linear else 0
    rows = symbol.rows * (60 if symbol.linear else 1)
    margins = ("0" * symbol.quiet_left, "0" * symbol.quiet_right)
    blank = ["0" * symbol.full_width] * above
    modules = "".join([*blank, *(margins[0] + row + margins[1] for row in rows), *blank])
    painted = modules.translate({ord("0"): "\xff", ord("1"): "\x00"}).encode("latin-1")
    width, height = symbol.full_width, len(rows) + 2 * above
    image = Image.frombytes("L", (width, height), painted)
    return image.resize((width * scale, height * scale), Image.Resampling.NEAREST)


def decoded(symbol, formats: Format = Format.All):
    """Read the one symbol back."""
    (found,) = zxingcpp.read_barcodes(image_of(symbol), formats=formats)
    return found
