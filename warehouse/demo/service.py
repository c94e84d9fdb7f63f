"""Filling an empty database with the demo warehouse, through the doors that everybody uses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.cartons import service as cartons
from warehouse.catalog import service as catalog
from warehouse.channels import service as channels
from warehouse.db.uow import Database
from warehouse.demo.crew import DemoAccess, access
from warehouse.demo.errors import NotEmpty
from warehouse.demo.rules import demand, floor, items, stock
from warehouse.ledger.service.site import open_site
from warehouse.locations import service as locations
from warehouse.locations.models import DOCK, PACKING, RETURNS, Site
from warehouse.orders.models import Order
from warehouse.people import service as people
from warehouse.people.models import SUPERVISOR
from warehouse.picking import service as picking

STEPS = 100
"""What `tick` is told in all."""


def load(
    database: Database,
    *,
    now: datetime,
    seed: int = 1,
    tick: Callable[[int], None] = lambda _: None,
) -> DemoAccess:
    """Make the demo warehouse: all of it, or nothing when it is interrupted.

    The same seed and moment give the same warehouse; only what is random for safety's sake,
    such as the ids of events, differs.

    Args:
        now: When the doors open: orders are due around it, and lots expire after it.
        tick: Told how many more of `STEPS` are done, for a progress bar.

    Raises:
        NotEmpty: The database holds a site already.
    """
    goods = items.items(seed)
    shelves = stock.stock(seed, goods, now.date())
    supply = demand.Supply(
        stock.usable_units(shelves, now.date()), stock.most_together(shelves, now.date())
    )
    wanted = demand.orders(seed, goods, supply, now)
    with database.command() as session:
        _refuse_unless_empty(session)
        site_id = _build(session)
        tick(25)
        supervisor_id = _hire(session, site_id)
        tick(10)
        catalog.import_items(session, _file(items.items_table(goods)))
        catalog.import_kits(session, _file(items.kits_table()))
        tick(20)
        shelf_file = _file(stock.stock_table(shelves))
        channels.import_stock(session, site_id, shelf_file, now=now, user_id=supervisor_id)
        tick(10)
        order_file = _file(demand.orders_table(wanted))
        channels.import_orders(
            session, site_id, "generic", order_file, now=now, user_id=supervisor_id
        )
        tick(30)
        first = _order_ids(session, site_id, wanted[: demand.FIRST_TASKS])
        picking.release(session, site_id, first, now=now, user_id=supervisor_id)
    tick(5)
    return access()


def _refuse_unless_empty(session: Session) -> None:
    site = session.execute(select(Site.code).order_by(Site.id).limit(1)).scalar_one_or_none()
    if site is not None:
        raise NotEmpty(site=site)


def _build(session: Session) -> int:
    """Open the site, and put up its zones, shelves, tables and totes."""
    site_id = open_site(session, floor.SITE_CODE, floor.SITE_NAME, gs1_prefix=floor.GS1_PREFIX)
    for code, name in floor.ZONES.items():
        locations.create_zone(session, site_id, code, name)
    locations.import_bins(session, site_id, _file(floor.bins_table()))
    for kind, codes in (
        (PACKING, floor.PACKING_PLACES),
        (DOCK, (floor.DOCK,)),
        (RETURNS, (floor.RETURNS,)),
    ):
        for code in codes:
            locations.create_place(session, site_id, kind, code)
    for code, *numbers in floor.CARTON_TYPES:
        form = zip(cartons.NUMBERS, map(str, numbers), strict=True)
        cartons.save_type(session, site_id, {"code": code, **dict(form)})
    for code in floor.TOTES:
        locations.create_tote(session, site_id, code)
    return site_id


def _hire(session: Session, site_id: int) -> int:
    """Take the crew on; returns the supervisor, in whose name the files are handed in."""
    ids = {}
    for badge in access().badges:
        user = people.create_user(
            session,
            site_id=site_id,
            name=badge.name,
            roles=badge.roles,
            pin=badge.pin,
            badge=badge.code,
            username=badge.username,
            password=badge.password,
        )
        ids.update(dict.fromkeys(badge.roles, user.id))
    return ids[SUPERVISOR]


def _file(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Write rows as one of the files that docs/files.md describes; absent cells are blank."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _order_ids(session: Session, site_id: int, orders: Iterable[demand.DemoOrder]) -> list[int]:
    """Return the ids of orders by the channels' own numbers."""
    found = session.execute(
        select(Order.channel, Order.channel_order_id, Order.id).where(Order.site_id == site_id)
    )
    ids = {(channel, number): order_id for channel, number, order_id in found}
    return [ids[order.channel, order.order_id] for order in orders]
