"""What the page of carton types is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from warehouse.cartons.rules import Limits, Service
from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class CartonTypeRow:
    """One carton type; millimetres and grams."""

    type_id: int
    code: str
    length_mm: int
    width_mm: int
    height_mm: int
    tare_g: int
    most_g: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class CartonTypesDesk:
    """The site's carton types, limits and services, and the form as it was typed."""

    template: ClassVar[str] = "cartons/types.html"
    types: list[CartonTypeRow]
    limits: Limits
    services: tuple[Service, ...]
    habits: int
    """Contents for which packers chose otherwise than was suggested."""
    typed: dict[str, str]
    signal: Signal | None
