"""The description of a route: read by the guard, the reader of requests and the document alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warehouse.kernel.errors import Refusal

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of the API and one method."""

    name: str
    method: str
    path: str
    """As werkzeug writes it, without the prefix; `<site>` is a site of the token."""
    tag: str
    scope: str
    about: str
    """First line: what it does; the rest: what to know."""
    query: Any
    body: Any
    answers: Any
    refusals: tuple[type[Refusal], ...]
    is_bulk: bool
    """Whether it takes long bodies, as many as come: a ledger that catches up after a week."""

    @property
    def summary(self) -> str:
        """What it does, in a line."""
        return self.about.partition("\n")[0]

    @property
    def details(self) -> str:
        """What to know besides."""
        return " ".join(self.about.partition("\n")[2].split())
