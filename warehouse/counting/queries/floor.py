"""The counter's screens. The book is asked only for which items, never for how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Pack
from warehouse.counting.errors import refusal_words
from warehouse.counting.models import (
    CLAIMED,
    COUNTED,
    OPEN,
    PAUSED,
    REJECTED,
    CountLine,
    CountRound,
    CountTask,
    CountUnknown,
)
from warehouse.counting.rules.draft import SERIAL, Awaited, Draft, Row, Step
from warehouse.counting.screens import CountCard, CountedRow, CountList, CountScreen
from warehouse.kernel.errors import NotYours
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as stock
from warehouse.locations.models import Bin, Place, Zone
from warehouse.scanning.rules import own_code
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

TASKS_OFFERED = 30
FORMS_A_SCREEN = 6
MOST_BARCODES = 10_000
CODES_SHOWN = 3


def _offered(actor: Actor) -> ColumnElement[bool]:
    """Match the counts that the actor may take: not those that would check himself."""
    last = (
        select(CountRound.user_id)
        .where(
            CountRound.task_id == CountTask.id,
            CountRound.state.in_((COUNTED, REJECTED)),
            CountRound.done_pos.is_not(None),
        )
        .order_by(CountRound.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    independent = or_(
        last != actor.user_id,
        and_(
            last.is_(None),
            or_(CountTask.not_by_user_id.is_(None), CountTask.not_by_user_id != actor.user_id),
        ),
    )
    mine = and_(CountTask.state.in_((CLAIMED, PAUSED)), CountTask.user_id == actor.user_id)
    return or_(mine, and_(CountTask.state.in_((OPEN, PAUSED)), independent))


def count_list(
    session: Session, actor: Actor, *, signal: Signal | None = None, show_codes: bool = False
) -> CountList:
    """Return the counts that the actor may take, his own first, then in the order of walking."""
    mine = case((and_(CountTask.user_id == actor.user_id, CountTask.state != OPEN), 0), else_=1)
    at_this_site = (
        CountTask.site_id == actor.site_id,
        CountTask.state.in_((OPEN, CLAIMED, PAUSED)),
    )
    rows = session.execute(
        select(CountTask, Place.code, Zone.name)
        .join(Place, Place.id == CountTask.place_id)
        .outerjoin(Bin, Bin.place_id == Place.id)
        .outerjoin(Zone, Zone.id == Bin.zone_id)
        .where(*at_this_site, _offered(actor))
        .order_by(mine, CountTask.sequence, CountTask.asked_at, CountTask.id)
        .limit(TASKS_OFFERED)
    ).all()
    waiting = session.execute(
        select(func.count()).select_from(CountTask).where(*at_this_site)
    ).scalar_one()
    return CountList(
        tasks=[
            CountCard(
                task_id=task.id,
                bin_code=code,
                zone_name=zone or "",
                reasons=task.reasons,
                state=task.state,
                asked_at=task.asked_at,
                is_mine=task.user_id == actor.user_id and task.state != OPEN,
                event_id=str(new_event_id()),
            )
            for task, code, zone in rows
        ],
        waiting=waiting,
        signal=signal,
        event_id=str(new_event_id()),
        codes=[("A bin", own_code("bin", rows[0][1]))] if rows and show_codes else [],
    )


def count_screen(
    session: Session,
    actor: Actor,
    task_id: int,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
) -> CountScreen | CountList:
    """Return the step of a count that the actor carries, else the list of counts.

    Raises:
        NotYours: no such count at the actor's site.
    """
    found = session.execute(
        select(CountTask, Place.code, Zone.name)
        .join(Place, Place.id == CountTask.place_id)
        .outerjoin(Bin, Bin.place_id == Place.id)
        .outerjoin(Zone, Zone.id == Bin.zone_id)
        .where(CountTask.id == task_id, CountTask.site_id == actor.site_id)
    ).one_or_none()
    if found is None:
        raise NotYours
    task, bin_code, zone_name = found
    if task.state != CLAIMED or task.user_id != actor.user_id:
        return count_list(session, actor, signal=signal, show_codes=show_codes)
    under_way = session.execute(
        select(CountRound).where(CountRound.task_id == task_id, CountRound.state == OPEN)
    ).scalar_one()
    rows, current = _rows(session, under_way)
    unknown = _unknown(session, under_way.id)
    draft = _draft(session, task, bin_code, under_way, rows, current, len(unknown))
    packs = _packs(session, current.item_id) if current else []
    absent = _absent(session, task, rows) if draft.step is Step.ABSENT else []
    seen = stock.position_of(session, actor.site_id)
    return CountScreen(
        task_id=task_id,
        bin_code=bin_code,
        zone_name=zone_name or "",
        step=draft.step,
        seen=seen,
        is_recount=under_way.number > 1,
        rows=rows,
        current=current,
        awaits=draft.awaits.item_name if draft.awaits else "",
        awaits_serial=draft.awaits is not None and draft.awaits.tracking == "serial",
        packs=packs,
        unknown=unknown,
        absent=absent,
        signal=signal,
        event_ids=tuple(str(new_event_id()) for _ in range(FORMS_A_SCREEN + len(absent))),
        codes=_codes(session, task, draft) if show_codes else [],
        offline=_for_the_device(draft, task_id, seen),
    )


def _rows(session: Session, under_way: CountRound) -> tuple[list[CountedRow], CountedRow | None]:
    found = session.execute(
        select(CountLine, Item.name, Item.sku, Item.picture, Item.tracking)
        .join(Item, Item.id == CountLine.item_id)
        .where(CountLine.round_id == under_way.id)
        .order_by(CountLine.id)
    ).all()
    rows = [
        CountedRow(
            item_id=line.item_id,
            name=name,
            sku=sku,
            lot=line.lot_code,
            units=line.counted_units,
            is_settled=line.is_settled,
            picture=picture,
            is_serial=tracking == SERIAL,
        )
        for line, name, sku, picture, tracking in found
    ]
    current = next(
        (row for row, line in zip(rows, found, strict=True) if line[0].id == under_way.line_id),
        None,
    )
    return rows, current


def _draft(  # noqa: PLR0913, PLR0917 - a round's parts
    session: Session,
    task: CountTask,
    bin_code: str,
    under_way: CountRound,
    rows: list[CountedRow],
    current: CountedRow | None,
    unknown: int,
) -> Draft:
    awaits = None
    if under_way.asks_lot_of is not None:
        item = session.get_one(Item, under_way.asks_lot_of)
        awaits = Awaited(item.id, item.name, item.tracking, under_way.asks_units)
    return Draft(
        place_id=task.place_id,
        bin_code=bin_code,
        at_bin=under_way.at_bin,
        said_empty=under_way.said_empty,
        wants_done=under_way.wants_done,
        rows={
            (row.item_id, row.lot): Row(
                row.item_id,
                row.name,
                SERIAL if row.is_serial else "",
                row.lot,
                row.units,
                row.is_settled,
            )
            for row in rows
        },
        current=(current.item_id, current.lot) if current else None,
        awaits=awaits,
        unknown=unknown,
    )


def _unknown(session: Session, round_id: int) -> list[str]:
    return list(
        session.execute(
            select(CountUnknown.code)
            .where(CountUnknown.round_id == round_id)
            .order_by(CountUnknown.id)
        ).scalars()
    )


def _packs(session: Session, item_id: int) -> list[tuple[str, int]]:
    rows = session.execute(
        select(Pack.name, Pack.units)
        .where(Pack.item_id == item_id, Pack.units > 1)
        .order_by(Pack.units.desc(), Pack.name)
        .limit(1)
    )
    return [(row.name, row.units) for row in rows]


def _absent(session: Session, task: CountTask, rows: list[CountedRow]) -> list[tuple[int, str]]:
    said = {(row.item_id, row.lot) for row in rows}
    missing = {
        row.item_id: row.item_name
        for row in stock.contents_of(session, [task.place_id])
        if row.on_hand > 0 and (row.item_id, row.lot_code) not in said
    }
    return sorted(missing.items(), key=lambda one: one[1])


def _codes(session: Session, task: CountTask, draft: Draft) -> list[tuple[str, str]]:
    """Return what could be scanned now, for those who try the demo without a scanner."""
    if draft.step is Step.BIN:
        return [("This bin", own_code("bin", draft.bin_code))]
    here = stock.contents_of(session, [task.place_id])
    if draft.awaits is not None:
        lots = [row.lot_code for row in here if row.item_id == draft.awaits.item_id]
        return [("A lot", lot) for lot in lots[:CODES_SHOWN]]
    items = {row.item_id: row.item_name for row in here}
    rows = session.execute(
        select(Pack.item_id, func.min(Barcode.code).label("code"))
        .join(Barcode, Barcode.pack_id == Pack.id)
        .where(Pack.item_id.in_(items), Pack.units == 1)
        .group_by(Pack.item_id)
        .limit(CODES_SHOWN)
    )
    return [(items[row.item_id], row.code) for row in rows]


def _for_the_device(draft: Draft, task_id: int, seen: int) -> dict[str, object]:
    return {
        "task": task_id,
        "bin": draft.bin_code,
        "seen": seen,
        "at_bin": draft.at_bin,
        "rows": [
            {
                "item": row.item_id, "name": row.item_name, "lot": row.lot_code,
                "units": row.units, "settled": row.is_settled, "serial": row.is_serial,
            }
            for row in draft.rows.values()
        ],
        "current": list(draft.current) if draft.current else None,
        "awaits": draft.awaits.item_id if draft.awaits else None,
        "unknown": draft.unknown,
        **({
            "name": draft.awaits.item_name, "units": draft.awaits.units,
            "serial": draft.awaits.tracking == SERIAL,
        } if draft.awaits else {}),
    }  # fmt: skip


def item_book(session: Session) -> dict[str, Any]:
    """Return what codes name which items, and the refusals' words, for a device without network.

    Nothing of where they are, nor how many: what the catalog prints on goods, and no more. Codes
    beyond the most are kept as unknown by the device, and known again by the server.
    """
    skus = session.execute(
        select(Item.sku, Item.id, Item.name, Item.tracking).order_by(Item.sku).limit(MOST_BARCODES)
    )
    codes = {row.sku.upper(): [row.id, 1, row.name, row.tracking] for row in skus}
    rows = session.execute(
        select(Barcode.code, Item.id, Item.name, Item.tracking, Pack.units)
        .join(Pack, Pack.id == Barcode.pack_id)
        .join(Item, Item.id == Pack.item_id)
        .order_by(Barcode.code)
        .limit(MOST_BARCODES)
    )
    codes |= {row.code: [row.id, row.units, row.name, row.tracking] for row in rows}
    return {"barcodes": codes, "words": refusal_words()}


def after_count(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    signal: Signal,
    show_codes: bool,  # noqa: FBT001 - as the intake's drawing calls it
) -> CountScreen | CountList:
    """Return what a counter sees after an event of a count."""
    if "task" not in body:
        return count_list(session, actor, signal=signal, show_codes=show_codes)
    return count_screen(session, actor, body["task"], signal=signal, show_codes=show_codes)
