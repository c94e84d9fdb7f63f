"""docs/scenarios/count.md names every step, state, event and refusal; counting.md every reason."""

from pathlib import Path

import pytest

from warehouse.counting import errors, models
from warehouse.counting.rules.deciding import REASONS
from warehouse.counting.rules.draft import Step
from warehouse.counting.service import HANDLERS
from warehouse.kernel.errors import Refusal

DOCS = Path(__file__).parents[2] / "docs"
SCENARIO = (DOCS / "scenarios/count.md").read_text("utf-8")
ROOM = (DOCS / "counting.md").read_text("utf-8")
AT_THE_DESK = {
    "no_such_bin", "nothing_to_count", "no_reason", "not_that_much", "nothing_chosen", "no_swap",
    "not_a_limit", "already_planned", "bad_plan_setting", "shares_pass_the_day",
    "stock_take_runs", "stock_take_not_done", "nothing_on_paper", "bad_entry",
}  # fmt: skip
"""Said at the desk, of plans, stock-takes and paper sheets, which are no steps of a count."""
CODES = {
    thing.code
    for thing in vars(errors).values()
    if isinstance(thing, type)
    and issubclass(thing, Refusal)
    and thing.__module__ == errors.__name__
}


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_its_row(step):
    assert f"\n| `{step}` |" in SCENARIO


@pytest.mark.parametrize("word", sorted({*CODES - AT_THE_DESK, *models.STATES, *HANDLERS}))
def test_every_refusal_state_and_event_is_named(word):
    assert f"`{word}`" in SCENARIO


@pytest.mark.parametrize("reason", REASONS.values())
def test_every_reason_is_named(reason):
    assert reason.lower() in " ".join(ROOM.lower().split())
