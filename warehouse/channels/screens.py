"""The desk's pages about files: what each template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from warehouse.kernel.tabular import CellError


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order of the file that waits for a repair, and why."""

    order_id: int
    ref: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file's orders, each counted once."""

    new: int
    changed: int
    unchanged: int
    passed_over: int
    allocated_units: int
    waiting: tuple[WaitingOrder, ...]


@dataclass(frozen=True, slots=True)
class UploadScreen:
    """The form for a file of orders, with what became of the last one.

    `channels` are (name, label). A refused file has `errors`, each with its row and column.
    """

    template: ClassVar[str] = "channels/upload.html"
    channels: tuple[tuple[str, str], ...]
    channel: str = ""
    file_name: str = ""
    result: ImportResult | None = None
    refusal: str | None = None
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file that was made for a channel."""

    file_id: int
    channel: str
    tells: str
    made_at: str
    shipments: int
    size: int


@dataclass(frozen=True, slots=True)
class FilesScreen:
    """The files that were made, newest first, and how much waits to be told."""

    template: ClassVar[str] = "channels/files.html"
    rows: tuple[FileRow, ...]
    untold: int
    notices: int
    done: str = ""
    refusal: str | None = None
