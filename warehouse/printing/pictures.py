"""Pictures from outside: looked at, made smaller and written anew: only pixels are kept."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from warehouse.printing.errors import BadPicture

LARGEST_BYTES = 2_000_000
MOST_PIXELS = 20_000_000
KEPT = (1200, 480)
"""Pixels across and down that a logo is kept with: 300 dpi of the room that a slip has for it."""


LARGEST_PHOTO = 8_000_000
KEPT_PHOTO = (1280, 1280)
"""Enough to see whether a thing lies in a carton; about 200 KB."""


def read_picture(content: bytes) -> bytes:
    """Return a PNG or JPEG as a PNG of our own making, on white, without whatever else was in it.

    Raises:
        BadPicture: It is neither, is broken, or too large.
    """
    return _made_anew(content, LARGEST_BYTES, KEPT, "PNG")


def read_photo(content: bytes) -> bytes:
    """Return a photo as a small JPEG of our own making; where and when it was taken is left out.

    Raises:
        BadPicture: As `read_picture`; a photo may have 8 MB.
    """
    return _made_anew(content, LARGEST_PHOTO, KEPT_PHOTO, "JPEG")


def _made_anew(content: bytes, most: int, size: tuple[int, int], made: str) -> bytes:
    if len(content) > most:
        raise BadPicture(reason=f"it is larger than {most // 1_000_000} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise BadPicture(reason="it has more than 20 million pixels")
                upright = ImageOps.exif_transpose(found).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as error:
        raise BadPicture(reason="it is no PNG or JPEG that can be read") from error
    upright.thumbnail(size)
    white = Image.new("RGBA", upright.size, "white")
    white.alpha_composite(upright)
    kept = io.BytesIO()
    white.convert("RGB").save(kept, made, optimize=True)
    return kept.getvalue()


def picture_size(png: bytes) -> tuple[int, int]:
    """Return width and height in pixels."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as found:
        return found.size
