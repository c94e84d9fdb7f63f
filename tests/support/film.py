"""A film for a browser's make-believe camera: labels that come into view one after the other."""

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageEnhance, ImageFilter

FRAMES_A_SECOND = 30
"""What Chromium plays a film of JPEG pictures with; its file bears no rate of its own."""

SIZE = (800, 600)
DESK = 104
"""Grey that the labels lie on."""


@dataclass(frozen=True)
class Shot:
    """How a label is held before the camera.

    Attributes:
        pixels: Width of one module of the symbol in the picture.
        degrees: Turned to the left.
        blur: Radius in pixels.
        light: Share of the full light.
    """

    pixels: float
    degrees: float = 0
    blur: float = 0
    light: float = 1


def label(symbol, pixels):
    """Paint a symbol of ours with its quiet zone, on white paper."""
    quiet = max(symbol.quiet_left, 2)
    height = round(symbol.width / symbol.modules_per_x * 0.45) if symbol.linear else 1
    rows = [row for row in symbol.rows for _ in range(height)]
    paper = Image.new("L", (symbol.width + 2 * quiet, len(rows) + 2 * quiet), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module == "1":
                paper.putpixel((x + quiet, y + quiet), 0)
    scale = pixels / symbol.modules_per_x
    wanted = tuple(round(side * scale) for side in paper.size)
    # Painted large and made smaller, so that edges fall between pixels as a lens lets them.
    large = paper.resize(tuple(side * 6 for side in paper.size), Image.Resampling.NEAREST)
    return large.resize(wanted, Image.Resampling.BOX)


def picture(symbol, shot, chance):
    """One picture of the film: the label somewhere near the middle, with a sensor's noise."""
    view = Image.new("L", SIZE, DESK)
    if symbol is not None:
        paper = label(symbol, shot.pixels).convert("LA")
        turned = paper.rotate(shot.degrees, Image.Resampling.BICUBIC, expand=True)
        spot = [
            (whole - part) // 2 + chance.randint(-12, 12)
            for whole, part in zip(SIZE, turned.size, strict=True)
        ]
        view.paste(turned, tuple(spot), turned.getchannel("A"))
    view = view.filter(ImageFilter.GaussianBlur(shot.blur))
    view = ImageEnhance.Brightness(view).enhance(shot.light)
    grains = [chance.getrandbits(3) for _ in range(4096)]
    noise = Image.new("L", (64, 64))
    noise.putdata(grains)
    tiled = Image.new("L", SIZE)
    shift = chance.randrange(64)
    for left in range(-shift, SIZE[0], 64):
        for top in range(-shift, SIZE[1], 64):
            tiled.paste(noise, (left, top))
    return ImageChops.add(view, tiled)


def write(path, takes, *, held_s=0.5, blank_s=0.15, seed=7):
    """Write a film of (symbol, shot) pairs, a bare desk between them; returns its seconds.

    Every label is shown in three pictures of their own noise and trembling, in turn.
    """
    chance = random.Random(seed)
    bare = jpeg(picture(None, Shot(1), chance))
    with path.open("wb") as film:
        film.write(bare * FRAMES_A_SECOND * 2)
        for symbol, shot in takes:
            seen = [jpeg(picture(symbol, shot, chance)) for _ in range(3)]
            frames = round(held_s * FRAMES_A_SECOND)
            film.write(b"".join(seen[frame // 2 % 3] for frame in range(frames)))
            film.write(bare * round(blank_s * FRAMES_A_SECOND))
    return 2 + len(takes) * (held_s + blank_s)


def jpeg(view):
    """The picture as a camera's own JPEG: in colour, as Chromium wants it, and lossy."""
    made = io.BytesIO()
    view.convert("RGB").save(made, "JPEG", quality=72)
    return made.getvalue()
