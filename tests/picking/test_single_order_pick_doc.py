"""docs/scenarios/single-order-pick.md names every step, state, event, reason and refusal."""

from pathlib import Path

import pytest

from warehouse.kernel.errors import Refusal
from warehouse.picking import errors, models
from warehouse.picking.rules import SHORT_REASONS, Step
from warehouse.picking.service import HANDLERS

PAGE = (Path(__file__).parents[2] / "docs/scenarios/single-order-pick.md").read_text("utf-8")
CODES = sorted(
    thing.code
    for thing in vars(errors).values()
    if isinstance(thing, type)
    and issubclass(thing, Refusal)
    and thing.__module__ == errors.__name__
)
STATES = (models.OPEN, models.CLAIMED, models.PAUSED, models.DONE, models.CANCELLED)


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_its_row(step):
    assert f"\n| `{step}` |" in PAGE


@pytest.mark.parametrize("word", [*CODES, *STATES, *HANDLERS, *SHORT_REASONS])
def test_every_refusal_state_event_and_reason_is_named(word):
    assert f"`{word}`" in PAGE
