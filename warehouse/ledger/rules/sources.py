"""Which bins give what an order line wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Rotation(StrEnum):
    """Which lot goes first. Expired lots never go."""

    FEFO = "fefo"
    FIFO = "fifo"
    ANY = "any"


class Choice(StrEnum):
    """Which of several bins with equally good lots gives."""

    FEW_STOPS = "few_stops"
    CLEAR_BINS = "clear_bins"
    NEAREST = "nearest"
    WHOLE_PACKS = "whole_packs"
    LOOSE_FIRST = "loose_first"


class Reserve(StrEnum):
    """What reserve bins (those that are no pick face) give."""

    LAST = "last"
    WHOLE_PACKS = "whole_packs"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Policy:
    """How an item's stock is given; zones may choose among their own bins in another way.

    Attributes:
        zone_turns: Zone id → its turn; zones give in rising order, those not named at turn 0.
        zone_choices: Zone id → the choice among its own bins.
        case_units: Base units of the item's largest pack, 1 where it has none.
        fresh_until: The last day on which a lot must still be good; None asks for today alone.
    """

    rotation: Rotation = Rotation.FEFO
    choice: Choice = Choice.FEW_STOPS
    reserve: Reserve = Reserve.LAST
    zone_turns: Mapping[int, int] = field(default_factory=dict)
    zone_choices: Mapping[int, Choice] = field(default_factory=dict)
    case_units: int = 1
    fresh_until: date | None = None

    @property
    def choices(self) -> set[Choice]:
        """All ways in which some bin may be chosen."""
        return {self.choice, *self.zone_choices.values()}

    @property
    def asks_for_packs(self) -> bool:
        """Whether it matters how many units a pack has."""
        by_pack = {Choice.WHOLE_PACKS, Choice.LOOSE_FIRST} & self.choices
        return bool(by_pack) or self.reserve is Reserve.WHOLE_PACKS


@dataclass(frozen=True, slots=True)
class Source:
    """A bin's stock of one lot that an order line could be given; its spot in centimetres."""

    place_id: int
    lot_id: int
    expires_on: date | None
    available: int
    zone_id: int = 0
    is_pick_face: bool = True
    spot: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Pin:
    """Units of one source, given to one demand."""

    place_id: int
    lot_id: int
    units: int


class _Giving:
    """One demand being served: what each source still has, and what it has given."""

    def __init__(self, wanted: int, policy: Policy, near: Iterable[tuple[int, int]]) -> None:
        self.left = wanted
        self.policy = policy
        self.near = list(near)
        self.given: dict[Source, int] = {}

    def has(self, source: Source) -> int:
        return source.available - self.given.get(source, 0)

    def give(self, source: Source, units: int) -> None:
        units = min(units, self.left, self.has(source))
        if units > 0:
            self.given[source] = self.given.get(source, 0) + units
            self.left -= units
            self.near.append(source.spot)

    def serve(self, sources: list[Source]) -> None:
        """Let bins with equally good lots give: by reserve, by zone, then by choice."""
        if self.policy.reserve is Reserve.WHOLE_PACKS and self.policy.case_units > 1:
            self.whole_packs([one for one in sources if not one.is_pick_face])
        tiers: dict[tuple[bool, int, int], list[Source]] = {}
        for source in sources:
            last = self.policy.reserve is not Reserve.ALIKE and not source.is_pick_face
            turn = self.policy.zone_turns.get(source.zone_id, 0)
            # Zones that share a turn and a choice are one; another choice needs its own tier.
            own = source.zone_id if source.zone_id in self.policy.zone_choices else 0
            tiers.setdefault((last, turn, own), []).append(source)
        for tier in sorted(tiers):
            choice = self.policy.zone_choices.get(tier[2], self.policy.choice)
            self.choose(tiers[tier], choice)

    def choose(self, sources: list[Source], choice: Choice) -> None:
        if choice is Choice.CLEAR_BINS:
            for source in sorted(sources, key=lambda one: (self.has(one), one.place_id)):
                self.give(source, self.left)
        elif choice is Choice.NEAREST:
            self.nearest(sources)
        elif choice is Choice.WHOLE_PACKS and self.policy.case_units > 1:
            self.whole_packs(sources)
            self.loose(sources, at_least=self.left)
            self.few_stops(sources)
        elif choice is Choice.LOOSE_FIRST and self.policy.case_units > 1:
            self.loose(sources, at_least=1)
            self.few_stops(sources)
        else:
            self.few_stops(sources)

    def few_stops(self, sources: list[Source]) -> None:
        """Let the emptiest bin that suffices give; where none does, the fullest first."""
        bins = sorted(sources, key=lambda one: (self.has(one), one.place_id))
        while self.left > 0 and bins:
            enough = next((one for one in bins if self.has(one) >= self.left), bins[-1])
            bins.remove(enough)
            self.give(enough, self.left)

    def nearest(self, sources: list[Source]) -> None:
        """Let the bin give next that is nearest to any stop of the tour so far."""
        bins = sorted(sources, key=lambda one: one.place_id)
        while self.left > 0 and bins:
            closest = min(bins, key=self.detour)
            bins.remove(closest)
            self.give(closest, self.left)

    def detour(self, source: Source) -> int:
        x, y = source.spot
        return min((abs(x - to_x) + abs(y - to_y) for to_x, to_y in self.near), default=0)

    def whole_packs(self, sources: list[Source]) -> None:
        """Give whole packs only: the bin with most of them first, and with the rest if it can."""
        case = self.policy.case_units
        rest = self.left % case

        def key(one: Source) -> tuple[int, bool, int]:
            packs, loose = divmod(self.has(one), case)
            return -packs, loose < rest, one.place_id

        for source in sorted(sources, key=key):
            packs = min(self.left // case, self.has(source) // case)
            self.give(source, packs * case)

    def loose(self, sources: list[Source], *, at_least: int) -> None:
        """Give loose units only, from bins with enough: those that give anyway, then the fewest."""
        case = self.policy.case_units

        def key(one: Source) -> tuple[bool, int, int]:
            return one not in self.given, self.has(one) % case, one.place_id

        for source in sorted(sources, key=key):
            if self.left and self.has(source) % case >= at_least:
                self.give(source, self.has(source) % case)


def choose_sources(
    sources: Iterable[Source],
    wanted: int,
    *,
    today: date,
    policy: Policy | None = None,
    near: Iterable[tuple[int, int]] = (),
) -> list[Pin]:
    """Decide which bins give `wanted` base units; fewer come back where fewer are available.

    The rotation goes before everything else: a later lot gives only what the earlier ones lack.
    Lots are numbered as they arrive, so that the number orders them where no date does.

    Args:
        sources: What could be given.
        wanted: Base units.
        today: Lots that expire before give nothing.
        policy: The item's policy; FEFO with few stops where none is given.
        near: Spots of the tour so far, in centimetres, for the choice of the nearest bin.
    """
    policy = policy or Policy()
    good_on = max(today, policy.fresh_until or today)
    groups: dict[tuple[date, int], list[Source]] = {}
    for source in sources:
        if source.available > 0 and not (source.expires_on and source.expires_on < good_on):
            groups.setdefault(_rank(policy.rotation, source), []).append(source)
    giving = _Giving(wanted, policy, near)
    for rank in sorted(groups):
        giving.serve(groups[rank])
    return [Pin(one.place_id, one.lot_id, units) for one, units in giving.given.items()]


def why_not_instead(wanted: Source, found: Source, *, today: date, policy: Policy) -> str:
    """Say why a source may not give what another one was to give; "" where it may.

    Of two lots that expire on the same day, or never, either may go first; where the rotation
    is first in, first out, the order of their coming counts instead.
    """
    never = date.max
    ends, due = found.expires_on or never, wanted.expires_on or never
    fefo, fifo = policy.rotation is Rotation.FEFO, policy.rotation is Rotation.FIFO
    is_reserve = wanted.is_pick_face and not found.is_pick_face
    reasons = (
        (ends < today, "it has expired"),
        (ends < (policy.fresh_until or today), "it is not good for long enough for this customer"),
        (fefo and ends > due, "the wanted lot expires first"),
        (fifo and found.lot_id > wanted.lot_id, "the wanted lot came first"),
        (is_reserve and policy.reserve is not Reserve.ALIKE, "it is a reserve bin"),
        (found.available <= 0, "what is there is promised to others or held"),
    )
    return next((why for is_so, why in reasons if is_so), "")


def _rank(rotation: Rotation, source: Source) -> tuple[date, int]:
    if rotation is Rotation.FEFO:
        return source.expires_on or date.max, source.lot_id
    return date.max, source.lot_id if rotation is Rotation.FIFO else 0
