"""docs/demo.md tells whom one can play, and of how many things the demo is made."""

import re
from pathlib import Path

from warehouse.demo import access
from warehouse.demo.rules import demand, floor, items

DOC = (Path(__file__).parents[2] / "docs/demo.md").read_text(encoding="utf-8")


def test_the_people_are_documented_as_they_are():
    rows = re.findall(r"^\| ([A-Z][a-z]+ [A-Z][a-z]+) \| (.+) \|$", DOC, re.MULTILINE)
    told = {name: [cell.strip("`| ") for cell in rest.split(" | ")] for name, rest in rows}
    assert set(told) == {badge.name for badge in access().badges}
    for badge in access().badges:
        desk = f"{badge.username}` / `{badge.password}" if badge.username else ""
        assert told[badge.name] == [badge.role, badge.code, badge.pin, *([desk] if desk else [])]


def test_the_figures_are_documented_as_they_are():
    kinds = {of_range.picture for ranges in items.RANGES_OF_ZONE.values() for of_range in ranges}
    assert f"{len(floor.bins()):,} bins" in DOC
    assert f"{len(items.items(1))} items in {len(kinds)} kinds" in DOC
    assert f"{demand.OPEN_ORDERS} open orders" in DOC
    assert f"{demand.FIRST_TASKS} more are released" in DOC
    assert f"{demand.PENDING_ORDERS} that are not paid" in DOC
    assert f"`{floor.TOTES[0]}` to `{floor.TOTES[-1]}`" in DOC
