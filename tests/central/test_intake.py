"""What a central ledger takes in, and what it refuses with a clear answer."""

import json
import random
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.support.builders import build_bin, build_floor, build_place, build_site
from tests.support.clock import NOON
from tests.support.tokens import ApiClient, token_for
from tests.support.two_ledgers import Walk, assert_ledgers_agree, open_central
from warehouse.central.errors import BrokenEvent, LedgerFork, LedgerGap, NoSuchSite
from warehouse.central.models import FarSite
from warehouse.central.queries.verify import verify_far
from warehouse.central.rules.batches import Batch
from warehouse.central.service.intake import take_in
from warehouse.kernel.shapes import written
from warehouse.ledger.queries.feed import feed


@pytest.fixture
def north(db):
    """A site with forty events, on the database that serves as its central ledger, too."""
    with db.command() as session:
        floor = build_floor(session, "NORTH")
        Walk(floor, random.Random(1)).post(session, 40)
    db.token = open_central(db)
    return floor


def events_of(db, floor, after=0):
    with db.read() as session:
        return feed(session, floor.site, after=after, limit=500)


def taken(db, events, left_out=None, head=40, code="NORTH"):
    batch = Batch(head=head, events=tuple(events), left_out=left_out)
    return db.decide(lambda session: take_in(session, code, batch, now=NOON))


def test_parts_that_come_doubled_and_overlapping_are_taken_in_once(db, north):
    events = events_of(db, north)
    chance = random.Random(5)
    pos = 0
    while pos < 40:
        first = chance.randint(0, pos)
        last = chance.randint(first + 1, min(first + 9, 40))
        pos = taken(db, events[first:last]).pos
    assert_ledgers_agree(db, db, north.site)


def test_an_event_that_comes_too_early_is_told_what_is_missing(db, north):
    events = events_of(db, north)
    taken(db, events[:3])
    done = taken(db, events[5:7])
    assert isinstance(done.refusal, LedgerGap)
    assert "known here up to 3; send 4 next, not 6" in str(done.refusal)
    assert done.refusal.more == {"pos": 3, "hash": events[2].hash}


def test_two_histories_under_one_name_are_a_fork(db, north):
    events = events_of(db, north)
    taken(db, events[:5])
    other = replace(events[2], hash="0" * 64)
    assert isinstance(taken(db, [other]).refusal, LedgerFork)


def test_the_next_event_of_another_history_is_a_fork_even_if_it_is_sound(db, north):
    events = events_of(db, north)
    with db.command() as session:
        other = build_second_site(session, north)
        Walk(other, random.Random(2)).post(session, 6)
    taken(db, events[:5])
    sixth = events_of(db, other)[5]
    assert isinstance(taken(db, [sixth]).refusal, LedgerFork)
    with db.read() as session:
        assert session.execute(select(FarSite.pos)).scalar_one() == 5


def build_second_site(session, first):
    """Build a second site; items and people are those of the first."""
    floor = build_site(session, "SOUTH")
    for code in ("A-01-1", "A-01-2", "A-02-1"):
        build_bin(session, floor, code)
    build_place(session, floor, "tote", "T-0001")
    floor.items, floor.lots = first.items, first.lots
    return floor


CHANGES = {
    "kind": "other", "body": {"n": -1}, "outcome": "review", "subject": "x:1",
    "received_at": NOON.replace(year=2025), "answer": {"a": 1}, "user_id": 9,
}  # fmt: skip


def test_an_event_that_was_changed_on_its_way_is_broken_whatever_was_changed(db, north):
    events = events_of(db, north)
    taken(db, events[:1])
    for field, value in CHANGES.items():
        done = taken(db, [replace(events[1], **{field: value})])
        assert isinstance(done.refusal, BrokenEvent), field
    assert taken(db, events[1:]).pos == 40


def test_moves_that_were_changed_are_found(db, north):
    events = events_of(db, north)
    n = next(n for n, event in enumerate(events) if event.moves)
    taken(db, events[:n])
    more = tuple(replace(move, quantity=move.quantity + 1) for move in events[n].moves)
    assert isinstance(taken(db, [replace(events[n], moves=more)]).refusal, BrokenEvent)


def test_a_copied_database_under_another_code_is_refused(db, north):
    events = events_of(db, north)
    taken(db, events)
    open_central(db, "TWIN")
    done = taken(db, events, code="TWIN")
    assert isinstance(done.refusal, LedgerFork)
    assert (done.pos, done.taken) == (0, 0)


def test_what_comes_before_a_refused_event_is_kept(db, north):
    events = events_of(db, north)
    batch = [*events[:7], replace(events[7], kind="other"), *events[8:]]
    done = taken(db, batch)
    assert (done.pos, done.taken) == (7, 7)
    assert isinstance(done.refusal, BrokenEvent)
    with db.read() as session:
        assert verify_far(session) == []


def test_a_site_that_nobody_opened_cannot_post(db, north):
    with pytest.raises(NoSuchSite):
        taken(db, events_of(db, north), code="NOWHERE")


def test_over_http_the_answer_says_how_far_the_ledger_is_known(app, db, north):
    events = [written(event) for event in events_of(db, north)]
    api = ApiClient(app, db.token)
    posted = api.post("/central/sites/NORTH/events", {"head": 40, "events": events[:10]})
    assert posted.json == {
        "site": "NORTH", "pos": 10, "hash": events[9]["hash"], "taken": 10, "known": 0,
    }  # fmt: skip
    gap = api.post("/central/sites/NORTH/events", {"head": 40, "events": events[20:]})
    assert (gap.status_code, gap.json["code"], gap.json["pos"]) == (409, "ledger_gap", 10)
    again = api.post("/central/sites/NORTH/events", {"head": 40, "events": events})
    assert (again.json["taken"], again.json["known"]) == (30, 10)
    assert api.post("/central/sites/SOUTH/events", {"head": 0, "events": []}).status_code == 404


def test_the_central_ledger_tells_lag_balances_moves_and_totals(app, db, north):
    api = ApiClient(app, db.token)
    events = events_of(db, north)
    taken(db, events[:30])
    (site,) = api.get("/central/sites").json["sites"]
    assert (site["code"], site["pos"], site["head"], site["behind"]) == ("NORTH", 30, 40, 10)
    taken(db, events[30:])
    for at in (0, 7, 30, 40):
        ours = ApiClient(app, token_for(db)).get("/sites/NORTH/balances", at=at).json["balances"]
        theirs = api.get("/central/sites/NORTH/balances", at=at).json["balances"]
        assert {(b["place_code"], b["on_hand"]) for b in ours} == {
            (b["place_code"], b["on_hand"]) for b in theirs
        }
    balance = theirs[0]
    words = {name: balance[name] for name in ("place_id", "item_id", "lot_id")}
    moves = api.get("/central/sites/NORTH/moves", **words).json["moves"]
    assert sum(move["units"] for move in moves) == balance["on_hand"]
    (total,) = api.get("/central/balances").json["items"]
    assert total["on_hand"] == sum(b["on_hand"] for b in theirs)
    assert total["sites"] == [{"site": "NORTH", "on_hand": total["on_hand"]}]
    page = api.get("/central/sites/NORTH/events", after=39).json
    assert page["events"][0]["event"] == json.loads(json.dumps(written(events[39])))


def test_an_id_that_another_event_has_is_refused(db, north):
    events = events_of(db, north)
    taken(db, events[:2])
    assert taken(db, [replace(events[2], id=events[0].id)]).refusal is not None
