"""What becomes of units that nobody has, and of an order whose trips are over."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.catalog.rules import kits_begun
from warehouse.ledger.queries.promises import Promised, promised
from warehouse.orders.errors import PartOfAKit
from warehouse.orders.loading import kits_among, load_lines, promised_kits
from warehouse.orders.models import CANCELLED, OPEN, PICKED, OrderLine
from warehouse.orders.service.kits import take_apart
from warehouse.orders.service.state import mark


def give_up(session: Session, line_id: int, units: int) -> tuple[int, int]:
    """Cancel up to `units` of a line that are neither picked nor promised.

    The caller holds the site's turn. Unlike a cancellation at the desk this may happen while the
    order is on the floor: what is picked or allocated is not touched. Of a component as many whole
    kits are cancelled as lack it; what their other components have is too much from then on.

    Returns:
        The line that the channel knows, and how many of it were cancelled.
    """
    line = session.get_one(OrderLine, line_id, populate_existing=True)
    given_up = min(units, _lacking(session, line))
    if line.kit_line_id is not None:
        head_id, given_up = in_kits(session, line_id, given_up)
        line = session.get_one(OrderLine, head_id, populate_existing=True)
    line.cancelled_units += given_up
    take_apart(session, load_lines(session, line.order_id))
    session.flush()
    return line.id, given_up


def in_kits(session: Session, line_id: int, units: int) -> tuple[int, int]:
    """Return the kit's line that a component belongs to, and how many kits lack so many units."""
    line = session.get_one(OrderLine, line_id, populate_existing=True)
    assert line.kit_line_id, "only a component is counted in kits"
    return line.kit_line_id, kits_begun([(units, line.per_kit)])


def lacking_units(session: Session, line_id: int) -> int:
    """Return the units of a line that are wanted, and neither picked nor promised."""
    return _lacking(session, session.get_one(OrderLine, line_id, populate_existing=True))


def whole_kits_of(session: Session, line_id: int) -> dict[int, int]:
    """Return component → units that go into the kits which no component is missing for.

    Args:
        line_id: One of the components; of a line that is none, nothing is returned.
    """
    line = session.get_one(OrderLine, line_id, populate_existing=True)
    if line.kit_line_id is None:
        return {}
    parts = kits_among(load_lines(session, line.order_id))[line.kit_line_id]
    kits = promised_kits(parts, promised(session, [part.id for part in parts])).given_units
    return {part.id: kits * part.per_kit for part in parts}


def substitute(session: Session, line_id: int, item: Item, units: int) -> tuple[int, int]:
    """Want another item in the place of up to `units` of a line that nobody has.

    The new line says on slip and table what it stands for; the channel goes on knowing the old one.

    Returns:
        The new line's id, and how many units it wants.

    Raises:
        PartOfAKit: The line is a component: its kit would not be what was sold.
    """
    line = session.get_one(OrderLine, line_id, populate_existing=True)
    if line.kit_line_id is not None:
        raise PartOfAKit(sku=line.sku)
    _, units = give_up(session, line_id, units)
    known = f"{line.channel_line_id}~{item.sku}"
    made = session.execute(
        select(OrderLine)
        .where(OrderLine.order_id == line.order_id, OrderLine.channel_line_id == known)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if made is None:
        made = OrderLine(
            order_id=line.order_id,
            channel_line_id=known,
            sku=item.sku,
            title=f"{item.name}, in place of {line.title or line.sku}",
            item_id=item.id,
            ordered_units=0,
            unit_price_minor=line.unit_price_minor,
            replaces_id=line.replaces_id or line.id,
        )
        session.add(made)
    made.ordered_units += units
    session.flush()
    return made.id, units


def end_trips(session: Session, order_id: int, *, found_any: bool, waits: bool) -> None:
    """Say where an order is once none of its tasks is under way.

    Args:
        found_any: Whether some tote holds its units.
        waits: Whether it was decided that it leaves as a whole, when the missing units come.
    """
    lines = load_lines(session, order_id)
    lacking = sum(_lacking(session, line) for line in lines if line.kit_id is None)
    if found_any and not (waits and lacking):
        mark(session, order_id, PICKED)
        return
    mark(session, order_id, OPEN)
    if not found_any and not any(line.wanted_units for line in lines):
        mark(session, order_id, CANCELLED)


def _lacking(session: Session, line: OrderLine) -> int:
    promise = promised(session, [line.id]).get(line.id, Promised())
    return max(line.wanted_units - promise.given_units, 0)
