"""Builders of demand: orders, allocated and released; and a hand that scans."""

from dataclasses import dataclass
from datetime import timedelta

from tests.support.builders import Floor, capture
from tests.support.clock import NOON, TODAY
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import service as ledger
from warehouse.orders.models import OPEN, Order, OrderLine
from warehouse.picking import service as picking
from warehouse.picking.queries import pick_screen
from warehouse.sync.rules import read_envelope
from warehouse.sync.service import Verdict, take_in
from warehouse.web.guard import Actor


def build_order(session, floor: Floor, *lines, ref=None, channel="amazon", allocate=True):
    """An open order of (sku, units) lines, its stock allocated as far as there is any."""
    order = Order(
        site_id=floor.site, channel=channel, channel_order_id=ref or f"O-{new_event_id().hex[-8:]}",
        state=OPEN, taken_in_at=NOON, ship_by=NOON + timedelta(days=1), currency="USD",
        recipient_name="Test Recipient", address1="1 Example St", city="Springfield",
        postal_code="62701", country="US",
    )  # fmt: skip
    session.add(order)
    session.flush()
    made = capture(floor, "order.allocate", {"order": order.id})
    turn = ledger.take_turn(session, made)
    changes = ledger.Changes()
    for n, (sku, units) in enumerate(lines, start=1):
        line = OrderLine(
            order_id=order.id, channel_line_id=str(n), sku=sku, item_id=floor.items[sku],
            ordered_units=units,
        )  # fmt: skip
        session.add(line)
        session.flush()
        if allocate:
            ledger.allocate(
                session, changes, site_id=floor.site, order_line_id=line.id,
                item_id=floor.items[sku], units=units, today=TODAY,
            )  # fmt: skip
    ledger.post(session, turn, made, subject=f"order:{order.id}", changes=changes)
    return order.id


def release(session, floor: Floor, *order_ids, method="single", slots=8):
    if method == "cluster":
        carts = [order_ids[n : n + slots] for n in range(0, len(order_ids), slots)]
        return picking.release_carts(session, floor.site, carts, now=NOON, user_id=None)
    if method == "batch":
        return picking.release_batch(session, floor.site, list(order_ids), now=NOON, user_id=None)
    return picking.release(
        session, floor.site, list(order_ids), now=NOON, user_id=None, method=method
    )


def actor_of(floor: Floor, name="Picker", *roles) -> Actor:
    return Actor(
        user_id=floor.users[name], name=name, site_id=floor.site, site_code="HQ",
        site_name="Site HQ", roles=frozenset(roles or (name.lower(),)), device_id="device-1",
    )  # fmt: skip


@dataclass
class Hand:
    """A person on the floor: does things through the one intake, and reads the screen."""

    database: object
    actor: Actor
    task: int = 0

    def do(self, kind, *, event_id=None, **body) -> Verdict:
        envelope = read_envelope(kind, str(event_id or new_event_id()), body)
        return take_in(self.database, envelope, self.actor, NOON)

    def claim(self, task):
        self.task = task
        return self.do("pick.claim", task=task)

    def screen(self):
        with self.database.read() as session:
            return pick_screen(session, self.actor, self.task)

    def scan(self, code, **more) -> Verdict:
        if "line" not in more:
            more["line"] = self.screen().line_id
        return self.do("pick.scan", task=self.task, code=code, **more)

    def press(self, action, **body) -> Verdict:
        if action in ("quantity", "short", "skip", "empty", "tote_full"):
            body["line"] = self.screen().line_id
        return self.do(f"pick.{action}", task=self.task, **body)
