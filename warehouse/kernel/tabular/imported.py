"""What is told of a file that was taken in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many things of a file were made, changed, and found as they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
