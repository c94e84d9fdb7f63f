"""Setting a site up: the site itself, its bins from a file, its totes and other places."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.kernel.tabular import ImportReport
from warehouse.locations.models import BIN, TOTE, VIRTUAL, Bin, Place, Site, Zone
from warehouse.locations.rules import BinRow, read_bins


def create_site(
    session: Session, code: str, name: str, *, time_zone: str = "UTC", gs1_prefix: str = ""
) -> Site:
    """Make a site with its virtual places; `ledger.service.open_site` adds its ledger.

    Args:
        session: The transaction.
        code: Short, for file names and reports.
        name: As people say it.
        time_zone: Where its walls are, as "Europe/Berlin".
        gs1_prefix: The seller's own GS1 company prefix; "" until there is one.
    """
    site = Site(code=code, name=name, time_zone=time_zone, gs1_prefix=gs1_prefix)
    session.add(site)
    session.flush()
    for kind in VIRTUAL:
        create_place(session, site.id, kind, kind.upper())
    return site


def create_place(session: Session, site_id: int, kind: str, code: str) -> int:
    """Make a place of a kind, or find the one that is there; returns its id."""
    known = session.execute(
        select(Place.id).where(Place.site_id == site_id, Place.kind == kind, Place.code == code)
    ).scalar_one_or_none()
    if known is not None:
        return known
    place = Place(site_id=site_id, kind=kind, code=code)
    session.add(place)
    session.flush()
    return place.id


def create_tote(session: Session, site_id: int, code: str) -> int:
    """Make a tote, or find the one of that code; returns its place's id."""
    return create_place(session, site_id, TOTE, code)


def create_zone(session: Session, site_id: int, code: str, name: str = "") -> int:
    """Make a zone, or find the one of that code; returns its id."""
    known = session.execute(
        select(Zone.id).where(Zone.site_id == site_id, Zone.code == code)
    ).scalar_one_or_none()
    if known is not None:
        return known
    zone = Zone(site_id=site_id, code=code, name=name or f"Zone {code}")
    session.add(zone)
    session.flush()
    return zone.id


def import_bins(session: Session, site_id: int, raw: bytes) -> ImportReport:
    """Take a file of bins in, all of it or nothing; known by code, a second time it updates.

    Zones that the file names are made. Bins that it does not name stay as they are.

    Raises:
        TableErrors: The file is broken; every fault has its row and column.
    """
    rows = read_bins(raw)
    zones = {
        code: create_zone(session, site_id, code)
        for code in dict.fromkeys(row.zone for row in rows)
    }
    found = session.execute(
        select(Place.code, Bin)
        .join(Bin, Bin.place_id == Place.id)
        .where(Place.site_id == site_id, Place.kind == BIN)
    )
    known = dict(found.all())
    created = changed = 0
    for row in rows:
        values = _values(row, zones[row.zone])
        if row.code not in known:
            place_id = create_place(session, site_id, BIN, row.code)
            session.add(Bin(place_id=place_id, **values))
            created += 1
            continue
        shelf = known[row.code]
        if any(getattr(shelf, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(shelf, name, value)
            changed += 1
    session.flush()
    return ImportReport(created, changed, len(rows) - created - changed)


def _values(row: BinRow, zone_id: int) -> dict[str, int | bool]:
    return {
        "zone_id": zone_id,
        "aisle": row.aisle,
        "bay": row.bay,
        "level": row.level,
        "x_cm": row.x_cm,
        "y_cm": row.y_cm,
        "is_pick_face": row.is_pick_face,
    }
