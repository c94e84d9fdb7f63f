"""Making text fit: smaller first, then over several lines, then visibly shortened. All in mm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from warehouse.printing.fonts import Face, printable, width_of

ELLIPSIS = "…"
_BREAK_AFTER = "-/_.,"  # a long code without spaces is best broken behind one of these


def shorten(text: str, face: Face, size: float, width: float) -> str:
    """Return `text`, or as much of its beginning as fits `width` before an ellipsis."""
    text = printable(text, face)
    if width_of(text, face, size) <= width:
        return text
    kept = _fitting(text, face, size, width - width_of(ELLIPSIS, face, size))
    return text[:kept].rstrip(" ") + ELLIPSIS


def fitted_size(text: str, face: Face, width: float, *, largest: float, smallest: float) -> float:
    """Return the type size, between two limits, at which `text` just fits `width`."""
    unit = width_of(printable(text, face), face, 1.0)
    # A hair less than the quotient, or rounding would make the exact fit a misfit.
    return largest if unit == 0 else max(smallest, min(largest, 0.999 * width / unit))


def wrap(text: str, face: Face, size: float, width: float, max_lines: int = 0) -> tuple[str, ...]:
    """Break `text` into lines of at most `width`; line breaks in it are kept.

    A word wider than a line is broken, behind a hyphen or slash where it has one.

    Args:
        text: Any text; empty text gives no line.
        face: The cut it is set in.
        size: Type size.
        width: Room on each line, in the unit of `size`.
        max_lines: What is beyond is cut off, and the last line shows it by an ellipsis; 0 for
            no limit.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        words = printable(paragraph, face).split(" ")
        lines.extend(_lines([word for word in words if word], face, size, width))
    if 0 < max_lines < len(lines):
        rest = f"{lines[max_lines - 1]} {lines[max_lines]}{ELLIPSIS}"
        lines[max_lines - 1 :] = [_cut(rest, face, size, width)]
    return tuple(lines)


def block(
    lines: Iterable[str], face: Face, size: float, width: float, max_lines: int
) -> tuple[str, ...]:
    """Break each line of an address; what is beyond `max_lines` is shortened into the last."""
    pieces = [piece for line in lines for piece in wrap(line, face, size, width)]
    if len(pieces) > max_lines:
        pieces[max_lines - 1 :] = [_cut(" ".join(pieces[max_lines - 1 :]), face, size, width)]
    return tuple(pieces)


def _cut(text: str, face: Face, size: float, width: float) -> str:
    """Shorten text that goes on somewhere, so that it ends in exactly one ellipsis."""
    return shorten(text.rstrip(ELLIPSIS) + ELLIPSIS, face, size, width)


def _lines(words: list[str], face: Face, size: float, width: float) -> Iterator[str]:
    """Fill lines greedily; an empty paragraph gives one empty line."""
    line = ""
    for word in words:
        joined = f"{line} {word}" if line else word
        if width_of(joined, face, size) <= width:
            line = joined
            continue
        if line:
            yield line
        *full, line = _pieces(word, face, size, width)
        yield from full
    yield line


def _pieces(word: str, face: Face, size: float, width: float) -> Iterator[str]:
    """Break one word into pieces that fit a line each; at least one character a piece."""
    while width_of(word, face, size) > width and len(word) > 1:
        end = max(1, _fitting(word, face, size, width))
        seam = max(word.rfind(mark, 0, end) for mark in _BREAK_AFTER) + 1
        end = seam if seam > end // 2 else end
        yield word[:end]
        word = word[end:]
    yield word


def _fitting(text: str, face: Face, size: float, width: float) -> int:
    """Return how many leading characters of `text` fit `width`."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle], face, size) <= width:
            low = middle
        else:
            high = middle - 1
    return low
