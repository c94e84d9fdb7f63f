"""Two real installations, both killed again and again; and what breaks where a rule is missing.

The comparison that the twins must pass is shown to fail: our own central ledger is made to forget
what it knows, or to take events as they come, while a line loses and doubles requests.
"""

import json
import random

import pytest
from sqlalchemy import select, text

from tests.conftest import empty_database
from tests.support.naive import NaiveLedger
from tests.support.two_instances import run_through_kills
from tests.support.two_ledgers import Walk, assert_ledgers_agree, post_all
from tests.support.wires import BadLine, forwarding, receiver
from warehouse.central.models import FarSite
from warehouse.central.service import intake
from warehouse.central.targets import TryLater
from warehouse.central.targets.instance import Instance
from warehouse.ledger.queries.feed import feed


def test_a_site_and_a_central_ledger_agree_after_kills_of_either_side(request, tmp_path):
    with (
        empty_database("sqlite", request, tmp_path) as site_url,
        empty_database("postgresql", request, tmp_path) as central_url,
    ):
        run_through_kills(tmp_path, site_url, central_url, events=1_000, kills=2)


@pytest.fixture
def ends(make_site, central, central_address, monkeypatch):
    """Post through a bad line while something is broken, then honestly; returns the comparison."""

    def run(*breaks):
        line = BadLine(forwarding(central_address), seed=11)
        with receiver(line) as (address, _):
            site = make_site(address, central.token)
            walk = Walk(site.floor, random.Random(2))
            with monkeypatch.context() as broken:
                for one in breaks:
                    one(broken)
                for _ in range(25):
                    with site.db.command() as session:
                        walk.post(session, 8)
                    post_all(site.db, site.settings, site.target, site.clock)
            with site.db.command() as session:
                walk.post(session, 8)
            post_all(site.db, site.settings, site.target, site.clock)
        return lambda: assert_ledgers_agree(site.db, central.db, site.floor.site)

    return run


def believe_all_arrived(patch):
    """Break the sender: what it sent it takes for delivered, whether an answer came or not."""
    honest = Instance.send

    def send(self, events, *, head, now):
        try:
            return honest(self, events, head=head, now=now)
        except TryLater:
            return events[-1].pos if events else 0

    patch.setattr(Instance, "send", send)


def take_what_comes(patch):
    """Break ordering: the central ledger asks no event what precedes it."""
    patch.setattr(intake, "_refusal", lambda *_: None)


def forget_what_is_known(patch):
    """Break idempotency: the central ledger books an event's moves each time that it comes."""
    honest = intake._links

    def links(session, site_id, positions):
        pos = session.execute(select(FarSite.pos).where(FarSite.id == site_id)).scalar_one()
        session.info["again"] = [at for at in positions if at <= pos]
        return honest(session, site_id, positions)

    keep = intake._keep

    def keep_again(session, site_id, events, now):
        for at in session.info.get("again", ()):
            session.execute(BOOK_AGAIN, {"site": site_id, "pos": at})
        keep(session, site_id, events, now)

    patch.setattr(intake, "_links", links)
    patch.setattr(intake, "_keep", keep_again)


BOOK_AGAIN = text(
    "INSERT INTO far_move (far_site_id, pos, item_id, lot_id, from_id, to_id, quantity)"
    " SELECT far_site_id, pos, item_id, lot_id, from_id, to_id, quantity FROM far_move"
    " WHERE far_site_id = :site AND pos = :pos"
)


def test_an_honest_pair_agrees_at_the_end(ends):
    ends()()


def test_a_sender_that_forgets_to_wait_for_answers_is_sent_back_by_the_check_of_order(ends):
    ends(believe_all_arrived)()


def test_without_the_check_of_order_the_comparison_finds_what_is_missing(ends):
    compare = ends(believe_all_arrived, take_what_comes)
    with pytest.raises(AssertionError):
        compare()


def test_without_idempotency_the_comparison_finds_what_is_there_twice(ends):
    compare = ends(forget_what_is_known)
    with pytest.raises(AssertionError):
        compare()


@pytest.fixture
def story(make_site):
    """Post through a bad line to a ledger that is not ours; returns ours and what it has."""

    def tell(naive):
        line = BadLine(naive, seed=7)
        with receiver(line) as (address, _):
            site = make_site(address)
            walk = Walk(site.floor, random.Random(2))
            for _ in range(40):
                with site.db.command() as session:
                    walk.post(session, 10)
                post_all(site.db, site.settings, site.target, site.clock)
        with site.db.read() as session:
            ours = [event for at in (0, 250) for event in feed(session, site.floor.site, after=at,
                                                               limit=250)][:400]  # fmt: skip
        return [(event.pos, len(event.moves)) for event in ours]

    return tell


def test_with_both_rules_each_event_arrives_once_and_in_its_place(story):
    naive = NaiveLedger(knows_ids=True, keeps_order=True)
    assert naive.arrived == story(naive)


def test_without_ids_events_have_their_effect_twice(story):
    naive = NaiveLedger(knows_ids=False, keeps_order=True)
    ours = story(naive)
    assert len(naive.arrived) > len(ours)
    assert sum(moves for _, moves in naive.arrived) > sum(moves for _, moves in ours)


def test_without_order_a_position_shows_what_had_not_happened_yet(story):
    naive = NaiveLedger(knows_ids=True, keeps_order=False, hands_over=random.Random(3))
    ours = story(naive)
    assert sorted(naive.arrived) == sorted(set(ours))
    assert naive.arrived != ours


def test_the_naive_ledger_speaks_as_ours_does():
    naive = NaiveLedger(knows_ids=True, keeps_order=True)

    class Empty:
        body = json.dumps({"head": 0, "events": []}).encode()

    assert json.loads(naive(Empty)[2])["pos"] == 0
