"""Sending due jobs, one sheaf at a time: the worker's loop, and the first half of an agent's."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime

from warehouse.db.uow import Database
from warehouse.kernel.errors import Refusal
from warehouse.printers import service
from warehouse.printers.press import Composers, Sheaf, press
from warehouse.printers.rules import Condition
from warehouse.printers.service import Attempt
from warehouse.printers.wire import Delivery, Patience, Trouble, deliver

log = logging.getLogger("warehouse.printers")


def print_next(
    database: Database, composers: Composers, *, now: Callable[[], datetime], patience: Patience
) -> bool:
    """Send the next sheaf of the oldest due job; returns False when there is none.

    Whatever the printer does, no transaction waits for it.
    """
    found = take_next(database, composers, agent_id=None, now=now())
    if found is None:
        return False
    attempt, sheaf = found
    if sheaf is not None:
        condition, trouble, nothing_sent = None, "", False
        try:
            condition = deliver(delivery_of(attempt, sheaf), patience)
        except Trouble as why:
            trouble, nothing_sent = str(why), why.nothing_sent
        except Refusal as why:  # its address is no printer's any more
            trouble, nothing_sent = str(why), True
        tell(database, attempt, condition, trouble, nothing_sent=nothing_sent, now=now())
    return True


def take_next(
    database: Database, composers: Composers, *, agent_id: int | None, now: datetime
) -> tuple[Attempt, Sheaf | None] | None:
    """Claim a job, compose its next sheaf and write down that it is begun.

    Returns:
        None where nothing is due; a sheaf of None where the job cannot be composed, which it
        was told.
    """
    with database.glance() as session:
        if not service.is_due(session, agent_id=agent_id, now=now):
            return None
    with database.command() as session:
        attempt = service.claim(session, agent_id=agent_id, now=now)
    if attempt is None:
        return None
    try:
        with database.read() as session:
            compose = composers[attempt.document]
            document = compose(session, attempt.site_id, attempt.subject, attempt.target.media)
            sheaf = press(
                document,
                attempt.target,
                sent=attempt.sent,
                begun=attempt.begun,
                again=attempt.again,
            )
    except Refusal as refusal:
        tell(database, attempt, None, str(refusal), nothing_sent=True, hopeless=True, now=now)
        return attempt, None
    except Exception as error:
        log.exception("print job %s cannot be composed", attempt.job_id)
        tell(database, attempt, None, f"A fault of the program: {error!r}", nothing_sent=True,
             hopeless=True, now=now)  # fmt: skip
        return attempt, None
    with database.command() as session:
        is_ours = service.begin(
            session, attempt.job_id, attempt.token, upto=sheaf.upto, pages=sheaf.pages
        )
    return attempt, sheaf if is_ours else None


def delivery_of(attempt: Attempt, sheaf: Sheaf) -> Delivery:
    """Return what is sent, and where."""
    return Delivery(
        connection=attempt.connection,
        address=attempt.address,
        answers=attempt.answers,
        title=attempt.title,
        media=sheaf.media,
        content=sheaf.content,
    )


def tell(  # noqa: PLR0913 - how an attempt ended
    database: Database,
    attempt: Attempt,
    condition: Condition | None,
    trouble: str,
    *,
    nothing_sent: bool,
    hopeless: bool = False,
    now: datetime,
) -> None:
    """Report the end of an attempt."""
    with database.command() as session:
        service.report(
            session,
            attempt.job_id,
            attempt.token,
            condition=condition,
            trouble=trouble,
            nothing_sent=nothing_sent,
            hopeless=hopeless,
            chance=random.random(),  # noqa: S311 - spreads the next tries
            now=now,
        )
