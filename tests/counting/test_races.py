"""Two at once: approvers, a pick, a recount. One result, a sentence for the loser, a clean book.

The long form, `make counts`, runs each 500 times; see docs/counting.md.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from tests.support.builders import build_user, post_moves, stock
from tests.support.counting import Boss, Counter, ask_for_count, on_hand, results, task_of
from warehouse.counting.errors import DecidedAlready
from warehouse.kernel.errors import Refusal

ROUNDS = int(os.environ.get("COUNT_RACES", "4"))  # noqa: TID251 - how long is the test run's business


def at_once(*deeds):
    gate = Barrier(len(deeds))

    def go(deed):
        gate.wait(timeout=30)
        try:
            return deed() or "done"
        except Refusal as error:
            return error.code if str(error).endswith(".") else "no sentence"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(go, deeds))


@pytest.fixture
def two_bosses(db, floor):
    with db.command() as session:
        build_user(session, floor, "Cora", "counter")
        build_user(session, floor, "Sue", "supervisor")
    return Boss(db, floor), Boss(db, floor, "Sue")


def variance(db, floor, units=-2):
    """Top the bin up to ten, and have two people count it wrong; returns the result."""
    book = on_hand(db, floor, "A-01-1") if ("MUG", "") in floor.lots else 0
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
    task = ask_for_count(db, floor, "A-01-1")
    for name in ("Counter", "Cora"):
        Counter(db, floor, name).count(task, "A-01-1", book + 10 + units)
    (result,) = results(db, task, state="open")
    return result


def test_of_two_approvers_one_wins_and_the_other_is_told(db, floor, two_bosses):
    one, two = two_bosses
    for _ in range(ROUNDS):
        result = variance(db, floor)
        before = on_hand(db, floor, "A-01-1")
        chosen = [one.chosen(result.id)]
        said = at_once(partial(one.approve, chosen=chosen), partial(two.approve, chosen=chosen))
        assert sorted(said) == [DecidedAlready.code, "done"]
        assert on_hand(db, floor, "A-01-1") == before - 2


def test_an_approval_and_a_pick_both_happen(db, floor, two_bosses):
    boss, _ = two_bosses
    for _ in range(ROUNDS):
        result = variance(db, floor)
        before = on_hand(db, floor, "A-01-1")

        def pick():
            with db.command() as session:
                post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 3), kind="pick")

        assert at_once(partial(boss.approve, result.id), pick) == ["done", "done"]
        assert on_hand(db, floor, "A-01-1") == before - 5


def test_a_rejection_crossing_an_approval_leaves_one_of_them(db, floor, two_bosses):
    one, two = two_bosses
    for _ in range(ROUNDS):
        result = variance(db, floor)
        before = on_hand(db, floor, "A-01-1")
        chosen = [one.chosen(result.id)]
        said = at_once(partial(one.approve, chosen=chosen), partial(two.reject, result.id))
        assert sorted(said) == [DecidedAlready.code, "done"]
        if task_of(db, result.task_id).state == "open":
            assert on_hand(db, floor, "A-01-1") == before
            Counter(db, floor).count(result.task_id, "A-01-1", before)
        else:
            assert on_hand(db, floor, "A-01-1") == before - 2
