"""What a shared tote still holds once its last order is packed goes home."""

from __future__ import annotations

from sqlalchemy.orm import Session

from warehouse.ledger import queries as stock
from warehouse.ledger.rules import Capture
from warehouse.locations.models import BIN, Place
from warehouse.packing.rules.verify import Held
from warehouse.putback import service as putback


def send_home(
    session: Session, capture: Capture, place: Place, order_id: int, in_totes: list[Held]
) -> None:
    """Ask for what the tote still holds, once no order waits for it, to be put back.

    Args:
        order_id: The order that was packed last.
        in_totes: What its totes hold now.
    """
    asked = putback.asked_units(session, [place.id])
    goods = []
    for held in in_totes:
        over = held.units - asked.get((place.id, held.item_id, held.lot_id), 0)
        bins = [
            row
            for row in stock.stock_of_item(session, capture.site_id, held.item_id)
            if row.place_kind == BIN
        ]
        if held.place_id == place.id and over > 0 and bins:
            home = max(bins, key=lambda row: row.on_hand)
            goods.append(putback.Goods(held.item_id, held.lot_id, home.place_id, over))
    if goods:
        putback.ask(
            session,
            site_id=capture.site_id,
            order_id=order_id,
            container_id=place.id,
            goods=goods,
            reason=f"No order waits for what is left in {place.code}: put it back.",
            event_id=capture.id,
            for_user_id=capture.user_id,
            now=capture.received_at,
        )
