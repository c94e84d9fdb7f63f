"""The supervisor's view of the intake: cases, and how the devices are doing."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.ledger import queries as ledger
from warehouse.ledger.errors import SerialElsewhere
from warehouse.ledger.rules import QUARANTINED
from warehouse.locations.models import Place
from warehouse.people.models import Device, User
from warehouse.picking.errors import OrderCalledOff
from warehouse.picking.models import PickLine
from warehouse.sync.models import DeviceTally, FloorCase, FloorLabel, SequenceGap
from warehouse.sync.rules import doubts_about_clock
from warehouse.sync.screens import CaseDesk, CaseRow, HealthDesk, HealthRow, LabelRow

CLOCK_OFF_MS = 60_000
MOST_DEVICES = 300
MOST_CASES = 200
MOST_LABELS = 50


def case_desk(session: Session, site_id: int) -> CaseDesk:
    """Return the open cases of a site, oldest first."""
    rows = session.execute(
        select(FloorCase, User.name)
        .outerjoin(User, User.id == FloorCase.user_id)
        .where(FloorCase.site_id == site_id, FloorCase.decided_at.is_(None))
        .order_by(FloorCase.raised_at, FloorCase.id)
        .limit(MOST_CASES)
    ).all()
    events = ledger.events_by_id(session, [case.event_id for case, _ in rows])
    goods = _goods(session, events.values())
    return CaseDesk(
        cases=[_case(case, name, events[case.event_id], goods) for case, name in rows],
        labels=_labels(session, site_id),
    )


def _case(
    case: FloorCase, name: str | None, event: ledger.StoredEvent, goods: dict[int, tuple[str, str]]
) -> CaseRow:
    is_open = event.outcome == QUARANTINED or case.code == SerialElsewhere.code
    return CaseRow(
        case_id=case.id,
        who=name or "a device",
        sentence=case.sentence,
        doing=_doing(event, goods),
        raised_at=case.raised_at,
        may_post=is_open and case.code != OrderCalledOff.code,
        may_reverse=is_open and bool(json.loads(event.body).get("units")),
        is_open=is_open,
    )


def _labels(session: Session, site_id: int) -> list[LabelRow]:
    rows = session.execute(
        select(FloorLabel, User.name, Device.name.label("device"))
        .outerjoin(User, User.id == FloorLabel.user_id)
        .outerjoin(Device, Device.id == FloorLabel.device_id)
        .where(FloorLabel.site_id == site_id)
        .order_by(FloorLabel.id.desc())
        .limit(MOST_LABELS)
    ).all()
    events = ledger.events_by_id(session, [row[0].event_id for row in rows])
    goods = _goods(session, events.values())
    return [
        LabelRow(
            who=row.name or "a device",
            device=row.device or (row[0].device_id or "")[:8],
            doing=_doing(events[row[0].event_id], goods),
            sentence=row[0].sentence,
            raised_at=row[0].raised_at,
        )
        for row in rows
    ]


def _goods(session: Session, events: Iterable[ledger.StoredEvent]) -> dict[int, tuple[str, str]]:
    """Return pick line → item and bin, of the events that moved goods."""
    bodies = [json.loads(event.body) for event in events]
    lines = {int(body["line"]) for body in bodies if "units" in body}
    rows = session.execute(
        select(PickLine.id, Item.name, Place.code)
        .join(Item, Item.id == PickLine.item_id)
        .join(Place, Place.id == PickLine.place_id)
        .where(PickLine.id.in_(lines))
    )
    return {line: (item, place) for line, item, place in rows}


def _doing(event: ledger.StoredEvent, goods: dict[int, tuple[str, str]]) -> str:
    """Say what was done: goods in words, anything else by the event's kind and fields."""
    body = json.loads(event.body)
    if "units" in body and int(body["line"]) in goods:
        item, place = goods[int(body["line"])]
        return f"Put {body['units']} × {item} from {place} into {body['code']}"
    fields = ", ".join(f"{key} {value}" for key, value in body.items())
    return f"{event.kind.replace('.', ' ')}: {fields}"


def health_desk(session: Session, site_id: int, *, release: str = "") -> HealthDesk:
    """Return the devices of a site with what each last told, the silent ones last.

    Args:
        release: The digest of the static files that this server hands out.
    """
    devices = list(
        session.execute(
            select(Device)
            .where(Device.site_id == site_id)
            .order_by(Device.name)
            .limit(MOST_DEVICES)
        ).scalars()
    )
    ids = [device.id for device in devices]
    newest = ledger.newest_of(session, ids)
    gaps = {
        row.device_id: row.gaps
        for row in session.execute(
            select(SequenceGap.device_id, func.count().label("gaps"))
            .where(SequenceGap.device_id.in_(ids), SequenceGap.passed_at.is_not(None))
            .group_by(SequenceGap.device_id)
        )
    }
    tallies = {
        tally.device_id: tally
        for tally in session.execute(
            select(DeviceTally).where(DeviceTally.device_id.in_(ids))
        ).scalars()
    }
    rows = [
        _health(
            device,
            newest.get(device.id),
            gaps.get(device.id, 0),
            tallies.get(device.id) or DeviceTally(replays=0, epochs=0, clock="", release=""),
            release,
        )
        for device in devices
    ]
    rows.sort(key=lambda row: (row.last_event_at is None, row.name))
    return HealthDesk(devices=rows)


def _health(
    device: Device,
    event: ledger.NewestEvent | None,
    gaps: int,
    tally: DeviceTally,
    release: str,
) -> HealthRow:
    state = "taken out" if device.is_revoked else "enrolled" if device.enrolled_at else "browser"
    name = device.name or device.id[:8]
    return HealthRow(
        name=name,
        state=state,
        last_event_at=event.received_at if event else None,
        numbers=f"{event.device_seq} of {event.device_epoch}" if event else "",
        waited_s=_waited_s(event) if event else None,
        clock=_clock(event) if event else "",
        gaps=gaps,
        epochs_lost=max(0, tally.epochs - 1),
        replays=tally.replays,
        release=tally.release[:8],
        is_behind=bool(release and tally.release and tally.release != release),
        queue=_queue(tally),
        battery_pct=tally.battery_pct,
    )


def _waited_s(event: ledger.NewestEvent) -> int:
    waited = (event.received_at - event.captured_at).total_seconds()
    return max(0, round(waited - (event.clock_offset_ms or 0) / 1000))


def _clock(event: ledger.NewestEvent) -> str:
    off = event.clock_offset_ms or 0
    doubt = doubts_about_clock(event.captured_at, event.received_at, event.clock_offset_ms)
    if not doubt and abs(off) > CLOCK_OFF_MS:
        return f"its clock is {abs(off) // 1000} s {'behind' if off > 0 else 'ahead'}"
    return doubt


def _queue(tally: DeviceTally) -> str:
    """Say how long its queue was when it last told; its oldest by the device's own clock."""
    if tally.unsent is None or tally.told_at is None:
        return ""
    if tally.oldest_at is None:
        return str(tally.unsent)
    minutes = max(0, round((tally.told_at - tally.oldest_at).total_seconds() / 60))
    return f"{tally.unsent} · {minutes} min"
