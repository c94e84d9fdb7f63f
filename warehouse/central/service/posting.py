"""Posting a site's events to a target: a cursor, a lease, and nothing held while it is spoken to.

The cursor moves after the target has answered, in a transaction of its own. Whoever dies between
the two leaves a cursor that is too low: the same events go out again, under the same identities.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from warehouse.central.models import (
    FILES,
    INSTANCE,
    ON,
    STOPPED,
    TRYTON,
    WEBHOOK,
    PostingSkip,
    PostingTarget,
)
from warehouse.central.rules.waits import next_wait
from warehouse.central.service.sealing import unseal
from warehouse.central.targets import Destination, GoBack, Refused, Target, TryLater
from warehouse.central.targets.files import Files
from warehouse.central.targets.instance import Instance
from warehouse.central.targets.tryton import Tryton
from warehouse.central.targets.webhook import Webhook
from warehouse.db.uow import Database
from warehouse.kernel.ids import new_secret
from warehouse.ledger.queries.feed import feed, hash_at, head_of
from warehouse.ledger.wire import WireEvent
from warehouse.locations.models import Site
from warehouse.settings import Settings

log = logging.getLogger("warehouse.central")

LEASE = timedelta(minutes=3)
"""Longer than any one delivery takes; whoever dies holding it is waited for so long."""
HEARTBEAT = timedelta(minutes=1)
"""How often an instance hears that there is nothing new, so that it can tell our silence."""
MOST_BYTES = 2_000_000

OPENED: dict[str, Callable[[Destination], Target]] = {
    INSTANCE: Instance,
    WEBHOOK: Webhook,
    FILES: Files,
    TRYTON: Tryton,
}


@dataclass(frozen=True, slots=True)
class Step:
    """What is next for a target: events, or one that is left out; nothing but a sign of life."""

    pos: int
    head: int
    events: tuple[WireEvent, ...]
    left_out: tuple[WireEvent, str] | None


def due_targets(session: Session, *, now: datetime) -> list[int]:
    """Return the targets that something is to be told, and that nobody is speaking to."""
    rows = session.execute(
        select(
            PostingTarget.id,
            PostingTarget.kind,
            PostingTarget.site_id,
            PostingTarget.pos,
            PostingTarget.done_at,
        )
        .where(
            PostingTarget.state == ON,
            PostingTarget.run_after <= now,
            or_(PostingTarget.leased_until.is_(None), PostingTarget.leased_until < now),
        )
        .order_by(PostingTarget.id)
    ).all()
    heads = {site: head_of(session, site)[0] for site in {row.site_id for row in rows}}
    return [
        row.id
        for row in rows
        if row.pos < heads[row.site_id]
        or (row.kind == INSTANCE and (row.done_at is None or now - row.done_at >= HEARTBEAT))
    ]


def drain(
    database: Database,
    settings: Settings,
    target_id: int,
    *,
    tell_time: Callable[[], datetime],
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Post until the target has everything, fails, or the worker stops; returns its position.

    Args:
        tell_time: The clock; a long way takes longer than a moment.
    """
    lease = new_secret()
    destination, pos = _take_lease(database, settings, target_id, lease, tell_time())
    if destination is None:
        return pos
    target: Target | None = None
    try:
        target = OPENED[destination.kind](destination)
        is_first = True
        while not is_stopping():
            step = _next_step(database, target_id, target.most_events)
            if step.pos >= step.head and not (is_first and destination.kind == INSTANCE):
                break
            is_first = False
            pos = _tell(target, step, tell_time())
            if not _keep(database, target_id, lease, target, pos, tell_time()):
                return pos  # somebody else has the lease, or an administrator changed something
        _give_back(database, target_id, lease)
    except (TryLater, Refused, GoBack) as trouble:
        _note_trouble(database, target_id, lease, trouble, tell_time())
    except Exception as trouble:
        log.exception("posting to %s failed", destination.name)
        _note_trouble(database, target_id, lease, TryLater(repr(trouble)[:300]), tell_time())
    finally:
        if target is not None:
            target.close()
    return pos


def _take_lease(
    database: Database, settings: Settings, target_id: int, lease: str, now: datetime
) -> tuple[Destination | None, int]:
    with database.command() as session:
        taken = session.execute(
            update(PostingTarget)
            .where(
                PostingTarget.id == target_id,
                PostingTarget.state == ON,
                or_(PostingTarget.leased_until.is_(None), PostingTarget.leased_until < now),
            )
            .values(leased_by=lease, leased_until=now + LEASE)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result counts
            return None, 0
        row = session.get_one(PostingTarget, target_id)
        return destination_of(session, settings, row, now=now), row.pos


def destination_of(
    session: Session, settings: Settings, row: PostingTarget, *, now: datetime
) -> Destination:
    """Return what a target's kind needs to know."""
    site = session.get_one(Site, row.site_id)
    secrets = [unseal(settings.secret_key, row.secret)]
    if row.old_secret and row.old_secret_until and row.old_secret_until > now:
        secrets.append(unseal(settings.secret_key, row.old_secret))
    return Destination(
        target_id=row.id,
        kind=row.kind,
        name=row.name,
        site_code=site.code,
        time_zone=site.time_zone,
        address=row.address,
        authority=row.authority,
        secrets=tuple(secrets),
        notes=json.loads(row.notes),
        allowed=settings.private_targets,
        folder=settings.home_dir / "exports",
    )


def _next_step(database: Database, target_id: int, most: int) -> Step:
    """Read what comes after the cursor, up to the first event that is to be left out."""
    with database.read() as session:
        row = session.get_one(PostingTarget, target_id)
        head, _ = head_of(session, row.site_id)
        events = feed(session, row.site_id, after=row.pos, limit=most)
        skips = session.execute(
            select(PostingSkip).where(
                PostingSkip.target_id == target_id,
                PostingSkip.pos > row.pos,
                PostingSkip.pos <= row.pos + most,
            )
        ).scalars()
        skipped = {skip.pos: skip.reason for skip in skips}
    if events and events[0].pos in skipped:
        return Step(row.pos, head, (), (events[0], skipped[events[0].pos]))
    kept = [event for event in events if event.pos < min(skipped, default=event.pos + 1)]
    return Step(row.pos, head, _within_bytes(kept), None)


def _within_bytes(events: Sequence[WireEvent]) -> tuple[WireEvent, ...]:
    """Return as many events as one request should carry, and at least one: imports are long."""
    size = 0
    for n, event in enumerate(events):
        size += 900 + 400 * len(event.moves)
        if n and size > MOST_BYTES:
            return tuple(events[:n])
    return tuple(events)


def _tell(target: Target, step: Step, now: datetime) -> int:
    if step.left_out is not None:
        event, reason = step.left_out
        target.leave_out(event, reason, head=step.head, now=now)
        return event.pos
    return max(target.send(step.events, head=step.head, now=now), step.pos)


def _keep(  # noqa: PLR0913, PLR0917 - the cursor's row, and what it holds now
    database: Database, target_id: int, lease: str, target: Target, pos: int, now: datetime
) -> bool:
    """Move the cursor and lengthen the lease; False where the lease is not ours any more."""
    with database.command() as session:
        kept = session.execute(
            update(PostingTarget)
            .where(PostingTarget.id == target_id, PostingTarget.leased_by == lease)
            .values(
                pos=pos,
                notes=json.dumps(target.notes),
                attempts=0,
                failing_since=None,
                last_error="",
                done_at=now,
                leased_until=now + LEASE,
            )
        )
        return bool(kept.rowcount == 1)  # type: ignore[attr-defined]  # as above


def _give_back(database: Database, target_id: int, lease: str) -> None:
    with database.command() as session:
        session.execute(
            update(PostingTarget)
            .where(PostingTarget.id == target_id, PostingTarget.leased_by == lease)
            .values(leased_by="", leased_until=None)
        )


def _note_trouble(
    database: Database,
    target_id: int,
    lease: str,
    trouble: TryLater | Refused | GoBack,
    now: datetime,
) -> None:
    """Write down what is wrong, and when to try again; or stop this one target, visibly."""
    with database.command() as session:
        row = session.get_one(PostingTarget, target_id, with_for_update=True)
        if row.leased_by != lease:
            return
        row.leased_by, row.leased_until = "", None
        if isinstance(trouble, GoBack):
            _go_back(session, row, trouble, now)
            return
        row.attempts += 1
        row.failing_since = row.failing_since or now
        row.last_error = str(trouble)
        wait = next_wait(row.attempts, gives_up=row.kind == WEBHOOK)
        if isinstance(trouble, Refused):
            row.pos = max(row.pos, trouble.pos - 1)  # it kept what came before
        if isinstance(trouble, Refused) or wait is None:
            row.state = STOPPED
            log.warning("posting to %s stopped at %s: %s", row.name, row.pos + 1, trouble)
        else:
            asked = trouble.wait if isinstance(trouble, TryLater) else None
            row.run_after = now + max(wait, asked or wait)


def _go_back(session: Session, row: PostingTarget, trouble: GoBack, now: datetime) -> None:
    """Follow a target that knows less than our cursor, if what it knows is our own chain."""
    if trouble.pos < row.pos and hash_at(session, row.site_id, trouble.pos) == trouble.link:
        row.pos, row.run_after = trouble.pos, now
        return
    row.state = STOPPED
    row.failing_since = row.failing_since or now
    row.last_error = f"{trouble}, but its chain is not ours there"
