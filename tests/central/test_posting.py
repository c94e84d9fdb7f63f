"""A site posts its ledger to another instance: in order, any number of times, with effect once."""

import json
import random
from datetime import timedelta

from sqlalchemy import func, select, update

from tests.support.builders import stock
from tests.support.two_ledgers import (
    Walk,
    assert_ledgers_agree,
    make_due,
    post_all,
)
from tests.support.wires import BadLine, forwarding, receiver, served
from warehouse.central.models import FarEvent, FarSite, PostingSkip, PostingTarget, Reconciliation
from warehouse.central.service import posting
from warehouse.central.service.posting import drain, due_targets
from warehouse.central.service.targets import retry, skip
from warehouse.central.worker import Posting
from warehouse.kernel import clock as wall
from warehouse.ledger.models import LedgerEvent

EVENTS = 1_000


def test_a_site_and_its_central_ledger_agree_at_every_position(make_site, central, central_address):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        Walk(site.floor, random.Random(1)).post(session, 600)
    post_all(site.db, site.settings, site.target, site.clock)
    assert_ledgers_agree(site.db, central.db, site.floor.site)


def test_through_a_line_that_loses_doubles_and_reorders_nothing_is_lost_and_nothing_twice(
    make_site, central, central_address
):
    line = BadLine(forwarding(central_address), seed=7)
    with receiver(line) as (address, _):
        site = make_site(address, central.token)
        walk = Walk(site.floor, random.Random(2))
        for _ in range(50):
            with site.db.command() as session:
                walk.post(session, EVENTS // 50)
            drain(site.db, site.settings, site.target, tell_time=site.clock)
            site.clock.forward(seconds=2)
        post_all(site.db, site.settings, site.target, site.clock)
    assert all(line.counted.values()), line.counted
    assert_ledgers_agree(site.db, central.db, site.floor.site)


def test_a_target_that_is_down_for_a_week_delays_nothing_and_catches_up(make_site, central):
    with served(central.app) as address:
        port = int(address.rpartition(":")[2])
    site = make_site(address, central.token)
    tries = 0
    for _ in range(7):
        with site.db.command() as session:
            stock(session, site.floor, "MUG", "A-01-1", 3)
        day = site.clock.now + timedelta(days=1)
        while site.clock.now < day:
            assert drain(site.db, site.settings, site.target, tell_time=site.clock) == 0
            tries += 1
            site.clock.now = max(site.row().run_after, site.clock.now)
            if tries % 12 == 0:
                site.clock.now = day
    row = site.row()
    assert (row.state, row.pos) == ("on", 0)
    assert "refused" in row.last_error.lower()
    assert row.failing_since < site.clock.now - timedelta(days=6)
    with served(central.app, port):
        post_all(site.db, site.settings, site.target, site.clock)
    assert_ledgers_agree(site.db, central.db, site.floor.site)
    assert site.row().last_error == ""


def test_what_died_after_the_answer_and_before_the_cursor_is_sent_again(
    make_site, central, central_address
):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        Walk(site.floor, random.Random(3)).post(session, 30)
    post_all(site.db, site.settings, site.target, site.clock)
    for cursor in (0, 11, 29):
        with site.db.command() as session:
            session.execute(update(PostingTarget).values(pos=cursor, leased_by="dead"))
        make_due(site.db, site.target)
        assert drain(site.db, site.settings, site.target, tell_time=site.clock) == 30
    assert_ledgers_agree(site.db, central.db, site.floor.site)


def test_a_central_ledger_that_was_restored_gets_what_it_lost(make_site, central, central_address):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        Walk(site.floor, random.Random(4)).post(session, 40)
        session.execute(update(PostingTarget).values(pos=25))
    post_all(site.db, site.settings, site.target, site.clock)
    assert_ledgers_agree(site.db, central.db, site.floor.site)


def test_whoever_holds_the_lease_posts_alone_until_it_runs_out(make_site, central, central_address):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 3)
    until = site.clock.now + posting.LEASE
    with site.db.command() as session:
        session.execute(update(PostingTarget).values(leased_by="another", leased_until=until))
    assert drain(site.db, site.settings, site.target, tell_time=site.clock) == 0
    with site.db.read() as session:
        assert due_targets(session, now=site.clock.now) == []
    site.clock.forward(seconds=posting.LEASE.seconds + 1)
    assert drain(site.db, site.settings, site.target, tell_time=site.clock) == 1


def test_a_poison_event_stops_its_own_target_until_somebody_decides(
    make_site, central, central_address
):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        for _ in range(3):
            stock(session, site.floor, "MUG", "A-01-1", 1)
        session.connection().exec_driver_sql("DROP TRIGGER ledger_event_no_update")
        session.execute(update(LedgerEvent).where(LedgerEvent.pos == 2).values(kind="changed"))
    post_all(site.db, site.settings, site.target, site.clock)
    row = site.row()
    assert (row.state, row.pos) == ("stopped", 1)
    assert "Event 2 of NORTH was refused" in row.last_error
    with site.db.command() as session:
        retry(session, site.floor.site, site.target, now=site.clock())
    post_all(site.db, site.settings, site.target, site.clock)
    assert site.row().state == "stopped"
    with site.db.command() as session:
        skip(
            session, site.floor.site, site.target, "It was changed by hand.", pos=2,
            user_id=site.floor.users["Administrator"], now=site.clock(),
        )  # fmt: skip
    post_all(site.db, site.settings, site.target, site.clock)
    assert (site.row().state, site.row().pos) == ("on", 3)
    with central.db.read() as session:
        left_out = session.execute(select(FarEvent.left_out).order_by(FarEvent.pos)).scalars().all()
    assert left_out == [None, "It was changed by hand.", None]
    with site.db.read() as session:
        assert session.execute(select(PostingSkip.pos)).scalars().all() == [2]


def test_an_event_that_the_other_side_cannot_read_stops_its_target_there(make_site):
    def answer(request):
        events = json.loads(request.body)["events"]
        if any(event["pos"] == 4 for event in events):
            return 413, {"Content-Type": "application/json"}, b'{"detail": "Too long."}'
        told = json.dumps({"pos": max(event["pos"] for event in events)}).encode()
        return 200, {"Content-Type": "application/json"}, told

    with receiver(answer) as (address, _):
        site = make_site(address)
        with site.db.command() as session:
            for _ in range(6):
                stock(session, site.floor, "MUG", "A-01-1", 1)
        post_all(site.db, site.settings, site.target, site.clock)
    row = site.row()
    assert (row.state, row.pos, row.last_error) == ("stopped", 3, "413: Too long.")


def test_a_token_that_was_revoked_is_said_and_waited_for(make_site, central, central_address):
    site = make_site(central_address)
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 1)
    drain(site.db, site.settings, site.target, tell_time=site.clock)
    row = site.row()
    assert row.state == "on"
    assert "401" in row.last_error
    assert row.run_after - site.clock.now >= timedelta(minutes=1)


def test_an_address_inside_is_not_called_unless_it_was_allowed(make_site, central, central_address):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 1)
    closed = type(site.settings)(**{**vars(site.settings), "private_targets": ()})
    drain(site.db, closed, site.target, tell_time=site.clock)
    assert "WAREHOUSE_PRIVATE_TARGETS" in site.row().last_error


def test_the_worker_posts_and_compares_by_itself_and_says_that_it_is_there(
    make_site, central, central_address
):
    site = make_site(central_address, central.token)
    with site.db.command() as session:
        Walk(site.floor, random.Random(5)).post(session, 300)
    worker = Posting(site.db, site.settings, wall.now)
    worker.start()
    try:
        for _ in range(400):
            with central.db.read() as session:
                here = session.execute(select(FarSite.pos)).scalar_one()
            if here == 300:
                break
            worker._stop.wait(0.05)
    finally:
        worker.stop()
    with central.db.read() as session:
        assert session.execute(select(func.count()).select_from(FarEvent)).scalar_one() == 300
        assert session.execute(select(FarSite.heard_at)).scalar_one() is not None
    with site.db.read() as session:  # none was ever compared, so it was due
        assert session.execute(select(Reconciliation.failed)).scalar_one() is False
