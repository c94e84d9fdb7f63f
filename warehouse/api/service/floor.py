"""Events of the floor from other systems: judged like a handheld's, for the token's person."""

from __future__ import annotations

from datetime import datetime

from warehouse.api.errors import NobodyToActAs
from warehouse.api.rules.tokens import Caller
from warehouse.api.screens import orders as answers
from warehouse.db.uow import Database
from warehouse.kernel.shapes import written
from warehouse.ledger.queries.feed import SiteLedger
from warehouse.people.queries import member_of
from warehouse.sync.rules import BadEvent, Envelope, read_envelope, stamped, unreadable
from warehouse.sync.service import take_in as judge
from warehouse.web.guard import Actor


def take_in(
    database: Database,
    caller: Caller,
    site: SiteLedger,
    body: answers.IncomingEvents,
    *,
    now: datetime,
) -> answers.JudgedEvents:
    """Judge events in order, each in a transaction of its own.

    Raises:
        NobodyToActAs: The token acts for nobody who may sign in at the site.
    """
    actor = _actor(database, caller, site)
    offset_ms = round((now - body.sent_at).total_seconds() * 1000) if body.sent_at else None
    told = []
    for event in body.events:
        verdict = judge(database, _envelope(event, offset_ms), actor, now)
        told.append(answers.Judged(event.id, verdict.status, verdict.answer))
    return answers.JudgedEvents(tuple(told))


def _actor(database: Database, caller: Caller, site: SiteLedger) -> Actor:
    with database.read() as session:
        member = member_of(session, caller.user_id, site.site_id) if caller.user_id else None
    if member is None or caller.user_id is None:
        raise NobodyToActAs(name=caller.name)
    name, roles = member
    return Actor(
        user_id=caller.user_id,
        name=name,
        site_id=site.site_id,
        site_code=site.code,
        site_name=site.name,
        roles=roles,
        device_id=f"token:{caller.token_id}",
    )


def _envelope(event: answers.IncomingEvent, offset_ms: int | None) -> Envelope:
    try:
        envelope = read_envelope(event.kind, str(event.id), event.body)
    except BadEvent as error:
        envelope = unreadable(str(event.id), event.kind, event.body, error.fields["why"])
    stamp = {
        "device_epoch": event.device_epoch,
        "device_seq": event.device_seq,
        "captured_at": written(event.captured_at),
    }
    return stamped(envelope, stamp, offset_ms=offset_ms)
