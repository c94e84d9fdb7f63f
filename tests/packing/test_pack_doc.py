"""docs/scenarios/pack.md names every event of packing."""

from pathlib import Path

import pytest

from warehouse.packing.service import HANDLERS, SHIPPING

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios" / "pack.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [*HANDLERS, *SHIPPING])
def test_every_event_stands_in_the_scenario(kind):
    assert f"`{kind}`" in PAGE
