"""What a person is told after doing something: the word, colour, icon and sound go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Signal:
    """`kind` is accepted, refused, look (read the screen) or late (refused after the fact)."""

    kind: str
    title: str
    sentence: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Signal:
        """Read a signal from an event's stored answer."""
        return cls(told["signal"], told["title"], told.get("sentence", ""))


def refused(error: Refusal) -> dict[str, Any]:
    """Say no: the answer that is stored with a refused event and shown on every retry."""
    told = {
        "signal": "look" if error.status == 409 else "refused",
        "title": error.code.replace("_", " ").capitalize(),
        "sentence": str(error),
        "code": error.code,
        "status": error.status,
    }
    return told | {"stops": True} if error.stops else told
