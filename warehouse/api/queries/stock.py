"""Items, places, balances, events, moves and counts, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.api.errors import AheadOfTheLedger, BadRequest
from warehouse.api.rules.tokens import Caller
from warehouse.api.screens import stock as answers
from warehouse.catalog.models import Barcode, Item, Pack
from warehouse.catalog.queries import barcode_forms, parts_of_kits
from warehouse.counting.models import CountTask
from warehouse.kernel.errors import NotYours
from warehouse.ledger.queries import history
from warehouse.ledger.queries.feed import (
    Holding,
    SiteLedger,
    feed,
    head_of,
    holdings,
    site_ledgers,
)
from warehouse.locations.models import BIN, VIRTUAL, Bin, Place, Zone

Row = TypeVar("Row")


def _page(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """Return at most `limit` rows of one more than that, and whether there are more."""
    return rows[:limit], len(rows) > limit


def sites(session: Session, caller: Caller) -> answers.Sites:
    """Return the sites that a token may see."""
    return answers.Sites(
        tuple(
            answers.Site(one.code, one.name, one.pos, one.hash)
            for one in site_ledgers(session)
            if caller.may_see(one.code)
        )
    )


def items(session: Session, query: answers.ItemQuery) -> answers.ItemPage:
    """Return items by SKU."""
    wanted = select(Item).order_by(Item.sku).limit(query.limit + 1)
    if query.sku is not None:
        wanted = wanted.where(Item.sku == query.sku)
    if query.barcode is not None:
        coded = (
            select(Pack.item_id)
            .join(Barcode, Barcode.pack_id == Pack.id)
            .where(Barcode.code.in_(barcode_forms(query.barcode)))
        )
        wanted = wanted.where(Item.id.in_(coded))
    if query.after is not None:
        wanted = wanted.where(Item.sku > query.after)
    rows, has_more = _page(session.execute(wanted).scalars().all(), query.limit)
    return answers.ItemPage(
        _items(session, rows),
        rows[-1].sku if has_more else None,
    )


def item(session: Session, item_id: int) -> answers.Item:
    """Return one item.

    Raises:
        NotYours: There is no such item.
    """
    row = session.get(Item, item_id)
    if row is None:
        raise NotYours
    return _items(session, [row])[0]


def _items(session: Session, rows: Sequence[Item]) -> tuple[answers.Item, ...]:
    packs = _packs_of(session, [row.id for row in rows])
    kits = parts_of_kits(session, [row.id for row in rows])
    return tuple(
        answers.Item(
            row.id, row.sku, row.name, row.tracking, row.cost_minor, row.currency, row.weight_g,
            row.length_mm, row.width_mm, row.height_mm, packs.get(row.id, ()),
            tuple(answers.Component(part.sku, part.units) for part in kits.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


def _packs_of(session: Session, item_ids: Sequence[int]) -> dict[int, tuple[answers.Pack, ...]]:
    found: dict[int, dict[int, answers.Pack]] = {}
    rows = session.execute(
        select(Pack.item_id, Pack.id, Pack.name, Pack.units, Barcode.code)
        .outerjoin(Barcode, Barcode.pack_id == Pack.id)
        .where(Pack.item_id.in_(item_ids))
        .order_by(Pack.units, Pack.name, Barcode.code)
    )
    for item_id, pack_id, name, units, code in rows:
        packs = found.setdefault(item_id, {})
        known = packs.get(pack_id, answers.Pack(name, units, ()))
        packs[pack_id] = answers.Pack(name, units, (*known.barcodes, code) if code else ())
    return {item_id: tuple(packs.values()) for item_id, packs in found.items()}


def bins(session: Session, site_id: int, query: answers.PlaceQuery) -> answers.BinPage:
    """Return the site's bins by number."""
    wanted = (
        select(
            Place.id, Place.code, Zone.code, Bin.aisle, Bin.bay, Bin.level, Bin.x_cm, Bin.y_cm,
            Bin.is_pick_face,
        )
        .join(Bin, Bin.place_id == Place.id)
        .join(Zone, Zone.id == Bin.zone_id)
        .where(Place.site_id == site_id)
    )  # fmt: skip
    rows, has_more = _page(session.execute(_places(wanted, query)).all(), query.limit)
    return answers.BinPage(
        tuple(answers.Bin(*row) for row in rows), rows[-1][0] if has_more else None
    )


def containers(session: Session, site_id: int, query: answers.PlaceQuery) -> answers.ContainerPage:
    """Return the site's places that are neither bins nor virtual, by number."""
    wanted = select(Place.id, Place.kind, Place.code, Place.parent_id).where(
        Place.site_id == site_id, Place.kind.not_in((BIN, *VIRTUAL))
    )
    rows, has_more = _page(session.execute(_places(wanted, query)).all(), query.limit)
    return answers.ContainerPage(
        tuple(answers.Container(*row) for row in rows), rows[-1][0] if has_more else None
    )


def _places(wanted: Any, query: answers.PlaceQuery) -> Any:
    if query.code is not None:
        wanted = wanted.where(Place.code == query.code)
    if query.after is not None:
        wanted = wanted.where(Place.id > query.after)
    return wanted.order_by(Place.id).limit(query.limit + 1)


def balances(
    session: Session, site: SiteLedger, query: answers.BalanceQuery
) -> answers.BalancePage:
    """Return balances, now or as of a position.

    Raises:
        AheadOfTheLedger: The ledger has not reached the position.
    """
    head, _ = head_of(session, site.site_id)
    if query.at is not None and query.at > head:
        raise AheadOfTheLedger(site=site.code, head=head, asked=query.at)
    item_id = None
    if query.sku is not None:
        item_id = session.execute(select(Item.id).where(Item.sku == query.sku)).scalar_one_or_none()
        if item_id is None:
            return answers.BalancePage(site.code, head if query.at is None else query.at, (), None)
    found = holdings(
        session,
        site.site_id,
        item_id=item_id,
        place_id=query.place_id,
        at=query.at,
        after=read_key(query.after) if query.after else None,
        limit=query.limit + 1,
    )
    rows, has_more = _page(found, query.limit)
    return answers.BalancePage(
        site.code,
        head if query.at is None else query.at,
        tuple(_balance(row) for row in rows if row.on_hand or row.allocated or row.held),
        ".".join(map(str, rows[-1].key)) if has_more else None,
    )


def read_key(text: str) -> tuple[int, int, int]:
    """Read the place, item and lot that a page ended with."""
    place, item_id, lot = (min(int(part), 2**31 - 1) for part in text.split("."))
    return place, item_id, lot


def _balance(row: Holding) -> answers.Balance:
    is_now = row.allocated is not None and row.held is not None
    available = row.on_hand - (row.allocated or 0) - (row.held or 0) if is_now else None
    return answers.Balance(
        row.place_id, row.place_kind, row.place_code, row.item_id, row.sku, row.lot_id, row.lot,
        row.on_hand, row.allocated, row.held, available,
    )  # fmt: skip


def events(session: Session, site: SiteLedger, query: answers.EventQuery) -> answers.EventPage:
    """Return the ledger from a position on."""
    pos, link = head_of(session, site.site_id)
    found = feed(session, site.site_id, after=query.after, limit=query.limit)
    last = found[-1].pos if found else query.after
    return answers.EventPage(site.code, pos, link, tuple(found), last if last < pos else None)


def moves(session: Session, site_id: int, query: answers.MoveQuery) -> answers.MovePage:
    """Return the moves of an item or a place, newest first.

    Raises:
        BadRequest: Neither is named.
    """
    if query.item_id is None and query.place_id is None:
        raise BadRequest(why="name an item_id or a place_id")
    limit = query.limit
    while True:
        found = history(
            session,
            site_id,
            place_id=query.place_id,
            item_id=query.item_id,
            before_pos=query.before,
            limit=limit + 1,
        )
        if len(found) <= limit:
            whole, following = found, None
            break
        # The last event read may have more moves than were read: it opens the next page.
        whole = [row for row in found if row.pos > found[-1].pos]
        if whole:
            following = whole[-1].pos
            break
        limit *= 4
    return answers.MovePage(
        tuple(
            answers.StockMove(
                row.pos, row.event_id, row.at, row.kind, row.user_name, row.sku, row.lot_code,
                row.from_kind, row.from_code, row.to_kind, row.to_code, row.quantity,
                row.is_reversal,
            )
            for row in whole
        ),
        following,
    )  # fmt: skip


def counts(session: Session, site_id: int, query: answers.CountQuery) -> answers.CountPage:
    """Return the wishes to have places counted, by number."""
    wanted = (
        select(
            CountTask.id, CountTask.state, CountTask.place_id, Place.kind, Place.code,
            CountTask.reasons, CountTask.asked_at, CountTask.done_at,
        )
        .join(Place, Place.id == CountTask.place_id)
        .where(CountTask.site_id == site_id)
        .order_by(CountTask.id)
        .limit(query.limit + 1)
    )  # fmt: skip
    if query.state is not None:
        wanted = wanted.where(CountTask.state == query.state)
    if query.after is not None:
        wanted = wanted.where(CountTask.id > query.after)
    rows, has_more = _page(session.execute(wanted).all(), query.limit)
    return answers.CountPage(
        tuple(answers.Count(*row) for row in rows), rows[-1][0] if has_more else None
    )
