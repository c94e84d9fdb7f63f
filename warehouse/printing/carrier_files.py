"""Labels that carriers and marketplaces send as files: looked at before they are kept."""

from __future__ import annotations

import io
import re

import pypdfium2
from PIL import Image, UnidentifiedImageError

from warehouse.printing.document import Media
from warehouse.printing.errors import BadCarrierLabel

LARGEST_BYTES = 5_000_000
MOST_PAGES = 4
MOST_PIXELS = 20_000_000
_LONGEST_SIDE_PT = 1000  # 350 mm: larger than A4, and no label

# What changes a printer for good, or does anything but print, has no place on a label: resetting
# (~JR), saving settings (^JU), passwords and names (^K…), network (^N…, ^W…), ports (^SC), erasing
# (^ID), uploading programs (~DY, ~DE, ~DU, ~DT), reading files back (^HW, ^HG, ^HH, ^HY, ^HZ).
_FORBIDDEN = re.compile(
    rb"(?:~J[ABEILNOPQRSX]|\^JU|\^J[BIJST]|[~^]K[BDLNP]|[~^]N[A-Z]|[~^]W[A-Z]|\^S[CEQRXZ]|\^ID"
    rb"|~D[EYUTS]|[~^]H[GHIMQRSUVWYZ]|[~^]P[HLPRS]|\^CC|~CC|\^CT|~CT|\^CD|~CD)"
)
_LABELS = re.compile(rb"\A\s*(?:~DG[^^~]*|\^XA.*?\^XZ\s*)+\Z", re.DOTALL)


def read_carrier_label(content: bytes) -> Media:
    """Return what kind of file a carrier's label is, having opened it.

    Raises:
        BadCarrierLabel: It is empty, too large, broken, of another kind, or a ZPL file that does
            more than print.
    """
    if not content:
        raise BadCarrierLabel(reason="it is empty")
    if len(content) > LARGEST_BYTES:
        raise BadCarrierLabel(reason="it is larger than 5 MB")
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "pdf"
    if content.startswith(b"\x89PNG"):
        _check_png(content)
        return "png"
    if b"^XA" in content[:4096]:
        _check_zpl(content)
        return "zpl"
    raise BadCarrierLabel(reason="it is none of PDF, PNG and ZPL")


def _check_pdf(content: bytes) -> None:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise BadCarrierLabel(reason="the PDF is broken or locked") from error
    try:
        if not 1 <= len(document) <= MOST_PAGES:
            raise BadCarrierLabel(reason=f"the PDF has {len(document)} pages; 1 to 4 are taken")
        if any(max(page.get_size()) > _LONGEST_SIDE_PT for page in document):
            raise BadCarrierLabel(reason="its pages are larger than A4")
    finally:
        document.close()


def _check_png(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadCarrierLabel(reason="the picture has more than 20 million pixels")
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BadCarrierLabel(reason="the PNG is broken") from error


def _check_zpl(content: bytes) -> None:
    if not _LABELS.match(content):
        raise BadCarrierLabel(reason="the ZPL is not whole labels from ^XA to ^XZ")
    if content.count(b"^XA") > MOST_PAGES:
        raise BadCarrierLabel(reason="the ZPL has more than 4 labels")
    found = _FORBIDDEN.search(content)
    if found:
        command = found[0].decode("ascii", "replace")
        raise BadCarrierLabel(reason=f"its command {command} does more than print")
