"""Many at once: no error, no lost or doubled unit, and nobody is told two stories."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.support.builders import build_user, stock
from tests.support.orders import Hand, actor_of, build_order, release
from tests.support.writers import build_busy_floor, pick_in_processes
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import Balance, LedgerEvent, Move
from warehouse.locations.models import Place
from warehouse.picking.models import PickLine

PICKERS, PICKS = 8, 500
ROUNDS = 200
MUG = "09521234000013"


def quantile(seconds, share):
    return sorted(seconds)[int(len(seconds) * share)]


@pytest.mark.parametrize("bins", [50, 4])
def test_eight_pickers_in_eight_processes_lose_and_double_nothing(db, database_url, bins, capsys):
    with db.command() as session:
        floor, trips = build_busy_floor(session, pickers=PICKERS, picks=PICKS, bins=bins)
    heard = pick_in_processes(database_url, trips, repeat_share=0.05)
    assert [one.posted for one in heard] == [PICKS] * PICKERS
    assert sum(one.repeated for one in heard) > PICKERS * PICKS * 0.03
    with db.read() as session:
        figures = session.execute(
            select(Place.kind, func.sum(Balance.on_hand), func.sum(Balance.allocated))
            .join(Balance, Balance.place_id == Place.id)
            .group_by(Place.kind)
        ).all()
        assert sorted(map(tuple, figures)) == [("bin", 0, 0), ("tote", PICKERS * PICKS, 0)]
        a_tote = (
            select(Balance.on_hand)
            .join(Place, Place.id == Balance.place_id)
            .where(Place.kind == "tote")
        )
        assert session.execute(a_tote).scalars().all() == [PICKS] * PICKERS
        picked = select(func.min(PickLine.picked), func.count()).select_from(PickLine)
        assert session.execute(picked).one() == (1, PICKERS * PICKS)
        moves = select(func.count()).select_from(Move).where(Move.to_id.in_(totes(trips, floor)))
        assert session.execute(moves).scalar_one() == PICKERS * PICKS
    seconds = [second for one in heard for second in one.seconds]
    rate = PICKERS * PICKS / max(sum(one.seconds) for one in heard)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{db.engine.dialect.name}, {bins} bins: {rate:.0f} picks/s, in ms: "
            f"p50 {quantile(seconds, 0.5) * 1000:.1f}, p99 {quantile(seconds, 0.99) * 1000:.1f}\n"
        )


def totes(trips, floor):
    return [floor.places[trip.tote] for trip in trips]


def both(one, other):
    """Do two things at the same moment, in two threads; returns what each gave."""
    gate = Barrier(2)

    def go(deed):
        gate.wait(timeout=30)
        return deed()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(go, (one, other)))


@pytest.fixture
def hands(db, floor):
    """Two pickers before one task of many mugs; nobody has claimed it."""
    with db.command() as session:
        build_user(session, floor, "Zoe", "picker")
        stock(session, floor, "MUG", "A-01-1", ROUNDS)
        task = release(session, floor, build_order(session, floor, ("MUG", ROUNDS)))[0]
    pair = Hand(db, actor_of(floor)), Hand(db, actor_of(floor, "Zoe", "picker"))
    for hand in pair:
        hand.task = task
    return pair


def at_the_bin(hand):
    hand.claim(hand.task)
    for code in ("T-0001", "B-A-01-1"):
        assert hand.scan(code).status == "posted"
    return hand.screen().stop.line_id


def test_the_same_event_twice_at_the_same_moment_is_one_event_with_one_answer(db, hands):
    hand, _ = hands
    line = at_the_bin(hand)
    for _ in range(ROUNDS):
        event = new_event_id()
        verdicts = both(*[lambda event=event: hand.scan(MUG, line=line, event_id=event)] * 2)
        assert verdicts[0] == verdicts[1]
        assert verdicts[0].status == "posted"
    assert hand.screen().stop.in_hand == ROUNDS


def test_two_contents_under_one_id_at_the_same_moment_are_one_event_and_one_id_reuse(db, hands):
    hand, _ = hands
    line = at_the_bin(hand)
    for _ in range(ROUNDS // 4):
        event = new_event_id()
        verdicts = both(
            lambda event=event: hand.scan(MUG, line=line, event_id=event),
            lambda event=event: hand.scan("no such code", line=line, event_id=event),
        )
        assert sorted(v.status for v in verdicts) in (
            ["id_reuse", "posted"],
            ["id_reuse", "rejected"],
        )


def test_a_task_that_two_pickers_claim_at_once_goes_to_one(hands):
    for _ in range(ROUNDS):
        verdicts = both(*[lambda hand=hand: hand.claim(hand.task) for hand in hands])
        assert sorted(v.status for v in verdicts) == ["posted", "rejected"]
        loser, winner = sorted((0, 1), key=lambda n: verdicts[n].status == "posted")
        assert verdicts[loser].answer["code"] == "task_taken"
        assert hands[winner].actor.name in verdicts[loser].answer["sentence"]
        assert hands[winner].press("pause").status == "posted"


def test_a_line_confirmed_on_two_devices_at_once_is_booked_once(db, floor, hands):
    hand, _ = hands
    line = at_the_bin(hand)
    other = Hand(db, replace(hand.actor, device_id="device-2"), hand.task)
    for n in range(1, ROUNDS + 1):
        hand.scan(MUG, line=line)
        verdicts = both(*[lambda h=h: h.scan("T-0001", line=line) for h in (hand, other)])
        assert sorted(v.status for v in verdicts) == ["posted", "rejected"]
        refusal = next(v for v in verdicts if v.status == "rejected")
        last = n == ROUNDS
        assert refusal.answer["code"] == ("line_done" if last else "nothing_in_hand")
    with db.read() as session:
        tote = select(Balance.on_hand).where(Balance.place_id == floor.places["T-0001"])
        assert session.execute(tote).scalar_one() == ROUNDS


def test_a_line_that_two_pickers_confirm_at_once_is_booked_for_its_carrier(db, floor, hands):
    hand, stranger = hands
    line = at_the_bin(hand)
    for _ in range(ROUNDS // 4):
        hand.scan(MUG, line=line)
        verdicts = both(*[lambda h=h: h.scan("T-0001", line=line) for h in hands])
        assert [v.status for v in verdicts] == ["posted", "rejected"]
        assert verdicts[1].answer["code"] == "not_your_task"
    with db.read() as session:
        refused = select(func.count()).where(
            LedgerEvent.outcome == "rejected", LedgerEvent.user_id == stranger.actor.user_id
        )
        assert session.execute(refused).scalar_one() == ROUNDS // 4
