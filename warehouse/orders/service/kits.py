"""Kits: lines that the channel knows, taken apart into the component lines that are picked.

The kit's own line counts kits, ordered and cancelled, and has no item, so that the floor passes it
over. Its components are lines like any others, whose units follow it: nothing else changes them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from warehouse.catalog.queries import parts_of_kits
from warehouse.catalog.rules import kits_begun
from warehouse.catalog.screens import PartRow
from warehouse.ledger.queries.promises import Promised, promised
from warehouse.orders.loading import kits_among, made_whole, shipped_units
from warehouse.orders.models import OrderLine


def say_item(line: OrderLine, item_id: int | None, kits: Collection[int]) -> None:
    """Say what a line's SKU means here: an item, one of the given kits, or nothing yet."""
    is_kit = item_id in kits
    line.item_id = None if is_kit else item_id
    line.kit_id = item_id if is_kit else None


def take_apart(
    session: Session,
    lines: Sequence[OrderLine],
    kits: Mapping[int, tuple[PartRow, ...]] | None = None,
) -> list[OrderLine]:
    """Make an order's component lines want what its kits want; those of a new kit are made.

    What has left stays wanted, even if its kit was cancelled afterwards.

    Args:
        session: The transaction, under the site's turn.
        lines: All lines of the order.
        kits: What each kit is picked as, where that was read before.

    Returns:
        All lines of the order, the new ones last.
    """
    every = list(lines)
    heads, known_parts = [line for line in lines if line.kit_id is not None], kits_among(lines)
    for head in heads:
        parts = known_parts.get(head.id)
        if not parts:
            assert head.kit_id is not None, "only kits were chosen"
            known = kits if kits is not None else parts_of_kits(session, [head.kit_id])
            parts = [_part(every, head, part) for part in known[head.kit_id]]
            session.add_all(parts)
        _follow(session, head, parts)
    if heads:
        session.flush()
    return every


def _part(every: list[OrderLine], head: OrderLine, part: PartRow) -> OrderLine:
    """Make a component's line; one that belonged to the kit's line before is taken up again."""
    known_as = f"{head.channel_line_id}~{part.sku}"
    line = next((line for line in every if line.channel_line_id == known_as), None)
    if line is None:
        line = OrderLine(
            order_id=head.order_id, channel_line_id=known_as, sku=part.sku, title=part.name,
            item_id=part.item_id, ordered_units=0, cancelled_units=0,
        )  # fmt: skip
        every.append(line)
    line.kit_line_id, line.units_per_kit = head.id, part.units
    return line


def _follow(session: Session, head: OrderLine, parts: Sequence[OrderLine]) -> None:
    cancelled = [head.cancelled_units * part.per_kit for part in parts]
    falls = any(n > part.cancelled_units for n, part in zip(cancelled, parts, strict=True))
    known = [part.id for part in parts if part.id is not None]
    shipped = shipped_units(session, known) if falls and known else {}
    for units, part in zip(cancelled, parts, strict=True):
        part.ordered_units = head.ordered_units * part.per_kit
        part.cancelled_units = min(units, part.ordered_units - shipped.get(part.id, 0))


def let_go(lines: Sequence[OrderLine], kit_line_id: int) -> None:
    """Want none of a kit's components any more, because the line means something else now."""
    for part in kits_among(lines).get(kit_line_id, ()):
        part.ordered_units = part.cancelled_units = 0
        part.kit_line_id = part.units_per_kit = None


def figures_of(
    session: Session, lines: Sequence[OrderLine]
) -> tuple[dict[int, Promised], dict[int, int]]:
    """Return what lines were promised, and how much of each has left; of a kit, in kits.

    A kit has left when all of its components have. It is taken, or promised, as soon as one
    component is: then it cannot be given up as if nobody had touched it.

    Args:
        lines: All lines of an order.
    """
    ids = [line.id for line in lines]
    promises, shipped = promised(session, ids), shipped_units(session, ids)
    for head_id, parts in kits_among(lines).items():
        gone = made_whole(parts, lambda part: shipped.get(part.id, 0))
        has = [(promises.get(p.id, Promised()), shipped.get(p.id, 0), p.per_kit) for p in parts]
        taken = kits_begun((p.taken_units, per) for p, left, per in has if p.taken_units > left)
        begun = kits_begun((p.given_units, per) for p, left, per in has if p.given_units > left)
        taken = max(taken, gone)
        promises[head_id] = Promised(open_units=max(begun - taken, 0), taken_units=taken)
        shipped[head_id] = gone
    return promises, shipped
