"""The look-up desks' screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from sqlalchemy.orm import Session

from warehouse.catalog.queries import item_card, search_items
from warehouse.catalog.rules import whole_kits
from warehouse.catalog.screens import PartRow
from warehouse.ledger.queries.stock import (
    HistoryRow,
    StockRow,
    available_units,
    contents_of,
    history,
    stock_of_item,
)
from warehouse.ledger.screens import (
    BinsScreen,
    Figures,
    HistoryPage,
    ItemScreen,
    ItemsScreen,
    KitFigures,
    MoveLine,
    Paging,
    PlaceScreen,
    StockLine,
)
from warehouse.locations.models import VIRTUAL
from warehouse.locations.queries import place_card, search_bins, time_zone_of, zones

PAGE_SIZE = 50


def items_screen(session: Session, query: str, page: int) -> ItemsScreen:
    """Return a page of the items that match a search."""
    found = search_items(session, query, page=page, size=PAGE_SIZE)
    return ItemsScreen(query, found.rows, Paging(page, PAGE_SIZE, found.total))


def bins_screen(  # noqa: PLR0913 - what the form asks
    session: Session, site_id: int, query: str, *, zone: str, aisle: int | None, page: int
) -> BinsScreen:
    """Return a page of the site's bins that match a search."""
    found = search_bins(session, site_id, query, zone=zone, aisle=aisle, page=page, size=PAGE_SIZE)
    paging = Paging(page, PAGE_SIZE, found.total)
    return BinsScreen(query, zone, aisle, zones(session, site_id), found.rows, paging)


def item_screen(session: Session, site_id: int, item_id: int, before_pos: int | None) -> ItemScreen:
    """Return where an item is at the site, and its moves before a position.

    Raises:
        NotYours: There is no such item.
    """
    item = item_card(session, item_id)
    stock = stock_of_item(session, site_id, item_id)
    return ItemScreen(
        item=item,
        figures=_added_up(stock),
        kits=_kit_figures(session, site_id, item.parts) if item.parts else None,
        stock=tuple(_stock_line(row) for row in stock),
        history=_history_page(session, site_id, item_id=item_id, before_pos=before_pos),
    )


def _kit_figures(session: Session, site_id: int, parts: Sequence[PartRow]) -> KitFigures:
    units = available_units(session, site_id, [part.item_id for part in parts])
    found = tuple((part, units.get(part.item_id, 0)) for part in parts)
    return KitFigures(whole_kits((has, part.units) for part, has in found), found)


def place_screen(
    session: Session, site_id: int, place_id: int, before_pos: int | None
) -> PlaceScreen:
    """Return what a place of the site holds, and its moves before a position.

    Raises:
        NotYours: There is no such place at the site.
    """
    place = place_card(session, site_id, place_id)
    return PlaceScreen(
        place=place,
        name=place_name(place.kind, place.code),
        stock=tuple(_stock_line(row) for row in contents_of(session, [place_id])),
        history=_history_page(session, site_id, place_id=place_id, before_pos=before_pos),
    )


def place_name(kind: str, code: str) -> str:
    """Return what people call a place: "Tote 0001"; a virtual place is called by its kind."""
    return kind.capitalize() if kind in VIRTUAL else f"{kind.capitalize()} {code}"


def _history_page(
    session: Session,
    site_id: int,
    *,
    place_id: int | None = None,
    item_id: int | None = None,
    before_pos: int | None,
) -> HistoryPage:
    """Return whole events only: paging goes by position, and an event may have many moves."""
    zone = time_zone_of(session, site_id)
    limit = PAGE_SIZE
    while True:
        rows = history(
            session,
            site_id,
            place_id=place_id,
            item_id=item_id,
            before_pos=before_pos,
            limit=limit + 1,
        )
        complete = rows if len(rows) <= limit else _before(rows, rows[-1].pos)
        if complete or not rows:
            break
        limit *= 4  # the newest event alone is longer than what was read
    page = complete
    if len(page) > PAGE_SIZE:
        page = _before(page, page[PAGE_SIZE].pos) or [r for r in page if r.pos == page[0].pos]
    return HistoryPage(_move_lines(page, zone), page[-1].pos if len(page) < len(rows) else None)


def _before(rows: Sequence[HistoryRow], pos: int) -> list[HistoryRow]:
    """Return the rows that come before the event at a position, newest first as they are."""
    return [row for row in rows if row.pos > pos]


def _move_lines(rows: Iterable[HistoryRow], zone: tzinfo) -> tuple[MoveLine, ...]:
    return tuple(
        MoveLine(
            pos=row.pos,
            at=row.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            kind=row.kind.replace("_", " "),
            who=row.user_name,
            sku=row.sku,
            lot=row.lot_code,
            quantity=row.quantity,
            origin=place_name(row.from_kind, row.from_code),
            target=place_name(row.to_kind, row.to_code),
            is_reversal=row.is_reversal,
        )
        for row in rows
    )


def _stock_line(row: StockRow) -> StockLine:
    return StockLine(
        place_id=row.place_id,
        place=place_name(row.place_kind, row.place_code),
        item_id=row.item_id,
        sku=row.sku,
        item_name=row.item_name,
        lot=row.lot_code,
        expires=row.expires_on.isoformat() if row.expires_on else "",
        figures=Figures(row.on_hand, row.allocated, row.held, row.available),
    )


def _added_up(rows: Iterable[StockRow]) -> Figures:
    kept = list(rows)
    return Figures(
        on_hand=sum(row.on_hand for row in kept),
        allocated=sum(row.allocated for row in kept),
        held=sum(row.held for row in kept),
        available=sum(row.available for row in kept),
    )
