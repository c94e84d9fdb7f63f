"""The floor of a site, the order of stops on it, and the map of a walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.locations.models import Bin, Place, Zone
from warehouse.routing.drawing import Shown, draw
from warehouse.routing.models import FloorPlan
from warehouse.routing.rules.distances import NO_WAY
from warehouse.routing.rules.floor import Place as Spot
from warehouse.routing.rules.onfloor import order_places
from warehouse.routing.rules.site import Aisle, Ground, Stand, derived, planned
from warehouse.routing.rules.survey import Survey
from warehouse.routing.rules.tour import length_of, order_groups
from warehouse.routing.screens import FloorDesk, FloorMap
from warehouse.web.signal import Signal


@dataclass(frozen=True, slots=True)
class Route:
    """Places in the order of walking, and how far the walk is, to its end, in centimetres."""

    places: list[int]
    length_cm: int


def ground_of(session: Session, site_id: int) -> Ground:
    """Return a site's floor: its plan, else what its bins' coordinates say.

    Lengths are kept in the process for as long as the plan, or the aisles, stay as they are.
    """
    content = session.execute(
        select(FloorPlan.content).where(FloorPlan.site_id == site_id)
    ).scalar_one_or_none()
    if content is not None:
        return planned(content)
    rows = session.execute(
        select(
            Zone.code,
            Bin.aisle,
            func.min(Bin.x_cm),
            func.max(Bin.x_cm),
            func.min(Bin.y_cm),
            func.max(Bin.y_cm),
        )
        .join(Zone, Zone.id == Bin.zone_id)
        .where(Zone.site_id == site_id)
        .group_by(Zone.code, Bin.aisle)
        .order_by(Zone.code, Bin.aisle)
    )
    return derived(tuple(Aisle(f"{zone}{aisle}", *box) for zone, aisle, *box in rows))


def route(
    session: Session,
    site_id: int,
    groups: Sequence[Sequence[int]],
    *,
    since: int | None = None,
) -> Route:
    """Return bins in the order of the shortest walk to where trips end.

    Args:
        session: For reading.
        site_id: Whose floor it is.
        groups: Ids of bins; all of a group come before those of the next.
        since: The bin where the walk begins; else where trips start.
    """
    ground = ground_of(session, site_id)
    wanted = [sorted(set(group)) for group in groups]
    asked = [place_id for group in wanted for place_id in group]
    spots = _spots(session, ground, asked if since is None else [*asked, since])
    begin = ground.floor.start if since is None else spots[since]
    matrix = ground.distances.matrix([begin, ground.floor.end, *(spots[one] for one in asked)])
    if len([group for group in wanted if group]) == 1:
        found = order_places(ground.distances, begin, ground.floor.end, [spots[i] for i in asked])
        order = [index + 2 for index in found]
    else:
        row = {place_id: index for index, place_id in enumerate(asked, start=2)}
        order = order_groups(matrix, 0, 1, [[row[place_id] for place_id in one] for one in wanted])
    length = length_of(matrix, 0, 1, order)
    return Route([asked[index - 2] for index in order], length if length < NO_WAY else 0)


def survey(session: Session, site_id: int, place_ids: Sequence[int]) -> Survey:
    """Measure a site's floor between the bins that are planned with."""
    ground = ground_of(session, site_id)
    return Survey(ground, _spots(session, ground, place_ids))


def floor_map(session: Session, site_id: int, stops: Sequence[tuple[int, str]] = ()) -> FloorMap:
    """Draw a site's floor and the walk over stops: (bin's id, its state) in their order."""
    ground = ground_of(session, site_id)
    ids = [place_id for place_id, _ in stops]
    spots = _spots(session, ground, ids)
    codes: dict[int, str] = {
        row.id: row.code
        for row in session.execute(select(Place.id, Place.code).where(Place.id.in_(ids)))
    }
    return draw(ground, [Shown(spots[one], codes[one], state) for one, state in stops])


def floor_desk(session: Session, site_id: int, signal: Signal | None = None) -> FloorDesk:
    """Return the page of a site's floor."""
    changed_at = session.execute(
        select(FloorPlan.changed_at).where(FloorPlan.site_id == site_id)
    ).scalar_one_or_none()
    drawn = floor_map(session, site_id)
    return FloorDesk(drawn, len(drawn.aisles), changed_at, signal)


def _spots(session: Session, ground: Ground, place_ids: Sequence[int]) -> dict[int, Spot]:
    """Return where each bin hangs; what is no bin is at the end, where containers are taken."""
    rows = session.execute(
        select(Place.id, Place.code, Zone.code, Bin.aisle, Bin.level, Bin.x_cm, Bin.y_cm)
        .join(Bin, Bin.place_id == Place.id)
        .join(Zone, Zone.id == Bin.zone_id)
        .where(Place.id.in_(set(place_ids)))
    )
    found = {row[0]: ground.place(Stand(row[1], f"{row[2]}{row[3]}", *row[4:])) for row in rows}
    return {one: found.get(one, ground.floor.end) for one in place_ids}
