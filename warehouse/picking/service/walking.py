"""The order in which a trip's stops are walked: settled at release, and when something changes."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.picking.models import PickLine, PickTask
from warehouse.routing import queries as routing

SKIPPED = 1_000_000
"""Stops from this sequence on were skipped: they stay behind all others, however those change."""
HEAVY_G = 10_000
"""From this weight a piece goes into the tote before lighter ones, which it would crush."""


def settle(session: Session, site_id: int, lead_id: int) -> None:
    """Settle the walk of a trip that is being released, and note how far it is."""
    length_cm = resequence(session, site_id, lead_id)
    session.execute(update(PickTask).where(PickTask.lead_id == lead_id).values(route_cm=length_cm))


def resequence(
    session: Session, site_id: int, lead_id: int, *, since: int | None = None
) -> int | None:
    """Put the stops that are not begun in the order of the shortest walk, behind those that are.

    Heavy pieces come first, what was skipped stays last. The order stands until it is settled
    anew: nothing about it changes while the picker walks.

    Args:
        session: Under the site's turn.
        site_id: Whose floor is walked.
        lead_id: The trip's leading task.
        since: The bin that the picker stands at; else the walk begins where trips do.

    Returns:
        The length of the walk in centimetres; None if no stop is left.
    """
    of_trip = PickLine.task_id.in_(select(PickTask.id).where(PickTask.lead_id == lead_id))
    open_stop = (PickLine.wanted > PickLine.picked + PickLine.short) & ~PickLine.at_bin
    rows = session.execute(
        select(PickLine.id, PickLine.place_id, Item.weight_g)
        .join(Item, Item.id == PickLine.item_id)
        .where(of_trip, open_stop, PickLine.sequence < SKIPPED)
        .order_by(PickLine.id)
    ).all()
    if not rows:
        return None
    heavy = {row.place_id for row in rows if (row.weight_g or 0) >= HEAVY_G}
    others = {row.place_id for row in rows} - heavy
    route = routing.route(session, site_id, [sorted(heavy), sorted(others)], since=since)
    begun = session.execute(
        select(func.max(PickLine.sequence)).where(of_trip, ~open_stop, PickLine.sequence < SKIPPED)
    ).scalar_one()
    rank = {place_id: nth for nth, place_id in enumerate(route.places)}
    ordered = sorted(rows, key=lambda row: (rank[row.place_id], row.id))
    for sequence, row in enumerate(ordered, start=max(begun or 0, 999) + 1):
        session.execute(update(PickLine).where(PickLine.id == row.id).values(sequence=sequence))
    return route.length_cm
