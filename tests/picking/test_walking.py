"""A trip is walked in the order of the shortest walk, which is settled at release and kept."""

import pytest
from sqlalchemy import select

from tests.support.app import client_of
from tests.support.builders import build_bin, build_item, stock
from tests.support.clock import NOON
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.catalog.models import Item
from warehouse.locations.models import Bin, Place
from warehouse.picking import service as picking
from warehouse.picking.models import PickLine, PickTask

# Two aisles of the zone W, a cross-aisle in front of and behind them: codes would have one walk
# aisle 1 from front to back, and come back for the front of aisle 2.
BINS = {"W-01-1": (0, 0), "W-01-9": (0, 3000), "W-02-1": (300, 0), "W-02-9": (300, 3000)}


@pytest.fixture
def wide(db, floor):
    """The usual floor with two long aisles in place of its row of bins."""
    with db.command() as session:
        for bin_row in session.execute(select(Bin)).scalars():
            bin_row.x_cm, bin_row.y_cm = 0, 1500
        for code, (x_cm, y_cm) in BINS.items():
            build_bin(session, floor, code, x_cm=x_cm, y_cm=y_cm)
            build_item(session, floor, f"at {code}")
            stock(session, floor, f"at {code}", code, 5)
    return floor


def released(db, floor, *codes):
    with db.command() as session:
        wanted = [(f"at {code}", 1) for code in codes]
        return release(session, floor, build_order(session, floor, *wanted))[0]


def walked(db, task):
    with db.read() as session:
        return list(
            session.execute(
                select(Place.code)
                .join(PickLine, PickLine.place_id == Place.id)
                .join(PickTask, PickTask.id == PickLine.task_id)
                .where(PickTask.lead_id == task)
                .order_by(PickLine.sequence)
            ).scalars()
        )


def test_stops_follow_the_walk_and_not_the_codes(db, wide):
    task = released(db, wide, *BINS)
    order = walked(db, task)
    assert order in (
        ["W-01-1", "W-01-9", "W-02-9", "W-02-1"],
        ["W-02-1", "W-02-9", "W-01-9", "W-01-1"],
    )
    with db.read() as session:
        metres = session.get(PickTask, task).route_cm / 100
    assert metres == 2 * (30 + 1.5 + 1.5 + 3)


def test_heavy_pieces_are_taken_before_light_ones(db, wide):
    with db.command() as session:
        session.get(Item, wide.items["at W-01-9"]).weight_g = 25_000
    assert walked(db, released(db, wide, *BINS))[0] == "W-01-9"


def test_a_line_added_by_a_short_pick_is_walked_from_where_the_picker_stands(db, wide):
    with db.command() as session:
        stock(session, wide, "at W-01-1", "W-02-1", 5)
    task = released(db, wide, "W-01-1", "W-01-9")
    first, second = walked(db, task)
    hand = Hand(db, actor_of(wide))
    hand.claim(task)
    hand.scan("T-0001")
    hand.scan(f"B-{first}")
    hand.press("short", reason="none")
    order = walked(db, task)
    assert order[0] == first, "what is begun stays first"
    assert sorted(order[1:]) == sorted(["W-02-1", second] if first == "W-01-1" else [second])


def test_what_was_skipped_stays_last_when_a_short_pick_adds_a_stop(db, wide):
    with db.command() as session:
        for code in BINS:  # more than at home, so that these give first
            stock(session, wide, f"at {code}", "A-01-1", 9)
    task = released(db, wide, *BINS)
    first, second, third, fourth = walked(db, task)
    hand = Hand(db, actor_of(wide))
    hand.claim(task)
    hand.scan("T-0001")
    hand.press("skip")
    assert walked(db, task) == [second, third, fourth, first]
    hand.scan(f"B-{second}")
    hand.press("short", reason="none")
    order = walked(db, task)
    assert (order[0], order[-1]) == (second, first)
    assert sorted(order[1:-1]) == sorted(["A-01-1", third, fourth])


def test_those_that_ride_on_keep_their_order_when_one_is_called_off(db, wide):
    with db.command() as session:
        orders = [build_order(session, wide, (f"at {code}", 1)) for code in BINS]
        task = release(session, wide, *orders, method="cluster")[0]
    before = walked(db, task)
    with db.command() as session:
        picking.call_off(session, wide.site, orders[1], now=NOON, user_id=None)
    gone = list(BINS)[1]
    with db.read() as session:
        left = select(PickTask.id).where(PickTask.lead_id == task, PickTask.state != "cancelled")
        rows = session.execute(
            select(Place.code).join(PickLine, PickLine.place_id == Place.id)
            .where(PickLine.task_id.in_(left)).order_by(PickLine.sequence)
        ).scalars()  # fmt: skip
        assert list(rows) == [code for code in before if code != gone]


def test_the_map_shows_the_stops_to_the_picker_and_to_the_desk(app, db, wide):
    task = released(db, wide, *BINS)
    for who, page in (("Picker", "map"), ("Supervisor", "route")):
        answer = client_of(app, wide.users[who], wide.site).get(f"/pick/{task}/{page}")
        assert answer.status_code == 200
        assert answer.text.count("map__stop ") == 4
        assert "69 m in all" in answer.text or "72 m in all" in answer.text
        assert "style=" not in answer.text
    assert (
        client_of(app, wide.users["Picker"], wide.site).get(f"/pick/{task}/route").status_code
        == 403
    )


def test_the_desk_sees_the_floor_and_brings_its_plan(app, wide):
    client = client_of(app, wide.users["Supervisor"], wide.site)
    assert "They are derived from where the bins are" in client.get("/floor").text
    refused = client.post("/floor/plan", data={})
    assert refused.status_code == 422
    assert "This is not JSON" in refused.text
