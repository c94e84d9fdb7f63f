"""Pictures from outside: looked at, made smaller and written anew: only pixels are kept."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from warehouse.printing.errors import BadPicture

FORMATS = ("PNG", "JPEG", "WEBP")
MEGABYTE = 1_000_000
MOST_PIXELS = 50_000_000

LARGEST_LOGO = 2 * MEGABYTE
KEPT_LOGO = (1200, 480)
"""Pixels across and down: 300 dpi of the room that a slip has for it."""

LARGEST_PHOTO = 12 * MEGABYTE
KEPT_PHOTO = (1280, 1280)
"""Enough to see whether a thing lies in a carton or a bin; about 200 KB."""
PHOTO_TYPE = "image/jpeg"
PHOTO_QUALITY = 75


def read_logo(content: bytes) -> bytes:
    """Return a picture as a PNG of our own making, on white, without whatever else was in it.

    Raises:
        BadPicture: It is none, is broken, or too large.
    """
    kept = io.BytesIO()
    _upright(content, LARGEST_LOGO, KEPT_LOGO).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def read_photo(content: bytes) -> bytes:
    """Return a photo as a small JPEG of our own making; where and when it was taken is left out.

    Raises:
        BadPicture: It is none, is broken, or too large.
    """
    kept = io.BytesIO()
    upright = _upright(content, LARGEST_PHOTO, KEPT_PHOTO)
    upright.save(kept, "JPEG", quality=PHOTO_QUALITY, optimize=True)
    return kept.getvalue()


def _upright(content: bytes, most: int, size: tuple[int, int]) -> Image.Image:
    """Return the pixels, drawn on white: of a camera's notes nothing is left."""
    largest = most // MEGABYTE
    too_many = BadPicture(
        reason=f"it has more than {MOST_PIXELS // MEGABYTE} million pixels", most=largest
    )
    if len(content) > most:
        raise BadPicture(reason="it is larger", most=largest)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise too_many
                found.draft("RGB", size)
                turned = ImageOps.exif_transpose(found).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many from error
    except (OSError, ValueError, SyntaxError, Warning) as error:
        raise BadPicture(reason="it cannot be read as a picture", most=largest) from error
    turned.thumbnail(size)
    white = Image.new("RGBA", turned.size, "white")
    white.alpha_composite(turned)
    return white.convert("RGB")


def picture_size(png: bytes) -> tuple[int, int]:
    """Return width and height in pixels."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as found:
        return found.size
