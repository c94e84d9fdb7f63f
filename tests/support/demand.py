"""Builders of what a channel tells: orders and lines, as the readers of files make them."""

from datetime import timedelta

from sqlalchemy import select

from tests.support.clock import NOON
from warehouse.ledger.queries.promises import promised
from warehouse.orders import service as orders
from warehouse.orders.models import Order, OrderException, OrderLine
from warehouse.orders.rules.incoming import IncomingLine, IncomingOrder, Problem, Recipient

ANNA = Recipient(
    name="Anna Example", address1="1 Main St", city="Springfield", region="IL",
    postal_code="62701", country="US", email="anna@example.com",
)  # fmt: skip


def told_line(line_id="1", sku="MUG", units=1, *, bought=None, state="open", problems=(), **raw):
    return IncomingLine(
        channel_line_id=line_id, sku=sku, title=sku.title(),
        quantity=units if state == "open" else 0,
        ordered_quantity=units if bought is None else bought, state=state, unit_price_minor=1295,
        line_price_minor=None, raw={"order-item-id": line_id, "sku": sku, **raw}, row=2,
        problems=tuple(problems),
    )  # fmt: skip


def told_order(ref="111-1", *lines, state="ready", recipient=ANNA, problems=(), days=1, **more):
    values = {
        "channel": "amazon", "source": "amazon_unshipped", "placed_at": NOON, "paid_at": NOON,
        "ship_by": NOON + timedelta(days=days), "deliver_by": None, "service_level": "Standard",
        "currency": "USD", "gift_message": "", "note": "",
    }  # fmt: skip
    return IncomingOrder(
        channel_order_id=ref, state=state, recipient=recipient, lines=lines or (told_line(),),
        problems=tuple(problems), **(values | more),
    )  # fmt: skip


def problem(code, column="sku"):
    return Problem(code, f"Row 2, column {column}: {code}.", column)


def take_in(db, floor, *told):
    return db.decide(
        lambda s: orders.take_in(s, floor.site, told, now=NOON, user_id=floor.users["Supervisor"])
    )


def find_order(db, ref="111-1"):
    with db.read() as session:
        return session.execute(select(Order).where(Order.channel_order_id == ref)).scalar_one()


def figures(db, ref="111-1"):
    """Line id → (wanted, open, taken) of an order."""
    with db.read() as session:
        lines = list(
            session.execute(
                select(OrderLine).join(Order).where(Order.channel_order_id == ref)
                .order_by(OrderLine.id)
            ).scalars()
        )  # fmt: skip
        given = promised(session, [line.id for line in lines])
        return {
            line.channel_line_id: (
                line.ordered_units - line.cancelled_units,
                given[line.id].open_units if line.id in given else 0,
                given[line.id].taken_units if line.id in given else 0,
            )
            for line in lines
        }


def open_exceptions(db, ref="111-1"):
    with db.read() as session:
        return list(
            session.execute(
                select(OrderException).join(Order, Order.id == OrderException.order_id)
                .where(Order.channel_order_id == ref, OrderException.repaired_at.is_(None))
                .order_by(OrderException.id)
            ).scalars()
        )  # fmt: skip


def codes(db, ref="111-1"):
    return [row.code for row in open_exceptions(db, ref)]
