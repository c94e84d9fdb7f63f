"""What `warehouse scan` does to its lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from warehouse.scanning.errors import NotAJsonString
from warehouse.scanning.rules.reading import parse
from warehouse.scanning.rules.scan import Kind, Scan


def scan_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answer each line, a JSON string, with one line of JSON, and stop at none.

    Args:
        lines: As a file gives them, with or without their line ends. Not from
            `str.splitlines()`, which also cuts at characters that a JSON string may hold.

    Yields:
        A JSON object in ASCII without a line end: `Scan.as_json`.
    """
    for line in lines:
        yield json.dumps(_answer(line).as_json())


def _answer(line: str) -> Scan:
    line = line.rstrip("\r\n").removeprefix("\ufeff")
    try:
        text = json.loads(line)
    except (ValueError, RecursionError):
        text = None
    if not isinstance(text, str):
        return Scan(line, Kind.UNKNOWN, error=NotAJsonString(scanned=line))
    return parse(text)
