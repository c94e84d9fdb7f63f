import json

import pytest

from tests.support.builders import stock
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.kernel.errors import NotYours
from warehouse.picking.errors import NotYourTask, WrongBin
from warehouse.picking.queries import trip


@pytest.fixture
def task(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 4)
        stock(session, floor, "MUG", "B-01-1", 9)
        return release(session, floor, build_order(session, floor, ("MUG", 13), ref="111-1"))[0]


def snapshot(db, floor, task, who="Picker"):
    with db.read() as session:
        return json.loads(json.dumps(trip(session, actor_of(floor, who), task)))


def test_a_trip_takes_along_all_that_it_needs(db, floor, task):
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    taken = snapshot(db, floor, task)
    assert (taken["order"], taken["totes"][0]["code"]) == ("111-1", None)
    assert [(line["bin"], line["wanted"]) for line in taken["lines"]] == [
        ("A-01-1", 4),
        ("B-01-1", 9),
    ]
    assert taken["barcodes"]["19521234000010"] == [floor.items["MUG"], 6, "case"]
    assert taken["items"][str(floor.items["MUG"])] == ["Mug, red", "B-01-1"]
    assert taken["totes_free"] == ["T-0001", "T-0002", "T-0003"]
    assert taken["places"] == ["PACK-1"]
    hand.scan("T-0001")
    hand.scan("B-A-01-1")
    taken = snapshot(db, floor, task)
    assert taken["totes"][0]["code"] == "T-0001"
    assert taken["lines"][0]["at_bin"]
    assert taken["totes_free"] == ["T-0002", "T-0003"]


def test_only_who_carries_a_task_takes_its_trip_along(db, floor, task):
    with pytest.raises(NotYourTask):
        snapshot(db, floor, task)
    Hand(db, actor_of(floor)).claim(task)
    with pytest.raises(NotYourTask):
        snapshot(db, floor, task, "Supervisor")
    with pytest.raises(NotYours):
        snapshot(db, floor, 99)


def test_a_handheld_is_given_the_servers_own_words(client_as):
    words = client_as("Picker").get("/pick/words").get_json()
    assert words["wrong_bin"] == WrongBin.sentence


def test_what_can_be_taken_back_comes_along(db, floor, task):
    hand = Hand(db, actor_of(floor))
    hand.claim(task)
    assert snapshot(db, floor, task)["undo"] == []
    for code in ("T-0001", "B-A-01-1", "09521234000013"):
        hand.scan(code)
    hand.press("quantity", quantity="4")
    hand.scan("T-0001")
    line = snapshot(db, floor, task)["lines"][0]["line"]
    notes = snapshot(db, floor, task)["undo"]
    assert [(note["line"], note["units"]) for note in notes] == [
        (0, 0),
        *[(line, 0)] * 3,
        (line, 4),
    ]
    assert [note["in_hand"] for note in notes[1:]] == [0, 0, 1, 4]
    hand.press("undo")
    assert snapshot(db, floor, task)["undo"] == notes[:-1]
    hand.press("short", reason="none")
    hand.scan("T-0001")
    hand.scan("B-B-01-1")
    assert [note["units"] for note in snapshot(db, floor, task)["undo"]] == [4, 0]
