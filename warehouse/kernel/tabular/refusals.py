"""What is said about a file that cannot be read: one sentence a fault, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from warehouse.kernel.errors import Refusal

EXCERPT_CHARS = 40


@dataclass(frozen=True, slots=True)
class CellError:
    """One fault of a file: where it is, what stands there, and what to do.

    `row` counts from 1 as a spreadsheet does, header included. `column` is the header's name, or
    "column 30" where there is none. `sentence` names both and stands alone.
    """

    row: int
    column: str
    value_excerpt: str
    code: str
    sentence: str


class CellFault(ValueError):  # noqa: N818 - it is about the cell, and becomes a CellError
    """A cell's text is not what its column holds; the table adds row and column to it."""

    def __init__(self, code: str, what: str) -> None:
        """Keep a stable code, and the part of the sentence after "Row 3, column quantity: "."""
        super().__init__(what)
        self.code = code
        self.what = what


class TableErrors(Refusal):
    """A file was refused as a whole; nothing of it was kept.

    `errors` are the faults in file order; `fields["errors"]` are the same as plain dicts for JSON.
    """

    code = "file_refused"
    sentence = "{first} {more}Nothing of this file was imported."

    def __init__(self, errors: Sequence[CellError]) -> None:
        """Take at least one fault; the refusal's own sentence quotes the first."""
        assert errors, "a file is refused for a reason"
        others = len(errors) - 1
        super().__init__(
            first=errors[0].sentence,
            more=f"{others} more faults are listed below it. "
            if others > 1
            else "1 more fault is listed below it. "
            if others
            else "",
            errors=[asdict(error) for error in errors],
        )
        self.errors = tuple(errors)


def excerpt(value: str) -> str:
    """Cut a value to 40 characters for a sentence, unprintable ones written as escapes."""
    shown = "".join(
        c if c.isprintable() else f"\\x{ord(c):02x}" for c in value[: EXCERPT_CHARS + 1]
    )
    return shown if len(shown) <= EXCERPT_CHARS else shown[:EXCERPT_CHARS] + "…"


def cell_error(row: int, column: str, value: str, code: str, what: str) -> CellError:
    """Put row and column before what is wrong there."""
    shown = column if column.startswith("column ") else f"column {column}"
    return CellError(row, column, excerpt(value), code, f"Row {row}, {shown}: {what}")
