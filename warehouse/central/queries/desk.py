"""The desk's pages about connections."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.central.errors import NoSuchTarget
from warehouse.central.models import ON, PostingSkip, PostingTarget, Reconciliation
from warehouse.central.queries.far import far_sites
from warehouse.central.screens.desk import (
    ComparedRow,
    ConnectionsScreen,
    SkipRow,
    TargetRow,
    TargetScreen,
    TroubleEvent,
)
from warehouse.ledger.queries.feed import feed, head_of
from warehouse.people.models import User
from warehouse.web.guard import Actor

NEWEST = 20


def connections_screen(
    session: Session, actor: Actor, *, now: datetime, done: str = "", refusal: str | None = None
) -> ConnectionsScreen:
    """Return the site's targets by name, and the sites that post here."""
    rows = session.execute(
        select(PostingTarget)
        .where(PostingTarget.site_id == actor.site_id)
        .order_by(PostingTarget.name)
    ).scalars()
    return ConnectionsScreen(
        targets=tuple(_row(session, row, now) for row in rows),
        sites=far_sites(session, now=now),
        may_change=actor.may("administrator"),
        done=done,
        refusal=refusal,
    )


def target_screen(  # noqa: PLR0913 - what the page tells besides
    session: Session,
    actor: Actor,
    target_id: int,
    *,
    now: datetime,
    secret: str = "",
    done: str = "",
    refusal: str | None = None,
) -> TargetScreen:
    """Return one target of the actor's site.

    Raises:
        NoSuchTarget: It is not there.
    """
    row = session.get(PostingTarget, target_id)
    if row is None or row.site_id != actor.site_id:
        raise NoSuchTarget
    skips: Iterable[Any] = session.execute(
        select(PostingSkip.pos, PostingSkip.reason, User.name, PostingSkip.skipped_at)
        .outerjoin(User, User.id == PostingSkip.user_id)
        .where(PostingSkip.target_id == target_id)
        .order_by(PostingSkip.pos.desc())
        .limit(NEWEST)
    )
    compared = session.execute(_compared(target_id).limit(NEWEST)).scalars()
    return TargetScreen(
        target=_row(session, row, now),
        trouble=_trouble(session, row),
        skips=tuple(SkipRow(pos, reason, who or "", at) for pos, reason, who, at in skips),
        compared=tuple(map(_compared_row, compared)),
        may_change=actor.may("administrator"),
        secret=secret,
        done=done,
        refusal=refusal,
    )


def _row(session: Session, row: PostingTarget, now: datetime) -> TargetRow:
    last = session.execute(_compared(row.id).limit(1)).scalar_one_or_none()
    waits = row.state == ON and row.attempts > 0
    return TargetRow(
        target_id=row.id,
        name=row.name,
        kind=row.kind,
        address=row.address,
        state="waiting" if waits else row.state,
        pos=row.pos,
        head=head_of(session, row.site_id)[0],
        last_error=row.last_error,
        failing_since=row.failing_since,
        tries_again_at=row.run_after if waits and row.run_after > now else None,
        done_at=row.done_at,
        compared=_compared_row(last) if last else None,
    )


def _compared(target_id: int) -> Any:
    return (
        select(Reconciliation)
        .where(Reconciliation.target_id == target_id)
        .order_by(Reconciliation.ran_at.desc(), Reconciliation.id.desc())
    )


def _compared_row(row: Reconciliation) -> ComparedRow:
    return ComparedRow(
        ran_at=row.ran_at,
        pos=row.pos,
        compared=row.compared,
        differences=row.differences,
        failed=row.failed,
        sentences=tuple(json.loads(row.report)),
    )


def _trouble(session: Session, row: PostingTarget) -> TroubleEvent | None:
    if row.attempts == 0:
        return None
    found = feed(session, row.site_id, after=row.pos, limit=1)
    return next(
        (
            TroubleEvent(one.pos, one.kind, one.received_at, one.user_name, len(one.moves))
            for one in found
        ),
        None,
    )
