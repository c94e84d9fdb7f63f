"""Balances side by side: what differs is named with the events that explain it."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from tests.support.builders import post_moves, stock
from tests.support.two_ledgers import Walk, post_all
from warehouse.central.errors import CannotReconcile
from warehouse.central.models import FarBalance, PostingTarget, Reconciliation
from warehouse.central.service.posting import drain
from warehouse.central.service.reconciling import due_reconciliations, reconcile
from warehouse.central.service.targets import skip


def compare(site):
    return reconcile(site.db, site.settings, site.target, tell_time=site.clock)


@pytest.fixture
def site(make_site, central, central_address):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        Walk(site.floor, random.Random(1)).post(session, 120)
    post_all(site.db, site.settings, site.target, site.clock)
    return site


def test_equal_ledgers_are_said_to_be_equal_at_a_common_position(site):
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "B-01-1", 5)  # not posted yet: not compared
    found = compare(site)
    assert (found.pos, found.differences, found.sentences) == (120, 0, ())
    assert found.compared == 4


def test_a_skipped_event_explains_the_balances_that_it_would_have_moved(site):
    with site.db.command() as session:
        post_moves(session, site.floor, ("MUG", "", "supplier", "B-01-1", 5), kind="receive")
        stock(session, site.floor, "MUG", "B-01-1", 2)
        session.execute(update(PostingTarget).values(attempts=1))
        skip(
            session, site.floor.site, site.target, "Booked by hand.", pos=121, user_id=None,
            now=site.clock(),
        )  # fmt: skip
    drain(site.db, site.settings, site.target, tell_time=site.clock)
    found = compare(site)
    assert (found.pos, found.differences) == (122, 1)
    (sentence,) = found.sentences
    assert sentence == (
        "Bin B-01-1, MUG: 7 here, 2 there. Event 121 (receive) moves +5 here and +0 there, "
        "skipped: Booked by hand."
    )


def test_a_balance_that_was_changed_by_hand_is_found(site, central):
    with central.db.command() as session:
        session.execute(
            update(FarBalance)
            .where(FarBalance.place_id == site.floor.places["A-01-1"])
            .values(on_hand=FarBalance.on_hand + 3)
        )
    (sentence,) = compare(site).sentences
    assert sentence.startswith("Bin A-01-1, MUG: ")
    assert "a balance is wrong" in sentence
    with central.db.command() as session:
        session.execute(delete(FarBalance))
    assert compare(site).differences == 4


def test_every_comparison_is_kept_and_due_once_a_night(site):
    def due():
        with site.db.read() as session:
            return due_reconciliations(session, now=site.clock())

    assert due() == [site.target]
    compare(site)
    assert due() == []
    site.clock.forward(hours=13, minutes=59)
    assert due() == []
    site.clock.forward(minutes=2)
    assert due() == [site.target]
    compare(site)
    with site.db.read() as session:
        rows = session.execute(select(Reconciliation.differences, Reconciliation.failed)).all()
    assert [tuple(row) for row in rows] == [(0, False), (0, False)]


def test_a_target_that_does_not_answer_is_said_so_and_kept(make_site):
    site = make_site("http://127.0.0.1:9")
    with pytest.raises(CannotReconcile, match="refused"):
        compare(site)
    with site.db.read() as session:
        assert session.execute(select(Reconciliation.failed)).scalar_one() is True
        assert due_reconciliations(session, now=site.clock() + timedelta(hours=1)) == []


def test_a_webhook_has_no_balances(make_site):
    site = make_site("http://127.0.0.1:9", "", kind="webhook")
    with pytest.raises(CannotReconcile):
        compare(site)
