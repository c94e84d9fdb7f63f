"""What the demo tells newcomers: whom to play, and the codes that the next trips need."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.demo.crew import DemoBadge, access
from warehouse.demo.rules.floor import SITE_CODE
from warehouse.demo.screens import StartScreen
from warehouse.kernel.errors import NotYours
from warehouse.locations.models import PACKING, TOTE, Place, Site
from warehouse.orders.models import OPEN as ORDER_OPEN
from warehouse.orders.models import Order, OrderContainer
from warehouse.people.models import User
from warehouse.people.rules import BADGE_PREFIX
from warehouse.picking.models import OPEN, PickLine, PickTask
from warehouse.printing.tryit import TryItBadge, TryItItem, TryItSheet

TRIPS_ON_PAPER = 5
TOTES_ON_PAPER = 6
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_GTIN_14 = 14


def start_screen(session: Session, address: str) -> StartScreen:
    """Return what the first page shows.

    Args:
        address: Where the browser found us.

    Raises:
        NotYours: This is not the demo's database.
    """
    site_id = _site_id(session)

    def count(of: type[PickTask | Order], state: str) -> int:
        statement = select(func.count()).where(of.site_id == site_id, of.state == state)
        return session.execute(statement).scalar_one()

    return StartScreen(
        badges=_badges(session),
        tasks=count(PickTask, OPEN),
        open_orders=count(Order, ORDER_OPEN),
        address=address,
        is_here_only=urlsplit(address).hostname in LOOPBACK,
    )


def try_it_sheet(session: Session, address: str) -> TryItSheet:
    """Return the codes on paper: badges, free totes, and what the next few trips ask for.

    Args:
        address: Where the server is, as phones reach it.

    Raises:
        NotYours: This is not the demo's database.
    """
    site_id = _site_id(session)
    lines = _next_lines(session, site_id)
    packing = session.execute(
        select(Place.code)
        .where(Place.site_id == site_id, Place.kind == PACKING)
        .order_by(Place.code)
        .limit(1)
    )
    return TryItSheet(
        address=address,
        badges=tuple(
            TryItBadge(badge.name, badge.role, badge.code, badge.pin) for badge in _badges(session)
        ),
        totes=_free_totes(session, site_id),
        bins=tuple(dict.fromkeys([*packing.scalars(), *_bin_codes(session, lines)])),
        items=tuple(dict.fromkeys(item for line in lines for item in _item_codes(session, line))),
    )


def _site_id(session: Session) -> int:
    found = session.execute(select(Site.id).where(Site.code == SITE_CODE)).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def _badges(session: Session) -> tuple[DemoBadge, ...]:
    """Return those of the crew who still work here."""
    kept = set(session.execute(select(User.badge).where(User.is_active)).scalars())
    badges = access().badges
    return tuple(badge for badge in badges if badge.code.removeprefix(BADGE_PREFIX) in kept)


def _next_lines(session: Session, site_id: int) -> Sequence[PickLine]:
    """Return the stops of the trips at the head of the pickers' list."""
    tasks = (
        session.execute(
            select(PickTask.id)
            .join(Order, Order.id == PickTask.order_id)
            .where(PickTask.site_id == site_id, PickTask.state == OPEN)
            .order_by(Order.ship_by.is_(None), Order.ship_by, PickTask.id)
            .limit(TRIPS_ON_PAPER)
        )
        .scalars()
        .all()
    )
    lines = session.execute(
        select(PickLine)
        .where(PickLine.task_id.in_(tasks))
        .order_by(PickLine.task_id, PickLine.sequence, PickLine.id)
    ).scalars()
    return sorted(lines, key=lambda line: tasks.index(line.task_id))


def _bin_codes(session: Session, lines: Sequence[PickLine]) -> list[str]:
    ids = [line.place_id for line in lines]
    rows = session.execute(select(Place.id, Place.code).where(Place.id.in_(ids)))
    code_of = {row.id: row.code for row in rows}
    return [code_of[place_id] for place_id in ids]


def _free_totes(session: Session, site_id: int) -> tuple[str, ...]:
    return tuple(
        session.execute(
            select(Place.code)
            .where(
                Place.site_id == site_id,
                Place.kind == TOTE,
                Place.parent_id.is_(None),
                Place.id.not_in(select(OrderContainer.place_id)),
            )
            .order_by(Place.code)
            .limit(TOTES_ON_PAPER)
        ).scalars()
    )


def _item_codes(session: Session, line: PickLine) -> list[TryItItem]:
    """Return what a stop asks to be scanned: the piece, the case if one fits, the lot."""
    rows = session.execute(
        select(Item.sku, Item.name, Item.tracking, Pack.units, func.min(Barcode.code))
        .join(Pack, Pack.item_id == Item.id)
        .join(Barcode, Barcode.pack_id == Pack.id)
        .where(Item.id == line.item_id, Pack.units <= line.wanted)
        .group_by(Item.sku, Item.name, Item.tracking, Pack.units)
        .order_by(Pack.units)
    ).all()
    codes = []
    for row in rows:
        name = row.name if row.units == 1 else f"Case of {row.units}: {row.name}"
        codes.append(TryItItem(row.sku, name, _printed(row[-1])))
    lot = session.get_one(Lot, line.lot_id)
    if lot.code:
        word = "Serial" if lot.is_serial else "Lot"
        codes.append(TryItItem(rows[0].sku, f"{word} {lot.code}: {rows[0].name}", lot.code))
    return codes


def _printed(code: str) -> str:
    """Return a kept barcode as packs bear it: a GTIN-13 without the zero that we keep before it."""
    return code[1:] if len(code) == _GTIN_14 and code.isdigit() and code[0] == "0" else code
