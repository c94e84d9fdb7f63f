"""Where the quoting of a comma file went wrong; asked only after the reader has given up."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class QuoteFault:
    """The cell, counted from 0 in its row, with a stable code and what to do."""

    cell: int
    value: str
    code: str
    what: str


def find_quote_fault(text: str, sign: str, *, after_lines: int, longest: int) -> QuoteFault:
    """Name the first cell of the row after so many lines that breaks the rules of quoting.

    Args:
        text: The whole file.
        sign: What separates the cells.
        after_lines: Lines (not rows) of the file that were read well.
        longest: The most characters that a cell may hold.

    Source: RFC 4180, section 2, rules 5 to 7.
    """
    at = _start_of_line(text, after_lines)
    plain = re.compile(f"[^{re.escape(sign)}\r\n]*")
    cell = 0
    while True:
        start = at
        if text[at : at + 1] == '"':
            end = _closing_quote(text, at + 1)
            if end is None:
                what = "a quotation mark opens here and is never closed. Close it, or double each "
                what += "quotation mark that belongs to the text."
                return QuoteFault(cell, text[start : start + 60], "open_quote", what)
            at = end + 1
            if text[at : at + 1] not in {sign, "\r", "\n", ""}:
                what = "text follows a closing quotation mark. Close the quotes at the cell's end, "
                what += "and double each quotation mark that belongs to the text."
                return QuoteFault(cell, text[start : start + 60], "broken_quotes", what)
        else:
            found = plain.match(text, at)
            assert found is not None, "the pattern matches nothing, too"
            at = found.end()
        if at - start > longest or text[at : at + 1] != sign:
            what = f"the cell holds {at - start:,} characters; {longest:,} are the most. "
            what += "Shorten or empty it."
            return QuoteFault(cell, text[start : start + 60], "huge_cell", what)
        cell, at = cell + 1, at + 1


def _start_of_line(text: str, lines: int) -> int:
    at = 0
    for _ in range(lines):
        found = _LINE_END.search(text, at)
        if found is None:
            break
        at = found.end()
    return at


def _closing_quote(text: str, at: int) -> int | None:
    """Return where the quotation mark stands that closes a cell; doubled ones are text."""
    while (end := text.find('"', at)) >= 0:
        if text[end + 1 : end + 2] != '"':
            return end
        at = end + 2
    return None
