"""The packing table as the packer sees it: what is in, what is left, what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CartonType
from warehouse.cartons.queries import boxes_of, services_of, suggest
from warehouse.cartons.rules import Box, Choice, allowed, one_carton
from warehouse.catalog.models import Item
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as stock
from warehouse.orders.loading import kits_among, load_lines, made_whole
from warehouse.orders.models import Order, OrderLine
from warehouse.orders.queries.containers import containers_of
from warehouse.orders.queries.progress import LineUnits, line_units, units_to_pack
from warehouse.packing.models import SHIPPED, Carton, CartonPhoto
from warehouse.packing.queries.codes import codes_of
from warehouse.packing.rules.cartons import missing_units, units_by_item
from warehouse.packing.rules.verify import Held
from warehouse.packing.screens import CartonRow, Mode, VerifyRow, VerifyScreen
from warehouse.web.guard import Actor
from warehouse.web.signal import Signal

FORMS_A_SCREEN = 7
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
    rows_of = _carton_rows(session, cartons, boxed)
    now = _chosen(rows_of, view.carton)
    last = stock.latest_posted(session, f"order:{order.id}")
    said = last.answer if last and last.device_id == actor.device_id else {}
    lines = load_lines(session, order.id)
    units = line_units(session, order.id, lines)
    wanted = units_to_pack(lines, units)
    shared = {tote.place_id for tote in totes if tote.is_shared}
    own = [one for one in held if one.place_id not in shared]
    items = _items(session, {*wanted, *units_by_item(own)})
    loose = [one for one in loose if one.item_id in items]
    asks = said.get("asks") or {}
    mode: Mode = "back" if asks and last and last.kind == "pack.take_back" else view.mode
    mode = mode if now is not None and now.is_open else "scan"
    boxes_here = boxes_of(session, actor.site_id)
    missing = missing_units(wanted, boxed) if now is None else {}
    advice = _advice(session, order, missing, boxes_here)
    inside = [one for one in boxed if now is not None and one.place_id == now.place_id]
    return VerifyScreen(
        order_id=order.id,
        order_ref=order.channel_order_id,
        totes=tuple(tote.code for tote in totes),
        rows=_rows(items, wanted, boxed, loose, said.get("item"), lines, units),
        cartons=rows_of,
        now=now,
        mode=mode,
        asks=asks.get("item_name", ""),
        expected_g=_expected_g(items, inside, now, boxes_here),
        gift_message=order.gift_message,
        suggested=advice.suggested,
        why=advice.why,
        one_carton=advice.one_carton,
        boxes=advice.boxes,
        weight_g=view.weight_g,
        reason=view.reason,
        signal=signal,
        event_ids=tuple(str(new_event_id()) for _ in range(FORMS_A_SCREEN)),
        codes=codes_of(session, inside if mode == "back" else loose, asks) if show_codes else [],
    )


@dataclass(frozen=True, slots=True)
class _Advice:
    """Which cartons to take, why, and which there are; see `VerifyScreen`."""

    suggested: str
    why: str
    one_carton: str
    boxes: list[tuple[int, str]]


def _advice(
    session: Session, order: Order, missing: Mapping[int, int], boxes: Sequence[Box]
) -> _Advice:
    """Suggest cartons for what is missing from all, as far as the order's service takes them."""
    services, level = services_of(session, order.site_id), order.service_level
    choice = suggest(session, order.site_id, missing, level)
    only, suggested, why = one_carton(services, level), _in_words(choice), choice.reason
    if only and len(choice.boxes) > 1:
        suggested, why = "", f"{only} takes one carton, and none here holds all. Ask a supervisor."
    words = [
        (box.type_id, f"{box.code} · {' × '.join(map(str, box.sides))}")
        for box in allowed(services, level, boxes)
    ]
    return _Advice(suggested, why, only, words)


def _cartons(session: Session, order_id: int) -> list[Carton]:
    rows = session.execute(
        select(Carton)
        .where(Carton.order_id == order_id, Carton.state != SHIPPED)
        .order_by(Carton.number)
    )
    return list(rows.scalars())


def _carton_rows(
    session: Session, cartons: Sequence[Carton], boxed: Sequence[Held]
) -> list[CartonRow]:
    found = session.execute(
        select(Carton.place_id, CartonType.code, CartonPhoto.taken_at)
        .outerjoin(CartonType, CartonType.id == Carton.type_id)
        .outerjoin(CartonPhoto, CartonPhoto.place_id == Carton.place_id)
        .where(Carton.place_id.in_([carton.place_id for carton in cartons]))
    )
    known = {row.place_id: row for row in found}
    return [
        CartonRow(
            place_id=carton.place_id,
            number=carton.number,
            state=carton.state,
            units=sum(one.units for one in boxed if one.place_id == carton.place_id),
            sscc=carton.sscc,
            weight_g=carton.weight_g,
            box=known[carton.place_id].code or "",
            has_photo=known[carton.place_id].taken_at is not None,
        )
        for carton in cartons
    ]


def _chosen(cartons: Sequence[CartonRow], number: int) -> CartonRow | None:
    """Return the open carton of that number, else the one that was begun last."""
    is_open = [carton for carton in cartons if carton.is_open]
    named = [carton for carton in is_open if carton.number == number]
    return named[0] if named else (is_open[-1] if is_open else None)


def _replaced(lines: Sequence[OrderLine]) -> dict[int, str]:
    """Return item → what was ordered instead of it, where a supervisor sends it as a substitute."""
    titles = {line.id: line.title or line.sku for line in lines}
    return {
        line.item_id: titles[line.replaces_id]
        for line in lines
        if line.item_id is not None and line.replaces_id is not None
    }


def _kits(
    lines: Sequence[OrderLine], units: Mapping[int, LineUnits], boxed: Sequence[Held]
) -> dict[int, str]:
    """Return item → the kit that it is a component of, and how many are whole, in words."""
    inside, heads = units_by_item(boxed), {line.id: line for line in lines}
    found: dict[int, str] = {}
    for head_id, parts in kits_among(lines).items():
        head, left = heads[head_id], units[head_id].wanted - units[head_id].shipped
        if left <= 0:
            continue
        whole = made_whole(parts, lambda part: inside.get(part.item_id or 0, 0))
        words = f"{head.title or head.sku} · {head.sku} · {min(whole, left)} of {left} whole"
        for part in parts:
            found.setdefault(part.item_id or 0, words)
    return found


def _items(session: Session, item_ids: set[int]) -> dict[int, Item]:
    rows = session.execute(select(Item).where(Item.id.in_(item_ids))).scalars()
    return {item.id: item for item in rows}


def _rows(  # noqa: PLR0913, PLR0917 - what is where, and what is said of it
    items: Mapping[int, Item],
    wanted: Mapping[int, int],
    boxed: Sequence[Held],
    loose: Sequence[Held],
    now: Any,
    lines: Sequence[OrderLine],
    units: Mapping[int, LineUnits],
) -> list[VerifyRow]:
    replaced, kits = _replaced(lines), _kits(lines, units, boxed)
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
            replaces=replaced.get(item.id, ""),
            kit=kits.get(item.id, ""),
        )
        for item in items.values()
    ]
    # A kit stays together, and stands where its first component does that is still to be packed.
    whole = {kit: not any(row.left for row in rows if row.kit == kit) for kit in kits.values()}
    return sorted(
        rows,
        key=lambda row: (
            whole.get(row.kit, row.left == 0), row.kit, row.left == 0, row.name, row.item_id,
        ),
    )  # fmt: skip


def _lots(held: Sequence[Held]) -> str:
    codes = sorted({one.lot_code for one in held if one.lot_code})
    more = f" and {len(codes) - LOTS_SHOWN} more" if len(codes) > LOTS_SHOWN else ""
    return ", ".join(codes[:LOTS_SHOWN]) + more


def _in_words(choice: Choice) -> str:
    """Say which cartons to take: "2 × M, then S"."""
    counts: dict[str, int] = {}
    for box in choice.boxes:
        counts[box.code] = counts.get(box.code, 0) + 1
    return ", then ".join(f"{n} × {code}" if n > 1 else code for code, n in counts.items())


def _expected_g(
    items: Mapping[int, Item],
    inside: Sequence[Held],
    carton: CartonRow | None,
    boxes: Sequence[Box],
) -> int | None:
    weights = [(items[one.item_id].weight_g, one.units) for one in inside]
    if any(weight is None for weight, _ in weights):
        return None
    tare = sum(box.tare_g for box in boxes if carton is not None and box.code == carton.box)
    return tare + sum((weight or 0) * units for weight, units in weights)
