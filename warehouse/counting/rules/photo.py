"""Photos of what was found: proved to be pictures, turned upright, and made small."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from warehouse.counting.errors import NotAPhoto, PhotoTooLarge

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1280
QUALITY = 75


def small_photo(raw: bytes) -> bytes:
    """Return a photo as a JPEG of at most `LONGEST_SIDE` pixels, without what the camera added.

    It is drawn anew: what is kept is nothing but a picture, and says not where it was taken.

    Raises:
        PhotoTooLarge: more bytes or pixels than a camera's photo has.
        NotAPhoto: it cannot be read as a picture.
    """
    if len(raw) > MOST_BYTES:
        raise PhotoTooLarge(most=MOST_BYTES // 1024 // 1024)
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise PhotoTooLarge(most=MOST_BYTES // 1024 // 1024)
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except Image.DecompressionBombError as error:
        raise PhotoTooLarge(most=MOST_BYTES // 1024 // 1024) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise NotAPhoto from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = BytesIO()
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    clean.save(small, "JPEG", quality=QUALITY, optimize=True)
    return small.getvalue()
