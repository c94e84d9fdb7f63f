"""The painter of ZPL: each label is one bitmap, so no text of ours reaches the printer's parser.

A name full of `^` and `~` is a picture like any other, a code that begins with 99 needs no
escape, and every letter that we can draw prints on every printer. Decision record 7 says what
this costs. Source: Zebra, ZPL II Programming Guide: ^GF (graphic field), ^PW, ^LL, ^PQ.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Literal

from PIL import Image

from warehouse.printing.drawing import Drawing
from warehouse.printing.raster import rasterized

Packing = Literal["z64", "hex"]
"""How a bitmap is written: compressed, or plainly for printers that only imitate ZPL."""


def drawing_zpl(drawing: Drawing, *, packing: Packing = "z64") -> bytes:
    """Return one label as ZPL."""
    return picture_zpl(rasterized(drawing), packing=packing)


def picture_zpl(picture: Image.Image, *, packing: Packing = "z64") -> bytes:
    """Return a picture of mode "1", in which 1 is black, as a label of its size.

    `^LH0,0`, `^LT0` and `^PON` undo what the printer may have been set to before, `^PQ1` asks for
    exactly one.
    """
    row_bytes = (picture.width + 7) // 8
    bits = picture.tobytes()
    assert len(bits) == row_bytes * picture.height, "each row begins with a byte of its own"
    field = bits.hex().upper().encode() if packing == "hex" else _z64(bits)
    total = len(bits)
    head = f"^XA^PW{picture.width}^LL{picture.height}^LH0,0^LT0^PON^FO0,0"
    return b"%s^GFA,%d,%d,%d,%s^FS^PQ1^XZ\n" % (head.encode(), total, total, row_bytes, field)


def _z64(bits: bytes) -> bytes:
    """Pack bits as ZPL's Z64: deflated, base64, and a CRC-16-CCITT of the base64 text."""
    text = base64.b64encode(zlib.compress(bits, 3))
    return b":Z64:%s:%04X" % (text, binascii.crc_hqx(text, 0))
