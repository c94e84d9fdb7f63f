"""Looking bins and other places up."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from warehouse.kernel.errors import NotYours
from warehouse.locations.errors import NoSite, WhichSite
from warehouse.locations.models import VIRTUAL, Bin, Place, Site, Zone
from warehouse.locations.screens import BinRow, BinsFound, PlaceCard, ZoneRow

BLANKS = "\r\n\t "
BIN_PREFIX = "B-"


def zones(session: Session, site_id: int) -> tuple[ZoneRow, ...]:
    """Return the site's zones by code, each with its aisles."""
    rows = session.execute(
        select(Zone.code, Zone.name, Bin.aisle)
        .outerjoin(Bin, Bin.zone_id == Zone.id)
        .where(Zone.site_id == site_id)
        .group_by(Zone.code, Zone.name, Bin.aisle)
        .order_by(Zone.code, Bin.aisle)
    )
    found: dict[str, ZoneRow] = {}
    for code, name, aisle in rows:
        known = found.get(code, ZoneRow(code, name, ()))
        found[code] = ZoneRow(code, name, known.aisles if aisle is None else (*known.aisles, aisle))
    return tuple(found.values())


def search_bins(  # noqa: PLR0913 - what the form asks
    session: Session,
    site_id: int,
    text: str,
    *,
    zone: str = "",
    aisle: int | None = None,
    page: int,
    size: int,
) -> BinsFound:
    """Return one page of the site's bins, by code.

    Args:
        text: Part of a code, or a bin's label as scanned.
        zone: Code of the only zone wanted, or "".
        aisle: Number of the only aisle wanted.
        page: Counted from 1.
        size: Bins a page.
    """
    text, zone = text.replace("\x00", "␀"), zone.replace("\x00", "␀")  # PostgreSQL takes no NUL
    wanted: list[ColumnElement[bool]] = [Place.site_id == site_id, _has_code(text)]
    if zone:
        wanted.append(Zone.code == zone)
    if aisle is not None:
        wanted.append(Bin.aisle == aisle)
    bins = _bins().where(*wanted)
    total = session.execute(select(func.count()).select_from(bins.subquery())).scalar_one()
    rows = session.execute(bins.order_by(Place.code).limit(size).offset((page - 1) * size))
    return BinsFound(tuple(BinRow(*row) for row in rows), total)


def place_card(session: Session, site_id: int, place_id: int) -> PlaceCard:
    """Return a real place of the site.

    Raises:
        NotYours: No such place, one of another site, or one where nobody can stand.
    """
    place = session.get(Place, place_id)
    if place is None or place.site_id != site_id or place.kind in VIRTUAL:
        raise NotYours
    bin_row = session.execute(_bins().where(Place.id == place_id)).one_or_none()
    parent = session.get(Place, place.parent_id) if place.parent_id else None
    return PlaceCard(
        place_id=place.id,
        kind=place.kind,
        code=place.code,
        bin=BinRow(*bin_row) if bin_row else None,
        stands_in=(parent.kind, parent.code) if parent else None,
    )


def time_zone_of(session: Session, site_id: int) -> tzinfo:
    """Return the time zone in which the people of the site read clocks; UTC where unknown."""
    name = session.execute(select(Site.time_zone).where(Site.id == site_id)).scalar_one()
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _bins() -> Select[int, str, str, str, int, int, int, bool]:
    return (
        select(
            Place.id,
            Place.code,
            Zone.code.label("zone_code"),
            Zone.name.label("zone_name"),
            Bin.aisle,
            Bin.bay,
            Bin.level,
            Bin.is_pick_face,
        )
        .join(Bin, Bin.place_id == Place.id)
        .join(Zone, Zone.id == Bin.zone_id)
    )


def _has_code(text: str) -> ColumnElement[bool]:
    """Match a part of the code, or the whole after the letter that only the label has.

    `B-01-1` may be the bin of aisle B or the label of a bin called 01-1: both are found.
    """
    code = text.strip(BLANKS).upper()
    return or_(
        Place.code.icontains(code, autoescape=True), Place.code == code.removeprefix(BIN_PREFIX)
    )


def has_site(session: Session) -> bool:
    """Tell whether any site was made."""
    return session.execute(select(Site.id).limit(1)).first() is not None


def site_id_of(session: Session, code: str | None) -> int:
    """Return the id of the site of a code; without a code, of the only one.

    Raises:
        NoSite: None was made yet.
        WhichSite: There is none of that code, or no code was given and there are several.
    """
    sites: dict[str, int] = {
        row.code: row.id for row in session.execute(select(Site.code, Site.id))
    }
    if not sites:
        raise NoSite
    if code is None and len(sites) == 1:
        return next(iter(sites.values()))
    if code is None or code not in sites:
        raise WhichSite(sites=", ".join(sorted(sites)))
    return sites[code]
