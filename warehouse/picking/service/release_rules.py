"""Release by rules: keeping them, and doing what one of them says when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from warehouse.jobs import service as jobs
from warehouse.kernel.errors import NotYours
from warehouse.ledger import service as ledger
from warehouse.orders.queries.wording import zone_of
from warehouse.picking.errors import BadCutOff, BadRule
from warehouse.picking.models import CarrierCutOff, ReleaseRule
from warehouse.picking.rules.schedule import next_due, read_clock_time
from warehouse.picking.rules.waves import Caps
from warehouse.picking.service.planning import Asked, plan_release
from warehouse.picking.service.waves import release_trip

TRIPS_A_JOB = 20
"""The worker gives the site's turn back after so many; what is left is a job at once."""
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Timing:
    """When a rule runs: every so often, or so long before its carrier's cut-off."""

    every_min: int | None
    lead_min: int


def add_rule(  # noqa: PLR0913 - what is released, how and when
    session: Session, site_id: int, name: str, asked: Asked, timing: Timing, *, now: datetime
) -> None:
    """Keep a new rule and let the worker run it when it is due.

    Raises:
        BadRule: It has no name of its own, or no time to run.
    """
    name = name.strip()
    known = select(ReleaseRule.id).where(ReleaseRule.site_id == site_id, ReleaseRule.name == name)
    minutes = MOST_MINUTES if asked.carrier else timing.every_min or 0
    is_timed = 1 <= minutes <= MOST_MINUTES and timing.lead_min < MOST_MINUTES
    if not (name and is_timed) or session.execute(known).first():
        raise BadRule
    rule = ReleaseRule(
        site_id=site_id,
        name=name,
        channel=asked.channel,
        carrier=asked.carrier,
        urgent_only=asked.urgent_only,
        within_h=None if asked.within is None else asked.within // timedelta(hours=1),
        every_min=None if asked.carrier else timing.every_min,
        lead_min=timing.lead_min,
        method=asked.method,
        slots=asked.caps.slots,
        lines=asked.caps.lines,
        units=asked.caps.units,
        weight_g=asked.caps.weight_g,
        volume_ml=asked.caps.volume_ml,
        due_at=now,
    )
    session.add(rule)
    session.flush()
    _let_run(session, rule, _next_due(session, rule, now), now=now)


def switch_rule(
    session: Session, site_id: int, rule_id: int, *, is_on: bool, now: datetime
) -> None:
    """Switch a rule on or off; a job that waits for one that is off does nothing.

    Raises:
        NotYours: no such rule at the site.
    """
    rule = _load(session, site_id, rule_id)
    if is_on and not rule.is_on:
        rule.is_on = True
        _let_run(session, rule, _next_due(session, rule, now), now=now)
    rule.is_on = is_on
    session.flush()


def forget_rule(session: Session, site_id: int, rule_id: int) -> None:
    """Delete a rule.

    Raises:
        NotYours: no such rule at the site.
    """
    session.delete(_load(session, site_id, rule_id))
    session.flush()


def say_cut_off(  # noqa: PLR0913 - a cut-off's columns
    session: Session, site_id: int, *, carrier: str, at: str, service_word: str, now: datetime
) -> None:
    """Say when a carrier's lorry is loaded; without a time it is forgotten.

    Rules of the carrier run by the new time from now on.

    Raises:
        BadCutOff: no carrier, or no time of a day.
    """
    carrier, minute = carrier.strip(), read_clock_time(at)
    if not carrier or (at.strip() and minute is None):
        raise BadCutOff
    session.execute(
        delete(CarrierCutOff).where(
            CarrierCutOff.site_id == site_id, CarrierCutOff.carrier == carrier
        )
    )
    if minute is not None:
        session.add(
            CarrierCutOff(
                site_id=site_id, carrier=carrier, minute=minute, service_word=service_word.strip()
            )
        )
    session.flush()
    rules = select(ReleaseRule).where(
        ReleaseRule.site_id == site_id, ReleaseRule.carrier == carrier
    )
    for rule in session.execute(rules).scalars():
        _let_run(session, rule, _next_due(session, rule, now), now=now)


def run_rule(session: Session, site_id: int, rule_id: int, due_at: str, *, now: datetime) -> None:
    """Release what a rule means, if it is still due then, and say when it runs next.

    Planned under the site's turn, so that of two workers or supervisors one finds the orders
    waiting. After `TRIPS_A_JOB` trips the rest is another job's.
    """
    body = {"rule": rule_id}
    ledger.take_turn(session, ledger.own_capture(site_id, "pick.rule", body, now=now, user_id=None))
    rule = session.execute(
        select(ReleaseRule)
        .where(ReleaseRule.id == rule_id, ReleaseRule.site_id == site_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if rule is None or not rule.is_on or rule.due_at.isoformat() != due_at:
        return
    plan = plan_release(session, site_id, _asked(rule), now=now)
    rule.ran_at, rule.ran_orders, rule.ran_trips = now, 0, 0
    for cart in plan.carts[:TRIPS_A_JOB]:
        ids = [order.order_id for order in cart]
        made = release_trip(session, site_id, ids, method=rule.method, now=now, user_id=None)
        rule.ran_orders += len(ids)
        rule.ran_trips += len(made)
    is_done = len(plan.carts) <= TRIPS_A_JOB
    soon = now + timedelta(seconds=1)
    _let_run(session, rule, _next_due(session, rule, now) if is_done else soon, now=now)


def _asked(rule: ReleaseRule) -> Asked:
    return Asked(
        method=rule.method,
        channel=rule.channel,
        carrier=rule.carrier,
        within=None if rule.within_h is None else timedelta(hours=rule.within_h),
        urgent_only=rule.urgent_only,
        caps=Caps(rule.slots, rule.lines, rule.units, rule.weight_g, rule.volume_ml),
    )


def _let_run(session: Session, rule: ReleaseRule, due_at: datetime, *, now: datetime) -> None:
    """Ask for the next run; the jobs of earlier askings find another time in the rule."""
    rule.due_at = due_at
    session.flush()
    if rule.is_on:
        said = due_at.isoformat()
        body = {"site": rule.site_id, "rule": rule.id, "due_at": said}
        jobs.ask(session, "pick.rule", f"rule:{rule.id}:{said}", body, now=now, due_at=due_at)


def _next_due(session: Session, rule: ReleaseRule, now: datetime) -> datetime:
    minute = session.execute(
        select(CarrierCutOff.minute).where(
            CarrierCutOff.site_id == rule.site_id, CarrierCutOff.carrier == rule.carrier
        )
    ).scalar_one_or_none()
    return next_due(
        now,
        zone_of(session, rule.site_id),
        every_min=rule.every_min or MOST_MINUTES,
        cut_off_min=minute,
        lead_min=rule.lead_min,
    )


def _load(session: Session, site_id: int, rule_id: int) -> ReleaseRule:
    rule = session.execute(
        select(ReleaseRule).where(ReleaseRule.id == rule_id, ReleaseRule.site_id == site_id)
    ).scalar_one_or_none()
    if rule is None:
        raise NotYours
    return rule
