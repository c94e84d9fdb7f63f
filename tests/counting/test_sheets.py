import json

import pypdfium2
import pytest
from sqlalchemy import select

from tests.support.builders import build_lot, post_moves, stock
from tests.support.clock import NOON
from tests.support.counting import ask_for_count, results, task_of
from tests.support.orders import actor_of
from warehouse.counting import queries, service
from warehouse.counting.errors import BadEntry, NothingOnPaper, SomebodyElse
from warehouse.counting.service import Typed
from warehouse.kernel.errors import NotYours
from warehouse.ledger.models import LedgerEvent


@pytest.fixture
def shelves(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 57)
        build_lot(session, floor, "TEA", "L1")
        stock(session, floor, "TEA", "A-01-1", 31, lot="L1")
        for serial in ("S-1", "S-2"):
            build_lot(session, floor, "CAM", serial, serial=True)
            stock(session, floor, "CAM", "A-01-2", 1, lot=serial)
    return floor


def boss(floor):
    return actor_of(floor, "Supervisor", "supervisor")


def printed(db, floor, zone=""):
    return db.decide(lambda s: service.print_sheet(s, boss(floor), zone, now=NOON))


def enter(db, floor, sheet, number, *rows, empty=False, who="Counter"):
    db.decide(
        lambda s: service.enter_bin(
            s,
            boss(floor),
            sheet,
            number,
            counter_id=floor.users[who],
            is_empty=empty,
            rows=[Typed(*row) for row in rows],
            now=NOON,
        )
    )


def test_a_sheet_asks_for_what_waits_in_walking_order_and_tells_no_number(db, shelves):
    for code in ("A-01-2", "A-01-1"):
        ask_for_count(db, shelves, code)
    sheet = printed(db, shelves)
    with db.read() as session:
        made = queries.paper_sheet(session, boss(shelves), sheet)
    assert [row[1] for row in made.rows if row[1]] == ["A-01-1", "A-01-2"]
    assert made.rows[0][2] == "B-A-01-1"
    said = [row[3] for row in made.rows]
    assert said == [
        "Mug, red\nMUG", "Tea, green\nTEA\nLot L1", "Something else:", "Camera\nCAM",
        "Something else:",
    ]  # fmt: skip
    # Of two serials the sheet says the item once, so that nobody counts the lines.
    assert all("57" not in cell and "31" not in cell for row in made.rows for cell in row)


def test_nothing_goes_on_paper_where_nothing_waits(db, shelves):
    ask_for_count(db, shelves, "A-01-1")
    with pytest.raises(NothingOnPaper):
        printed(db, shelves, "B")


def test_what_the_paper_says_is_counted_by_whoever_wrote_it(db, shelves):
    task = ask_for_count(db, shelves, "A-01-1")
    sheet = printed(db, shelves)
    enter(db, shelves, sheet, 1, ("MUG", "", "57"), ("TEA", "L1", "31"))
    assert task_of(db, task).state == "done"
    found = results(db, task)
    assert [one.variance_units for one in found] == [0, 0]
    assert {one.counter_id for one in found} == {shelves.users["Counter"]}
    with db.read() as session:
        bodies = session.execute(
            select(LedgerEvent.body).where(LedgerEvent.kind == "count.done")
        ).scalars()
        body = json.loads(bodies.one())
    assert (body["sheet"], body["entered_by"]) == (sheet, shelves.users["Supervisor"])


def test_an_empty_bin_is_ticked(db, shelves):
    task = ask_for_count(db, shelves, "B-01-1")
    enter(db, shelves, printed(db, shelves), 1, empty=True)
    assert task_of(db, task).state == "done"


def test_zero_says_that_none_is_there_and_a_blank_says_nothing(db, shelves):
    task = ask_for_count(db, shelves, "A-01-1")
    sheet = printed(db, shelves)
    with pytest.raises(BadEntry) as refused:
        enter(db, shelves, sheet, 1, ("MUG", "", "57"), ("TEA", "L1", ""))
    assert "Row 2: Tea, green has no number; write 0" in str(refused.value)
    assert task_of(db, task).state == "open"  # nothing of it was taken
    enter(db, shelves, sheet, 1, ("MUG", "", "57"), ("TEA", "L1", "0"))
    assert task_of(db, task).state in {"open", "review"}  # somebody else looks, or decides


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("NOBODY", "", "3"), "“NOBODY” is not a code we know"),
        (("TEA", "", "3"), "its lot or serial is missing"),
        (("MUG", "", "many"), "“many” is not a number of pieces"),
        (("CAM", "S-9", "2"), "a serial is one piece"),
        (("B-B-01-1", "", "2"), "This count is of A-01-1"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_kept(db, shelves, row, why):
    task = ask_for_count(db, shelves, "A-01-1")
    sheet = printed(db, shelves)
    with pytest.raises(BadEntry) as refused:
        enter(db, shelves, sheet, 1, ("MUG", "", "57"), row)
    assert str(refused.value).startswith("Row 2: ")
    assert why in str(refused.value)
    assert task_of(db, task).state == "open"


def test_serials_are_entered_one_a_row(db, shelves):
    task = ask_for_count(db, shelves, "A-01-2")
    enter(db, shelves, printed(db, shelves), 1, ("CAM", "S-1", "1"), ("CAM", "S-2", "1"))
    assert task_of(db, task).state == "done"


def test_a_bin_is_not_empty_and_counted_at_once(db, shelves):
    ask_for_count(db, shelves, "A-01-1")
    with pytest.raises(BadEntry, match=r"bad_entry|ticked as empty"):
        enter(db, shelves, printed(db, shelves), 1, ("MUG", "", "57"), empty=True)


def test_what_moved_between_printing_and_entering_has_the_bin_counted_again(db, shelves):
    task = ask_for_count(db, shelves, "A-01-1")
    sheet = printed(db, shelves)
    with db.command() as session:
        post_moves(session, shelves, ("MUG", "", "A-01-1", "T-0001", 1), kind="pick")
    enter(db, shelves, sheet, 1, ("MUG", "", "57"), ("TEA", "L1", "31"))
    assert task_of(db, task).state == "open"
    assert "moved while it was counted" in task_of(db, task).reasons
    assert results(db, task) == []


def test_who_is_checked_does_not_count_on_paper_either(db, shelves):
    ask_for_count(db, shelves, "A-01-1", not_by=shelves.users["Counter"])
    sheet = printed(db, shelves)
    with pytest.raises(SomebodyElse):
        enter(db, shelves, sheet, 1, ("MUG", "", "57"), ("TEA", "L1", "31"))


def test_only_those_who_count_can_have_counted(db, shelves):
    ask_for_count(db, shelves, "A-01-1")
    with pytest.raises(NotYours):
        enter(db, shelves, printed(db, shelves), 1, ("MUG", "", "57"), who="Packer")


def test_the_pages_lead_from_the_sheet_to_its_entry(db, client_as, shelves):
    ask_for_count(db, shelves, "A-01-1")
    client = client_as("Supervisor")
    answer = client.post("/counts/sheets", data={"zone": ""}, follow_redirects=True)
    assert "0 of 1 bins entered" in answer.text
    address = answer.request.path
    pages = pypdfium2.PdfDocument(client.get(f"{address}.pdf").data)
    text = pages[0].get_textpage().get_text_range()
    pages.close()
    assert "Count sheet" in text
    assert "A-01-1" in text
    form = {"counter": str(shelves.users["Counter"]), "code": ["MUG", "TEA", ""],
            "lot": ["", "L1", ""], "units": ["57", "", ""]}  # fmt: skip
    refused = client.post(f"{address}/1", data=form)
    assert refused.status_code == 422
    assert "Tea, green has no number" in refused.text
    assert 'value="57"' in refused.text
    done = client.post(f"{address}/1", data=form | {"units": ["57", "31", ""]})
    assert done.status_code == 303
    assert "1 of 1 bins entered" in client.get(address).text
    assert client.get(f"{address}/7").status_code == 404
