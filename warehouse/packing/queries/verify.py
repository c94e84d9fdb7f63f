"""The packing table as the packer sees it: what is in, what is left, what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Barcode, Item, Pack
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as stock
from warehouse.orders.models import Order, OrderLine
from warehouse.orders.queries.containers import containers_of
from warehouse.orders.queries.progress import line_units
from warehouse.packing.models import SHIPPED, Carton
from warehouse.packing.rules.cartons import units_by_item
from warehouse.packing.rules.verify import Held
from warehouse.packing.screens import CartonRow, Mode, VerifyRow, VerifyScreen
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

FORMS_A_SCREEN = 6
CODES_SHOWN = 6
LOTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class View:
    """What the packer chose to look at: a carton, by number, and what to do with it."""

    carton: int = 0
    mode: Mode = "scan"
    weight_g: str = ""
    reason: str = ""


def verify_screen(  # noqa: PLR0913 - the order, and how it is looked at
    session: Session,
    actor: Actor,
    order: Order,
    view: View,
    *,
    signal: Signal | None = None,
    show_codes: bool = False,
) -> VerifyScreen:
    """Return the packing table of a picked order."""
    totes = containers_of(session, [order.id])
    cartons = _cartons(session, order.id)
    places = [tote.place_id for tote in totes] + [carton.place_id for carton in cartons]
    held = [Held.of(row) for row in stock.contents_of(session, places) if row.on_hand > 0]
    boxes = {carton.place_id for carton in cartons}
    boxed = [one for one in held if one.place_id in boxes]
    loose = [one for one in held if one.place_id not in boxes]
    rows_of = [_carton_row(carton, boxed) for carton in cartons]
    now = _chosen(rows_of, view.carton)
    last = stock.latest_posted(session, f"order:{order.id}")
    said = last.answer if last and last.device_id == actor.device_id else {}
    wanted = _wanted(session, order.id)
    items = _items(session, {*wanted, *units_by_item(held)})
    asks = said.get("asks") or {}
    mode: Mode = "back" if asks and last and last.kind == "pack.take_back" else view.mode
    mode = mode if now is not None and now.is_open else "scan"
    inside = [one for one in boxed if now is not None and one.place_id == now.place_id]
    return VerifyScreen(
        order_id=order.id,
        order_ref=order.channel_order_id,
        totes=tuple(tote.code for tote in totes),
        rows=_rows(items, wanted, boxed, loose, said.get("item")),
        cartons=rows_of,
        now=now,
        mode=mode,
        asks=asks.get("item_name", ""),
        expected_g=_expected_g(items, inside),
        weight_g=view.weight_g,
        reason=view.reason,
        signal=signal,
        event_ids=tuple(str(new_event_id()) for _ in range(FORMS_A_SCREEN)),
        codes=_codes(session, inside if mode == "back" else loose, asks) if show_codes else [],
    )


def _cartons(session: Session, order_id: int) -> list[Carton]:
    rows = session.execute(
        select(Carton)
        .where(Carton.order_id == order_id, Carton.state != SHIPPED)
        .order_by(Carton.number)
    )
    return list(rows.scalars())


def _carton_row(carton: Carton, boxed: Sequence[Held]) -> CartonRow:
    units = sum(one.units for one in boxed if one.place_id == carton.place_id)
    return CartonRow(
        carton.place_id, carton.number, carton.state, units, carton.sscc, carton.weight_g
    )


def _chosen(cartons: Sequence[CartonRow], number: int) -> CartonRow | None:
    """Return the open carton of that number, else the one that was begun last."""
    is_open = [carton for carton in cartons if carton.is_open]
    named = [carton for carton in is_open if carton.number == number]
    return named[0] if named else (is_open[-1] if is_open else None)


def _wanted(session: Session, order_id: int) -> dict[int, int]:
    """Return item → units that were picked and have not left."""
    lines = list(
        session.execute(
            select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id)
        ).scalars()
    )
    units = line_units(session, order_id, lines)
    found: dict[int, int] = {}
    for line in lines:
        here = units[line.id].picked - units[line.id].shipped
        if line.item_id is not None and here > 0:
            found[line.item_id] = found.get(line.item_id, 0) + here
    return found


def _items(session: Session, item_ids: set[int]) -> dict[int, Item]:
    rows = session.execute(select(Item).where(Item.id.in_(item_ids))).scalars()
    return {item.id: item for item in rows}


def _rows(
    items: Mapping[int, Item],
    wanted: Mapping[int, int],
    boxed: Sequence[Held],
    loose: Sequence[Held],
    now: Any,
) -> list[VerifyRow]:
    done = units_by_item(boxed)
    rows = [
        VerifyRow(
            item_id=item.id,
            name=item.name,
            sku=item.sku,
            done=done.get(item.id, 0),
            wanted=max(wanted.get(item.id, 0), done.get(item.id, 0)),
            lots=_lots([one for one in loose if one.item_id == item.id]),
            picture=item.picture,
            is_now=item.id == now,
        )
        for item in items.values()
    ]
    return sorted(rows, key=lambda row: (row.left == 0, row.name, row.item_id))


def _lots(held: Sequence[Held]) -> str:
    codes = sorted({one.lot_code for one in held if one.lot_code})
    more = f" and {len(codes) - LOTS_SHOWN} more" if len(codes) > LOTS_SHOWN else ""
    return ", ".join(codes[:LOTS_SHOWN]) + more


def _expected_g(items: Mapping[int, Item], inside: Sequence[Held]) -> int | None:
    weights = [(items[one.item_id].weight_g, one.units) for one in inside]
    if any(weight is None for weight, _ in weights):
        return None
    return sum((weight or 0) * units for weight, units in weights)


def _codes(
    session: Session, held: Sequence[Held], asks: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return what could be scanned now, for those who try the demo without a scanner."""
    if asks:
        named = [one for one in held if one.item_id == asks["item_id"]]
        return [(one.item_name, one.lot_code) for one in named][:CODES_SHOWN]
    left = units_by_item(held)
    packs = session.execute(
        select(Pack.item_id, Pack.name, Pack.units, Item.name.label("item_name"), Barcode.code)
        .join(Barcode, Barcode.pack_id == Pack.id)
        .join(Item, Item.id == Pack.item_id)
        .where(Pack.item_id.in_(list(left)))
        .order_by(Item.name, Pack.units.desc(), Barcode.code)
    ).all()
    fitting = [pack for pack in packs if pack.units <= left[pack.item_id]]
    codes: dict[str, str] = {}
    for pack in fitting:
        size = "" if pack.units == 1 else f" · {pack.name} of {pack.units}"
        codes.setdefault(f"{pack.item_name}{size}", pack.code)
    return list(codes.items())[:CODES_SHOWN]
