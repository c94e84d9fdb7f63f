"""A file as a table: which row is the header, which cells are whose, and what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from warehouse.kernel.tabular.decoding import ByteFault, decode
from warehouse.kernel.tabular.quotes import find_quote_fault
from warehouse.kernel.tabular.refusals import CellError, TableErrors, cell_error

Delimiter = Literal["auto", "tab", "comma", "semicolon"]
SIGNS: Mapping[str, str] = {"tab": "\t", "comma": ",", "semicolon": ";"}
MAX_BYTES = 50_000_000
MAX_CELL_CHARS = 10_000
MAX_ROWS = 500_000
MAX_COLUMNS = 1_000
MAX_HEADER_CHARS = 100_000
MAX_ERRORS = 200
HEADER_WITHIN_ROWS = 10
BLANKS = " \t\u00a0\u3000"

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_SEEN = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "vertical bars"}
_Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header. `cells` maps column to text exactly as in the file.

    `number` counts from 1 as a spreadsheet does: header, skipped and blank rows included, and a
    quoted cell with line breaks inside is still one row.
    """

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell without blanks around it; "" where the file lacks the column or cell."""
        return self.cells.get(column, "").strip(BLANKS)


@dataclass(frozen=True, slots=True)
class Table:
    """A file read. `header` has the columns in file order, known ones under their known names."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


def read_table(
    raw: bytes,
    *,
    delimiter: Delimiter,
    required: Sequence[str],
    optional: Sequence[str] = (),
    skip: Callable[[Sequence[str]], bool] = lambda _cells: False,
) -> Table:
    """Split a file into rows under named columns.

    Column names are matched without regard to case and runs of blanks; columns of other names are
    kept in each row as they are, and mean nothing. Rows above the header (a `TemplateType=` line,
    a header in the seller's language, blank rows) are passed over, as are blank rows below it.
    Tab files have no quoting: a quotation mark is a letter of the text. Comma and semicolon files
    are quoted as in RFC 4180.

    Args:
        raw: The file's bytes; UTF-8, Shift_JIS or cp1252, as `decode` tells them apart.
        delimiter: What must separate the cells; "auto" takes whichever shows the most columns.
        required: Columns that the header must have, and that every row must reach.
        optional: Further columns that have a meaning.
        skip: Says of a row's cells that it is a footer or the like, and not to be read.

    Raises:
        TableErrors: The file is too large, empty, not text, separated otherwise, lacks or doubles
            a column, has an open quote, a cell beyond 10,000 characters, a row with too many or
            too few cells, or is cut off. Faults of single rows come together, up to 200.
    """
    assert required, "a table without a required column could be any file"
    text, encoding = _text_of(raw, required)
    known = (*required, *optional)
    sign = _sign_of(text, delimiter, required, known)
    records = list(_records(text, sign))
    at = _header_index(records, known)
    header = _checked_header(records[at], required, known)
    ends_clean = text.endswith(("\r", "\n"))
    rows, errors = _checked_rows(records[at + 1 :], header, required, skip, ends_clean=ends_clean)
    if errors:
        raise TableErrors(errors)
    return Table(tuple(header), tuple(rows), encoding, sign)


def header_names(raw: bytes, *, delimiter: Delimiter, known: Sequence[str]) -> frozenset[str]:
    """Return which of the known columns the likeliest header row has, to tell formats apart.

    Raises:
        TableErrors: The file is too large, empty or not text.
    """
    text, _ = _text_of(raw, known)
    signs = list(SIGNS.values()) if delimiter == "auto" else [SIGNS[delimiter]]
    found = (
        frozenset(_names(line.split(sign), known)) & frozenset(known)
        for sign in signs
        for _, line in _first_lines(text)
    )
    return max(found, key=len, default=frozenset())


def read_cells(raw: bytes, *, delimiter: Delimiter, wanted: str) -> list[tuple[int, list[str]]]:
    """Return each row's number and cells, for a file that is no table from its first row on.

    `wanted` is what the first row should hold, for the sentence about an empty file.

    Raises:
        TableErrors: The file is too large, empty, not text or wrongly quoted.
    """
    text, _ = _text_of(raw, (wanted,))
    return list(_records(text, SIGNS[delimiter]))


def normal(name: str) -> str:
    """Return a column name as names are compared: no case, single blanks, no quotes around it."""
    return " ".join(name.replace("\u00a0", " ").strip('" \t').casefold().split())


def _text_of(raw: bytes, wanted: Sequence[str]) -> tuple[str, str]:
    first = wanted[0] if wanted else "column 1"
    if len(raw) > MAX_BYTES:
        what = f"the file is larger than {MAX_BYTES // 1_000_000} MB. Split it into smaller files."
        raise TableErrors([cell_error(1, first, "", "file_too_large", what)])
    try:
        text, encoding = decode(raw)
    except ByteFault as fault:
        raise TableErrors([_byte_error(raw, fault)]) from fault
    if not text.strip(BLANKS + "\r\n"):
        what = "the file is empty. Its header should begin here; export it again."
        raise TableErrors([cell_error(1, first, "", "empty_file", what)])
    return text, encoding


def _byte_error(raw: bytes, fault: ByteFault) -> CellError:
    """Name the row and column of a bad byte, counted on the bytes as no text exists yet."""
    # Latin-1 gives every byte a letter, so rows and cells can be counted whatever they mean.
    before = raw[: fault.offset].decode("latin-1")
    head = [line for _, line in _first_lines(raw[:100_000].decode("latin-1"))]
    sign = max(SIGNS.values(), key=lambda sign: max(line.count(sign) for line in head))
    header = max(head, key=lambda line: line.count(sign)).removeprefix("ï»¿").split(sign)
    lines = re.split(r"\r\n|\r|\n", before)
    cell = lines[-1].count(sign)
    name = header[cell].strip('" ') if cell < len(header) else ""
    column = name if name.isascii() and name.isprintable() and name else f"column {cell + 1}"
    value = lines[-1].rsplit(sign, 1)[-1]
    return cell_error(len(lines), column, value, fault.code, fault.what)


def _first_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, found in enumerate(_LINE.finditer(text), start=1):
        yield number, found[1][:MAX_HEADER_CHARS]
        if number >= HEADER_WITHIN_ROWS or found.end() == len(text):
            return


def _sign_of(text: str, delimiter: Delimiter, required: Sequence[str], known: Sequence[str]) -> str:
    """Choose the separating sign, or refuse a file that is plainly separated by another."""
    hits = {
        sign: max((_hits(line.split(sign), known), -number) for number, line in _first_lines(text))
        for sign in _SEEN
    }
    best = max(hits, key=lambda sign: hits[sign][0])
    if delimiter == "auto" and best in SIGNS.values():
        return best
    wanted = SIGNS["comma" if delimiter == "auto" else delimiter]
    if hits[best][0] > max(hits[wanted][0], 1):
        what = (
            f"the cells are separated by {_SEEN[best]}, but this file must be separated by "
            f"{_SEEN[wanted]}. Save or export it with {_SEEN[wanted]} and import it again."
        )
        row = -hits[best][1]
        raise TableErrors([cell_error(row, required[0], "", "wrong_delimiter", what)])
    return wanted


def _names(cells: Sequence[str], known: Sequence[str]) -> list[str]:
    by_normal = {normal(name): name for name in known}
    return [by_normal.get(normal(cell), cell.strip(BLANKS)) for cell in cells]


def _hits(cells: Sequence[str], known: Sequence[str]) -> int:
    return len(set(_names(cells, known)) & set(known))


def _records(text: str, sign: str) -> Iterator[_Record]:
    split = _tab_records(text) if sign == "\t" else _quoted_records(text, sign)
    for number, cells in split:
        if number > MAX_ROWS:
            what = f"the file has more than {MAX_ROWS:,} rows. Split it into smaller files."
            raise TableErrors([cell_error(number, "column 1", "", "too_many_rows", what)])
        yield number, cells


def _tab_records(text: str) -> Iterator[_Record]:
    for number, found in enumerate(_LINE.finditer(text), start=1):
        if found[0]:
            yield number, found[1].split("\t", MAX_COLUMNS)


def _quoted_records(text: str, sign: str) -> Iterator[_Record]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=sign, strict=True)
    number, header, line = 0, [""], 0
    while True:
        number, line = number + 1, reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = find_quote_fault(text, sign, after_lines=line, longest=MAX_CELL_CHARS)
            known = fault.cell < len(header) and header[fault.cell].strip(BLANKS)
            column = known or f"column {fault.cell + 1}"
            found = cell_error(number, column, fault.value, fault.code, fault.what)
            raise TableErrors([found]) from error
        if number <= HEADER_WITHIN_ROWS and len(cells) > len(header):
            header = cells
        yield number, cells


def _header_index(records: Sequence[_Record], known: Sequence[str]) -> int:
    head = records[:HEADER_WITHIN_ROWS]
    return max(range(len(head)), key=lambda at: (_hits(head[at][1], known), -at))


def _checked_header(record: _Record, required: Sequence[str], known: Sequence[str]) -> list[str]:
    number, cells = record
    header = _names(cells, known)
    while header and not header[-1]:
        header.pop()
    errors = [
        cell_error(
            number,
            name,
            "",
            "missing_column",
            "this column is missing from the header. Export the file again with this column.",
        )
        for name in required
        if name not in header
    ]
    seen: dict[str, int] = {}
    for at, name in enumerate(header, start=1):
        if name in seen and name in known:
            what = f"the header names this column twice, as column {seen[name]} and column {at}. "
            what += "Remove one of them."
            errors.append(cell_error(number, name, name, "doubled_column", what))
        seen.setdefault(name, at)
    if errors:
        raise TableErrors(errors[:MAX_ERRORS])
    return header


def _checked_rows(
    records: Sequence[_Record],
    header: Sequence[str],
    required: Sequence[str],
    skip: Callable[[Sequence[str]], bool],
    *,
    ends_clean: bool,
) -> tuple[list[Row], list[CellError]]:
    """Match cells to columns. `ends_clean` says that the file's last line is ended."""
    rows: list[Row] = []
    errors: list[CellError] = []
    reach = max((header.index(name) for name in required), default=0)
    filled = [
        (number, cells)
        for number, cells in records
        if any(cell.strip(BLANKS) for cell in cells) and not skip(cells)
    ]
    short_before_last = any(len(cells) < len(header) for _, cells in filled[:-1])
    for at, (number, cells) in enumerate(filled):
        may_be_cut = at == len(filled) - 1 and not ends_clean and not short_before_last
        error = _row_error(number, cells, header, reach, may_be_cut=may_be_cut)
        if error is None:
            rows.append(Row(number, _by_column(header, cells)))
        elif len(errors) < MAX_ERRORS:
            errors.append(error)
    return rows, errors


def _row_error(
    number: int, cells: Sequence[str], header: Sequence[str], reach: int, *, may_be_cut: bool
) -> CellError | None:
    for at, cell in enumerate(cells):
        if len(cell) > MAX_CELL_CHARS:
            column = header[at] if at < len(header) else f"column {at + 1}"
            what = f"the cell holds {len(cell):,} characters; {MAX_CELL_CHARS:,} are the most. "
            return cell_error(number, column, cell, "huge_cell", what + "Shorten or empty it.")
    extra = next((at for at in range(len(header), len(cells)) if cells[at].strip(BLANKS)), None)
    if extra is not None:
        what = (
            f"the row has more cells than the header, which ends with {header[-1]}. "
            "A cell holds the separating sign, or two rows run together; mend the row."
        )
        column = f"column {extra + 1}"
        return cell_error(number, column, cells[extra], "too_many_cells", what)
    if len(cells) <= reach or (may_be_cut and len(cells) < len(header)):
        what = (
            f"the row ends before this column, after {len(cells)} of {len(header)} cells: "
            "the file is cut off or the row is broken. Export it again."
        )
        return cell_error(number, header[len(cells)], cells[-1], "cut_off", what)
    return None


def _by_column(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Map columns to cells; of unknown columns with one name, the first counts."""
    found: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if name:
            found.setdefault(name, cell)
    return found
