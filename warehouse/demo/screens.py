"""The demo's page for whoever sees the warehouse for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from warehouse.demo.crew import DemoBadge


@dataclass(frozen=True, slots=True)
class StartScreen:
    """What to do in five steps, and whom to play."""

    template: ClassVar[str] = "demo/start.html"
    badges: tuple[DemoBadge, ...]
    tasks: int
    """Pick tasks that nobody has taken yet."""
    open_orders: int
    """Orders that a supervisor can release."""
    address: str
    is_here_only: bool
    """Whether the address leads a phone to itself instead of to this machine."""
