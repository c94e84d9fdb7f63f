"""The supervisor's view of the intake: cases, and how the devices are doing."""

from __future__ import annotations

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.ledger import queries as ledger
from warehouse.ledger.rules import QUARANTINED
from warehouse.people.models import Device, User
from warehouse.sync.models import FloorCase, SequenceGap
from warehouse.sync.rules import doubts_about_clock
from warehouse.sync.screens import CaseDesk, CaseRow, HealthDesk, HealthRow

CLOCK_OFF_MS = 60_000
MOST_DEVICES = 300


def case_desk(session: Session, site_id: int) -> CaseDesk:
    """Return the open cases of a site, oldest first."""
    rows = session.execute(
        select(FloorCase, User.name)
        .outerjoin(User, User.id == FloorCase.user_id)
        .where(FloorCase.site_id == site_id, FloorCase.decided_at.is_(None))
        .order_by(FloorCase.raised_at, FloorCase.id)
    ).all()
    events = ledger.events_by_id(session, [case.event_id for case, _ in rows])
    return CaseDesk(
        cases=[
            CaseRow(
                case_id=case.id,
                who=name or "a device",
                sentence=case.sentence,
                doing=_doing(events[case.event_id]),
                raised_at=case.raised_at,
                may_post=events[case.event_id].outcome == QUARANTINED,
            )
            for case, name in rows
        ]
    )


def _doing(event: ledger.StoredEvent) -> str:
    """Say what was done, in the words of the event: its kind and fields."""
    fields = ", ".join(f"{key} {value}" for key, value in json.loads(event.body).items())
    return f"{event.kind.replace('.', ' ')}: {fields}"


def health_desk(session: Session, site_id: int) -> HealthDesk:
    """Return the devices of a site with what each last told, the silent ones last."""
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
    rows = [_health(device, newest.get(device.id), gaps.get(device.id, 0)) for device in devices]
    rows.sort(key=lambda row: (row.last_event_at is None, row.name))
    return HealthDesk(devices=rows)


def _health(device: Device, event: ledger.NewestEvent | None, gaps: int) -> HealthRow:
    state = "taken out" if device.is_revoked else "enrolled" if device.enrolled_at else "browser"
    name = device.name or device.id[:8]
    if event is None:
        return HealthRow(name, state, None, "", None, "", gaps)
    off = event.clock_offset_ms or 0
    clock = doubts_about_clock(event.captured_at, event.received_at)
    if abs(off) > CLOCK_OFF_MS:
        clock = f"{abs(off) // 1000} s {'behind' if off > 0 else 'ahead'}"
    waited = (event.received_at - event.captured_at).total_seconds() + -off / 1000
    return HealthRow(
        name=name,
        state=state,
        last_event_at=event.received_at,
        numbers=f"{event.device_seq} of {event.device_epoch}",
        waited_s=max(0, round(waited)),
        clock=clock,
        gaps=gaps,
    )
