"""Which orders ride together: a wave's trips, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.kernel.slots import MOST_SLOTS
from warehouse.routing.rules.survey import Survey

URGENT = re.compile(r"\b(same|next|second|two|2|1)[ -]?day\b|expedited|express|priority|overnight",
                    re.IGNORECASE)  # fmt: skip
WALKING_CM_S = 110
"""A person who reads screens and steps round others; 1.3 m/s is free walking."""
SECONDS_A_TRIP = 90  # totes are fetched, and put down
SECONDS_A_STOP = 9  # bin and item are looked for and scanned, the tote too
SECONDS_A_PIECE = 2
PLANNING_SECONDS = 1.0
"""How long carts are planned for at most: a supervisor waits for the preview."""
MANY_ORDERS = 200
"""From so many orders on all that time is used; few need less."""
WHOLE = 840_000
"""A whole trip, in parts that divide well by small caps."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One order that could be released, with what it would bring onto the floor.

    Attributes:
        bins: The bins of its stops, one for each bin and lot.
        zones: The zones of these stops, in the same order.
        weight_g, volume_ml: Of the allocated units, as far as the items' figures are known.
    """

    order_id: int
    ref: str
    channel: str
    ship_by: datetime | None
    service_level: str
    units: int
    weight_g: int
    volume_ml: int
    bins: tuple[int, ...]
    zones: tuple[int, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether its service level promises speed."""
        return bool(URGENT.search(self.service_level))

    @property
    def is_single(self) -> bool:
        """Whether it is one piece alone."""
        return self.units == 1


@dataclass(frozen=True, slots=True)
class Caps:
    """What one trip may carry at most; None is no limit."""

    slots: int = MOST_SLOTS
    lines: int | None = None
    units: int | None = None
    weight_g: int | None = None
    volume_ml: int | None = None

    def share(self, order: Waiting) -> int:
        """Return which part of a trip an order takes, in parts of `WHOLE`: as its scarcest says.

        Orders whose shares fit together are within every cap. Where one lacks slots and another
        weight, a trip could have taken a little more.
        """
        limits = (self.slots, self.lines, self.units, self.weight_g, self.volume_ml)
        pairs = zip(limits, _amounts(order), strict=True)
        parts = (-(-amount * WHOLE // max(most, 1)) for most, amount in pairs if most is not None)
        return min(max(parts), WHOLE)


@dataclass(frozen=True, slots=True)
class Trips:
    """What a release comes to."""

    orders: int
    trips: int
    lines: int
    units: int
    weight_g: int
    volume_ml: int
    metres: int
    minutes: int


def _amounts(order: Waiting) -> tuple[int, ...]:
    return 1, len(order.bins), order.units, order.weight_g, order.volume_ml


def fill_carts(orders: Iterable[Waiting], caps: Caps, survey: Survey) -> list[list[Waiting]]:
    """Return the orders that ride together, in the order of their walks.

    Urgent orders never ride with others; orders of one piece ride among themselves, as the
    packer's fast lane takes them. Within that the carts are those that walk little in sum, and
    the cart with what must ship first goes first. An order that is above a cap by itself rides
    alone.
    """
    groups: dict[tuple[bool, bool], list[Waiting]] = {}
    for order in orders:
        groups.setdefault((not order.is_urgent, order.is_single), []).append(order)
    planned_for = PLANNING_SECONDS / max(sum(map(len, groups.values())), MANY_ORDERS)
    carts: list[list[Waiting]] = []
    for _, waiting in sorted(groups.items()):
        loads = [(order.bins, caps.share(order)) for order in waiting]
        planned = survey.carts(loads, WHOLE, seconds=planned_for * len(waiting))
        carts += [[waiting[index] for index in cart] for cart in planned]
    return carts


def by_zone(order: Waiting) -> list[list[int]]:
    """Return the bins of an order's stops, a list for each of its zones."""
    found: dict[int, list[int]] = {}
    for zone, place_id in zip(order.zones, order.bins, strict=True):
        found.setdefault(zone, []).append(place_id)
    return list(found.values())


def sum_up(orders: Sequence[Waiting], walks: Sequence[Sequence[int]], survey: Survey) -> Trips:
    """Return the figures of a release: its orders, and the bins of each of its trips."""
    lines = sum(len(walk) for walk in walks)
    units = sum(order.units for order in orders)
    walked_cm = sum(survey.length_cm(walk) for walk in walks)
    seconds = (
        walked_cm / WALKING_CM_S
        + len(walks) * SECONDS_A_TRIP
        + lines * SECONDS_A_STOP
        + units * SECONDS_A_PIECE
    )
    return Trips(
        orders=len(orders),
        trips=len(walks),
        lines=lines,
        units=units,
        weight_g=sum(order.weight_g for order in orders),
        volume_ml=sum(order.volume_ml for order in orders),
        metres=round(walked_cm / 100),
        minutes=-(-int(seconds) // 60),
    )


def is_due(order: Waiting, now: datetime, within: timedelta | None) -> bool:
    """Tell whether an order must ship within a time; orders without a date always may go."""
    return within is None or order.ship_by is None or order.ship_by <= now + within


def goes_with(order: Waiting, service_word: str) -> bool:
    """Tell whether an order's service level says a carrier's word; the empty one takes all."""
    return service_word.lower() in order.service_level.lower()
