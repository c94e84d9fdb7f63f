"""Sheets of paper: what they print, and the forms in which they are entered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import NONE, SERIAL, Item, Lot
from warehouse.counting.models import CountSheet, CountSheetBin, CountTask
from warehouse.counting.rules.paper import PaperBin, count_sheet
from warehouse.counting.screens.stock_take import EntryRow, EntryScreen, SheetRow, SheetScreen
from warehouse.kernel.errors import NotYours
from warehouse.ledger import queries as stock
from warehouse.locations.models import Place
from warehouse.locations.queries import time_zone_of
from warehouse.people.models import COUNTER, SUPERVISOR, Membership, User
from warehouse.printing.table_sheet import TableSheet
from warehouse.scanning.rules import own_code
from warehouse.web.guard import Actor


def paper_sheet(session: Session, actor: Actor, sheet_id: int) -> TableSheet:
    """Return a sheet as it is printed: what the bins may hold, and no number of anything.

    Raises:
        NotYours: The site has no such sheet.
    """
    seen = sheet_screen(session, actor.site_id, sheet_id)
    places = {number: (code, place_id) for number, code, place_id, _ in _bins(session, sheet_id)}
    return count_sheet(
        sheet_id=sheet_id,
        site=actor.site_name,
        printed_at=seen.printed_at,
        printed_by=seen.printed_by,
        bins=[
            PaperBin(
                number,
                code,
                own_code("bin", code),
                [(f"{row.name}\n{row.code}", row.lot) for row in _things(session, place_id)],
            )
            for number, (code, place_id) in places.items()
        ],
    )


def sheet_screen(session: Session, site_id: int, sheet_id: int) -> SheetScreen:
    """Return a sheet with how far it is entered.

    Raises:
        NotYours: The site has no such sheet.
    """
    sheet = session.get(CountSheet, sheet_id)
    if sheet is None or sheet.site_id != site_id:
        raise NotYours
    name = session.execute(select(User.name).where(User.id == sheet.printed_by)).scalar_one()
    return SheetScreen(
        sheet_id=sheet_id,
        printed_at=sheet.printed_at.astimezone(time_zone_of(session, site_id)),
        printed_by=name,
        rows=[SheetRow(number, code, state) for number, code, _, state in _bins(session, sheet_id)],
    )


def _bins(session: Session, sheet_id: int) -> Sequence[Any]:
    return session.execute(
        select(CountSheetBin.number, Place.code, Place.id, CountTask.state)
        .join(CountTask, CountTask.id == CountSheetBin.task_id)
        .join(Place, Place.id == CountTask.place_id)
        .where(CountSheetBin.sheet_id == sheet_id)
        .order_by(CountSheetBin.number)
    ).all()


def _things(session: Session, place_id: int) -> list[EntryRow]:
    """Return what the book has in a bin without any number; of serials the item alone.

    A line for each serial would tell how many there are.
    """
    found: dict[tuple[str, str], EntryRow] = {}
    for item_id, lot_id in stock.on_hand_by_record(session, place_id):
        item = session.get_one(Item, item_id)
        lot = session.get_one(Lot, lot_id)
        code = "" if item.tracking == SERIAL else lot.code
        found[item.sku, code] = EntryRow(
            code=item.sku, name=item.name, lot=code, needs_lot=item.tracking != NONE
        )
    return [found[key] for key in sorted(found)]


def entry_screen(session: Session, actor: Actor, sheet_id: int, number: int) -> EntryScreen:
    """Return the form for one bin of a sheet.

    Raises:
        NotYours: The site has no such sheet, or the sheet no such bin.
    """
    sheet_screen(session, actor.site_id, sheet_id)
    found = [one for one in _bins(session, sheet_id) if one.number == number]
    if not found:
        raise NotYours
    members = session.execute(
        select(User.id, User.name, Membership.roles)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.site_id == actor.site_id, User.is_active)
        .order_by(User.name)
    )
    counts = {COUNTER, SUPERVISOR}
    return EntryScreen(
        sheet_id=sheet_id,
        number=number,
        bin_code=found[0].code,
        people=[
            ("", "Who counted?"),
            *((str(one), name) for one, name, roles in members if counts & set(roles.split(","))),
        ],
        rows=_things(session, found[0].id),
    )
