"""The walk of a trip on the map of the floor."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.orders.models import Order
from warehouse.picking.models import PickLine, PickTask
from warehouse.picking.queries.tasks import trip_name
from warehouse.picking.screens import TripMap, TripRoute
from warehouse.routing.queries import floor_map
from warehouse.web.guard import Actor


def trip_map(session: Session, actor: Actor, task_id: int, *, at_desk: bool) -> TripMap:
    """Return where a trip leads: the stops in their order, those done, and the one that is next.

    Raises:
        NotYours: no such task at the actor's site.
    """
    task = session.execute(
        select(PickTask.route_cm, PickTask.lead_id, PickTask.method, Order.channel_order_id)
        .join(Order, Order.id == PickTask.order_id)
        .where(PickTask.id == task_id, PickTask.site_id == actor.site_id)
    ).one_or_none()
    if task is None:
        raise NotYours
    is_done = PickLine.wanted == PickLine.picked + PickLine.short
    rows = session.execute(
        select(PickLine.place_id, is_done.label("is_done"))
        .join(PickTask, PickTask.id == PickLine.task_id)
        .where(PickTask.lead_id == task.lead_id)
        .order_by(is_done.desc(), PickLine.at_bin.desc(), PickLine.sequence, PickLine.id)
    ).all()
    stops: list[tuple[int, str]] = []
    for row in rows:
        is_now = not row.is_done and all(state == "done" for _, state in stops)
        stops.append((row.place_id, "done" if row.is_done else "now" if is_now else "next"))
    drawn = TripRoute if at_desk else TripMap
    return drawn(
        task_id=task_id,
        order_ref=trip_name(task.lead_id, task.method, task.channel_order_id),
        metres=None if task.route_cm is None else round(task.route_cm / 100),
        map=floor_map(session, actor.site_id, stops),
    )
