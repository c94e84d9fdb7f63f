"""How stock is given: the site's rule, its zones' and its items'."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item, Pack
from warehouse.kernel.errors import NotYours
from warehouse.ledger.errors import NoSuchSku, NotAPolicy
from warehouse.ledger.models import AllocationRule
from warehouse.ledger.rules.sources import Choice, Policy, Reserve, Rotation
from warehouse.locations.models import Zone


def load_policy(session: Session, site_id: int, item_id: int) -> Policy:
    """Return how an item's stock is given at a site: its own rule before the site's."""
    rules = session.execute(
        select(AllocationRule).where(
            AllocationRule.site_id == site_id,
            AllocationRule.item_id.is_(None) | (AllocationRule.item_id == item_id),
        )
    ).scalars()
    policy = Policy()
    zones: dict[int, AllocationRule] = {}
    general = own = None
    for rule in rules:
        if rule.zone_id is not None:
            zones[rule.zone_id] = rule
        elif rule.item_id is not None:
            own = rule
        else:
            general = rule
    for said in (general, own):
        if said is not None:
            policy = replace(
                policy,
                rotation=Rotation(said.rotation or policy.rotation),
                choice=Choice(said.choice or policy.choice),
                reserve=Reserve(said.reserve or policy.reserve),
            )
    policy = replace(
        policy,
        zone_turns={zone_id: rule.turn for zone_id, rule in zones.items()},
        zone_choices={
            zone_id: Choice(rule.choice)
            for zone_id, rule in zones.items()
            if rule.choice and (own is None or not own.choice)
        },
    )
    if not policy.asks_for_packs:
        return policy
    largest = select(func.coalesce(func.max(Pack.units), 1)).where(Pack.item_id == item_id)
    return replace(policy, case_units=session.execute(largest).scalar_one())


def say_policy(  # noqa: PLR0913 - one row's columns
    session: Session,
    site_id: int,
    *,
    sku: str = "",
    zone_id: int | None = None,
    rotation: str = "",
    choice: str = "",
    reserve: str = "",
    turn: int = 0,
) -> None:
    """Set the rule of an item, of a zone, or of the site where neither is named.

    A rule that leaves everything to the site's is no rule, and goes.

    Raises:
        NotAPolicy: a word is none of those that can be meant.
        NoSuchSku: no item has this SKU.
        NotYours: the zone is another site's.
    """
    if (
        rotation not in ("", *Rotation)
        or choice not in ("", *Choice)
        or reserve not in ("", *Reserve)
    ):
        raise NotAPolicy
    item_id = _item_of(session, sku) if sku else None
    if zone_id is not None and not _is_zone_of(session, site_id, zone_id):
        raise NotYours
    session.execute(
        delete(AllocationRule).where(
            AllocationRule.site_id == site_id,
            AllocationRule.item_id == item_id
            if item_id is not None
            else AllocationRule.item_id.is_(None),
            AllocationRule.zone_id == zone_id
            if zone_id is not None
            else AllocationRule.zone_id.is_(None),
        )
    )
    values = {"rotation": rotation, "choice": choice, "reserve": reserve, "turn": turn}
    if any(values.values()):
        whose = {"site_id": site_id, "item_id": item_id, "zone_id": zone_id}
        session.execute(insert(AllocationRule), whose | values)


def _item_of(session: Session, sku: str) -> int:
    item_id = session.execute(select(Item.id).where(Item.sku == sku)).scalar_one_or_none()
    if item_id is None:
        raise NoSuchSku(sku=sku[:40])
    return item_id


def _is_zone_of(session: Session, site_id: int, zone_id: int) -> bool:
    mine = select(Zone.id).where(Zone.id == zone_id, Zone.site_id == site_id)
    return session.execute(mine).first() is not None
