"""Kits: lines that the channel knows, taken apart into the component lines that are picked.

The kit's own line counts kits, ordered and cancelled, and has no item, so that the floor passes it
over. Its components are lines like any others, whose units follow it: nothing else changes them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from warehouse.catalog.queries import parts_of_kits
from warehouse.catalog.rules import kits_begun, whole_kits
from warehouse.catalog.screens import PartRow
from warehouse.ledger.queries.promises import Promised
from warehouse.orders.models import OrderLine
from warehouse.orders.service.shipped import shipped_units


def say_item(line: OrderLine, item_id: int | None, kits: Collection[int]) -> None:
    """Say what a line's SKU means here: an item, one of the given kits, or nothing yet."""
    is_kit = item_id in kits
    line.item_id = None if is_kit else item_id
    line.kit_id = item_id if is_kit else None


def parts_of(lines: Sequence[OrderLine], kit_line_id: int) -> list[OrderLine]:
    """Return the component lines of a kit's line."""
    return [line for line in lines if line.kit_line_id == kit_line_id]


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
    heads = [line for line in lines if line.kit_id is not None]
    for head in heads:
        parts = parts_of(every, head.id)
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
    cancelled = [head.cancelled_units * (part.units_per_kit or 0) for part in parts]
    falls = any(n > part.cancelled_units for n, part in zip(cancelled, parts, strict=True))
    known = [part.id for part in parts if part.id is not None]
    shipped = shipped_units(session, known) if falls and known else {}
    for units, part in zip(cancelled, parts, strict=True):
        part.ordered_units = head.ordered_units * (part.units_per_kit or 0)
        part.cancelled_units = min(units, part.ordered_units - shipped.get(part.id, 0))


def let_go(lines: Sequence[OrderLine], kit_line_id: int) -> None:
    """Want none of a kit's components any more, because the line means something else now."""
    for part in parts_of(lines, kit_line_id):
        part.ordered_units = part.cancelled_units = 0
        part.kit_line_id = part.units_per_kit = None


def with_kits(
    lines: Sequence[OrderLine], promises: Mapping[int, Promised], shipped: Mapping[int, int]
) -> tuple[dict[int, Promised], dict[int, int]]:
    """Add to lines' figures those of their kits, in kits.

    A kit has left when all of its components have. It is taken, or promised, as soon as one
    component is: then it cannot be given up as if nobody had touched it.
    """
    of_lines, of_shipped = dict(promises), dict(shipped)
    for head in lines:
        if head.kit_id is None:
            continue
        parts = parts_of(lines, head.id)
        gone = whole_kits((shipped.get(part.id, 0), part.units_per_kit or 1) for part in parts)
        has = [(promises.get(p.id, Promised()), shipped.get(p.id, 0), p) for p in parts]
        taken = kits_begun(
            (one.taken_units, part.units_per_kit or 1)
            for one, left, part in has
            if one.taken_units > left
        )
        begun = kits_begun(
            (one.taken_units + one.open_units, part.units_per_kit or 1)
            for one, left, part in has
            if one.taken_units + one.open_units > left
        )
        taken = max(taken, gone)
        of_lines[head.id] = Promised(open_units=max(begun - taken, 0), taken_units=taken)
        of_shipped[head.id] = gone
    return of_lines, of_shipped
