"""Two lists of balances side by side, and what is said where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

EVENTS_NAMED = 20
MOST_DIFFERENCES = 200


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison came to; `sentences` name the differences and what explains them."""

    pos: int
    compared: int
    differences: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One balance as one side has it, or as both have it once they are merged."""

    key: tuple[int, int, int]
    place: str
    sku: str
    lot: str
    ours: float = 0
    theirs: float = 0


def merged(ours: Iterator[Side], theirs: Iterator[Side]) -> Iterator[Side]:
    """Bring two lists in order of key together; neither is held in memory as a whole."""
    here, there = next(ours, None), next(theirs, None)
    while here is not None or there is not None:
        if there is None or (here is not None and here.key < there.key):
            assert here is not None, "one of the two is there"
            yield here
            here = next(ours, None)
        elif here is None or there.key < here.key:
            yield there
            there = next(theirs, None)
        else:
            yield replace(here, theirs=there.theirs)
            here, there = next(ours, None), next(theirs, None)


def difference_words(  # noqa: PLR0913 - both sides, and what explains them
    side: Side,
    ours: Mapping[int, tuple[str, float]],
    theirs: Mapping[int, tuple[str, float]],
    odd: Sequence[int],
    left_out: Mapping[int, str],
    *,
    own: float = 0,
) -> str:
    """Say which balance differs, by how much, and which events explain it.

    Args:
        ours: Position → kind and units of the events that moved it here.
        theirs: The same over there.
        odd: Positions that are not the same on both sides.
        left_out: Position → why the event was skipped, where it was.
        own: Units that moved over there without any event of ours.
    """
    lot = f" ({side.lot})" if side.lot else ""
    place = side.place[:1].upper() + side.place[1:]
    head = f"{place}, {side.sku}{lot}: {side.ours} here, {side.theirs} there."
    others = f" Moves of its own over there: {own:+}." if own else ""
    if not odd:
        same = " The events are the same on both sides: a balance is wrong."
        return f"{head}{others or same}"
    named = []
    for pos in odd[:EVENTS_NAMED]:
        kind, here = ours.get(pos, theirs.get(pos, ("", 0)))[0], ours.get(pos, ("", 0))[1]
        there = theirs.get(pos, ("", 0))[1]
        why = f", skipped: {left_out[pos].rstrip(chr(46))}" if left_out.get(pos) else ""
        named.append(f"Event {pos} ({kind}) moves {here:+} here and {there:+} there{why}")
    more = f"; and {len(odd) - EVENTS_NAMED} more" if len(odd) > EVENTS_NAMED else ""
    return f"{head} {'; '.join(named)}{more}.{others}"
