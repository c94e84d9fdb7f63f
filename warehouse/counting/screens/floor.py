"""The counter's screens: what to count, and the one thing to do now. No expected number in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from warehouse.counting.rules.draft import Step
from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class CountCard:
    """One count that the counter may take."""

    task_id: int
    bin_code: str
    zone_name: str
    reasons: str
    state: str
    asked_at: datetime
    is_mine: bool
    event_id: str


@dataclass(frozen=True, slots=True)
class CountList:
    """What there is to count: one's own first, then what the floor asked for, then the plan."""

    template: ClassVar[str] = "counting/tasks.html"
    tasks: list[CountCard]
    waiting: int
    """How many counts wait in all."""
    signal: Signal | None
    event_id: str
    codes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CountedRow:
    """What the counter has said of one item and lot: his own number, no other."""

    item_id: int
    name: str
    sku: str
    lot: str
    units: int
    is_settled: bool
    picture: str | None
    is_serial: bool = False


@dataclass(frozen=True, slots=True)
class CountScreen:
    """One step of a count. `step` says which part of the template speaks."""

    template: ClassVar[str] = "counting/count.html"
    task_id: int
    bin_code: str
    zone_name: str
    step: Step
    seen: int
    """The ledger position that this screen stands for; it comes back with what is done on it."""
    is_recount: bool
    rows: list[CountedRow]
    current: CountedRow | None
    awaits: str
    """The item whose lot or serial is asked for."""
    awaits_serial: bool
    packs: list[tuple[str, int]]
    """Larger packs of the current item: name and base units, the largest first."""
    unknown: list[str]
    absent: list[tuple[int, str]]
    """Items that nobody has said anything of: id and name, never how many."""
    signal: Signal | None
    event_ids: tuple[str, ...]
    codes: list[tuple[str, str]]
    offline: dict[str, object] = field(default_factory=dict)
    """The count as the device goes on with it, where the network is away."""

    @property
    def offline_json(self) -> str:
        """The count for the device, as the text of an attribute."""
        return json.dumps(self.offline, sort_keys=True)
