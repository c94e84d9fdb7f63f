"""What the templates of printers are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from warehouse.printers.rules import PrinterForm
from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class PrinterRow:
    """One printer of the list."""

    printer_id: int
    code: str
    name: str
    media: str
    language: str
    dpi: int
    is_active: bool
    is_ready: bool
    condition: str
    heard_at: datetime | None
    via: str
    """Name of the print agent; "" where the server reaches it."""
    waiting: int
    documents: tuple[str, ...]
    """What it prints for the whole site."""


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One print agent."""

    agent_id: int
    name: str
    made_at: datetime
    seen_at: datetime | None
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class PrintersDesk:
    """The list of printers, and of the agents that reach some of them."""

    template: ClassVar[str] = "printers/desk.html"
    printers: list[PrinterRow]
    agents: list[AgentRow]
    failed: int
    may_change: bool
    here: dict[str, str]
    """What this device prints where, by its own choice: document → printer."""
    token: str
    """A new agent's token, shown this once."""
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class PrinterScreen:
    """One printer as a form; `printer_id` is None for a new one."""

    template: ClassVar[str] = "printers/printer.html"
    printer_id: int | None
    form: PrinterForm
    agents: list[tuple[str, str]]
    refusal: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """One print job of the list."""

    job_id: int
    title: str
    document: str
    printer: str
    state: str
    pages: int
    sent: int
    attempts: int
    queued_at: datetime
    finished_at: datetime | None
    last_error: str
    reason: str
    asked_by: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in ("sent", "failed", "cancelled")

    @property
    def may_be_tried(self) -> bool:
        """Whether it may be tried at once, or cancelled."""
        return self.state in ("queued", "failed")


@dataclass(frozen=True, slots=True)
class JobsScreen:
    """A page of the site's print jobs, newest first."""

    template: ClassVar[str] = "printers/jobs.html"
    jobs: list[JobRow]
    state: str
    page: int
    has_more: bool
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class JobScreen:
    """One print job with its progress, and what can be done with it."""

    template: ClassVar[str] = "printers/job.html"
    job: JobRow
    printers: list[tuple[str, str]]
    signal: Signal | None
