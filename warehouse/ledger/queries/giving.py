"""The desk's page about how stock is given."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.catalog.models import Item
from warehouse.ledger.models import AllocationRule
from warehouse.ledger.rules.sources import Choice, Reserve, Rotation
from warehouse.ledger.screens import GivingRule, GivingScreen
from warehouse.locations.models import Zone

ROTATIONS = {
    Rotation.FEFO: "What expires first",
    Rotation.FIFO: "What came first",
    Rotation.ANY: "Any lot",
}
CHOICES = {
    Choice.FEW_STOPS: "Few stops",
    Choice.CLEAR_BINS: "Emptiest bin first",
    Choice.NEAREST: "Nearest to the tour",
    Choice.WHOLE_PACKS: "Keep cases whole",
    Choice.LOOSE_FIRST: "Loose units first",
}
RESERVES = {
    Reserve.LAST: "When picking bins lack it",
    Reserve.WHOLE_PACKS: "Whole cases",
    Reserve.ALIKE: "As any other bin",
}
MOST_ITEMS = 500


def giving_screen(
    session: Session, site_id: int, *, saved: bool = False, refusal: str | None = None
) -> GivingScreen:
    """Return all rules of a site; zones without a rule stand there too, to be given one."""
    rules = session.execute(
        select(AllocationRule, Item.sku, Item.name)
        .outerjoin(Item, Item.id == AllocationRule.item_id)
        .where(AllocationRule.site_id == site_id)
        .order_by(Item.sku)
        .limit(MOST_ITEMS)
    ).all()
    of_zone = {rule.zone_id: rule for rule, _, _ in rules if rule.zone_id is not None}
    general = next((r for r, _, _ in rules if r.zone_id is None and r.item_id is None), None)
    zones = session.execute(
        select(Zone.id, Zone.code, Zone.name).where(Zone.site_id == site_id).order_by(Zone.code)
    )
    return GivingScreen(
        site=_shown("The site", general),
        zones=tuple(
            _shown(f"{zone.code} · {zone.name}", of_zone.get(zone.id), zone.id) for zone in zones
        ),
        items=tuple(_shown(sku, rule) for rule, sku, _ in rules if rule.item_id is not None),
        rotations=tuple(ROTATIONS.items()),
        choices=tuple(CHOICES.items()),
        reserves=tuple(RESERVES.items()),
        saved=saved,
        refusal=refusal,
    )


def _shown(name: str, rule: AllocationRule | None, zone_id: int | None = None) -> GivingRule:
    if rule is None:
        return GivingRule(name, zone_id=zone_id)
    return GivingRule(name, rule.rotation, rule.choice, rule.reserve, rule.turn, zone_id)
