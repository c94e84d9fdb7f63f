"""The desk's page of what is released by itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.orders.queries.wording import short_moment_words, zone_of
from warehouse.picking.models import CarrierCutOff, ReleaseRule
from warehouse.picking.screens import CutOffRow, RuleRow, RulesScreen

MOST = 200


def rules_screen(
    session: Session, site_id: int, values: dict[str, str], *, refusal: str | None = None
) -> RulesScreen:
    """Return the rules of a site, what each did last, and when the carriers' lorries are loaded."""
    zone = zone_of(session, site_id)
    rules = session.execute(
        select(ReleaseRule)
        .where(ReleaseRule.site_id == site_id)
        .order_by(ReleaseRule.name)
        .limit(MOST)
    ).scalars()
    cut_offs = session.execute(
        select(CarrierCutOff)
        .where(CarrierCutOff.site_id == site_id)
        .order_by(CarrierCutOff.minute, CarrierCutOff.carrier)
        .limit(MOST)
    ).scalars()
    return RulesScreen(
        rules=[
            RuleRow(
                rule_id=rule.id,
                name=rule.name,
                is_on=rule.is_on,
                which=_which(rule),
                when=_when(rule),
                how=_how(rule),
                due=short_moment_words(rule.due_at, zone) if rule.is_on else "",
                ran=_ran(rule, short_moment_words(rule.ran_at, zone)),
            )
            for rule in rules
        ],
        cut_offs=[
            CutOffRow(row.carrier, f"{row.minute // 60:02}:{row.minute % 60:02}", row.service_word)
            for row in cut_offs
        ],
        values=values,
        refusal=refusal,
    )


def _which(rule: ReleaseRule) -> str:
    parts = [
        rule.channel.capitalize() if rule.channel else "All channels",
        f"with {rule.carrier}" if rule.carrier else "",
        "promised fast" if rule.urgent_only else "",
        f"ship within {rule.within_h} h" if rule.within_h is not None else "",
    ]
    return ", ".join(filter(None, parts))


def _when(rule: ReleaseRule) -> str:
    if rule.carrier:
        return f"{rule.lead_min} min before {rule.carrier}’s cut-off"
    return f"Every {rule.every_min} min"


def _how(rule: ReleaseRule) -> str:
    caps = [
        f"{rule.slots} orders" if rule.method in ("cluster", "batch") else "",
        f"{rule.lines} stops" if rule.lines is not None else "",
        f"{rule.units} pieces" if rule.units is not None else "",
        f"{rule.weight_g // 1000} kg" if rule.weight_g is not None else "",
        f"{rule.volume_ml // 1000} l" if rule.volume_ml is not None else "",
    ]
    most = ", ".join(filter(None, caps))
    name = dict(RulesScreen.methods)[rule.method]
    return f"{name}; at most {most}" if most else name


def _ran(rule: ReleaseRule, at: str) -> str:
    if not at:
        return "none yet"
    orders = f"{rule.ran_orders} order{'' if rule.ran_orders == 1 else 's'}"
    trips = f"{rule.ran_trips} trip{'' if rule.ran_trips == 1 else 's'}"
    return f"{at}: {orders} in {trips}" if rule.ran_orders else f"{at}: nothing was due"
