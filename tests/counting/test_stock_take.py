import csv
import io

import pypdfium2
import pytest
from sqlalchemy import select, update

from tests.support.builders import stock
from tests.support.clock import NOON
from tests.support.counting import Counter
from tests.support.orders import actor_of
from warehouse.catalog.models import Item
from warehouse.counting import queries, service
from warehouse.counting.errors import StockTakeNotDone, StockTakeRuns
from warehouse.counting.models import CountTask
from warehouse.counting.rules.cutover import totals
from warehouse.kernel.errors import NotYours


@pytest.fixture
def shelves(db, floor):
    with db.command() as session:
        session.execute(update(Item).values(cost_minor=250, currency="EUR"))
        stock(session, floor, "MUG", "A-01-1", 10)
        stock(session, floor, "MUG", "B-01-1", 4)
    return floor


def boss(floor):
    return actor_of(floor, "Supervisor", "supervisor")


def start(db, floor, zone=""):
    return db.decide(
        lambda session: service.start_stock_take(session, boss(floor), zone, now=NOON).id
    )


def close(db, floor, made):
    db.decide(lambda s: service.close_stock_take(s, boss(floor), made, now=NOON))


def desk(db, floor, made):
    with db.read() as session:
        return queries.stock_take_desk(session, floor.site, made)


def report(db, floor, made):
    with db.read() as session:
        return queries.cutover_rows(session, floor.site, made)


def task_of(db, floor, code):
    with db.read() as session:
        return session.execute(
            select(CountTask.id).where(
                CountTask.place_id == floor.places[code], CountTask.done_at.is_(None)
            )
        ).scalar_one()


def count(db, floor, code, units, who="Counter"):
    """Count a bin of mugs, or say that it is empty."""
    counter = Counter(db, floor, who)
    counter.claim(task_of(db, floor, code))
    counter.do("count.scan", code=f"B-{code}")
    if not units:
        counter.do("count.empty")
        return
    counter.do("count.scan", code="09521234000013")
    counter.do("count.quantity", item=floor.items["MUG"], lot="", packs="", loose=str(units),
               pack_units="1")  # fmt: skip
    counter.do("count.done")


def test_every_bin_of_the_site_gets_one_count(db, shelves):
    made = start(db, shelves)
    seen = desk(db, shelves, made)
    assert (seen.row.bins, seen.row.counted) == (4, 0)
    assert [(one.zone, one.aisle, one.bins) for one in seen.aisles] == [
        ("Zone A", 1, 2), ("Zone A", 2, 1), ("Zone B", 1, 1),
    ]  # fmt: skip
    assert [code for _, code, _ in seen.uncounted] == ["A-01-1", "A-01-2", "A-02-1", "B-01-1"]


def test_a_zone_alone_can_be_taken_stock_of(db, shelves):
    seen = desk(db, shelves, start(db, shelves, "B"))
    assert (seen.row.what, seen.row.bins) == ("Zone B", 1)
    with pytest.raises(NotYours):
        start(db, shelves, "Z")


def test_the_same_bins_are_not_taken_stock_of_twice_at_once(db, shelves):
    start(db, shelves, "A")
    start(db, shelves, "B")
    for zone in ("A", ""):
        with pytest.raises(StockTakeRuns) as refused:
            start(db, shelves, zone)
        assert "A stock-take of Zone A is open since 02 Mar 12:00." in str(refused.value)


def test_bins_that_wait_to_be_counted_already_are_counted_once(db, shelves):
    with db.command() as session:
        service.request_count(
            session, site_id=shelves.site, place_id=shelves.places["A-01-1"],
            reason="short pick: none", not_by_user_id=None, now=NOON,
        )  # fmt: skip
    start(db, shelves)
    with db.read() as session:
        tasks = list(session.execute(select(CountTask)).scalars())
    assert len(tasks) == 4
    assert {task.reasons for task in tasks} == {"stock-take", "short pick: none; stock-take"}


def test_progress_follows_the_counts_and_closing_waits_for_the_last(db, shelves):
    made = start(db, shelves, "B")
    with pytest.raises(StockTakeNotDone):
        close(db, shelves, made)
    count(db, shelves, "B-01-1", 4)
    seen = desk(db, shelves, made)
    assert (seen.row.counted, seen.uncounted) == (1, [])
    close(db, shelves, made)
    assert desk(db, shelves, made).closed_by == "Supervisor"
    with pytest.raises(NotYours):
        close(db, shelves, made)


def test_the_report_has_book_count_variance_and_value_of_every_record(db, shelves):
    made = start(db, shelves)
    count(db, shelves, "A-01-1", 8)
    count(db, shelves, "A-01-2", 0)
    rows = {row.bin_code: row for row in report(db, shelves, made)}
    assert set(rows) == {"A-01-1", "A-01-2", "A-02-1", "B-01-1"}
    assert (rows["A-01-2"].sku, rows["A-01-2"].counted_units) == ("", 0)
    assert (rows["B-01-1"].book_units, rows["B-01-1"].counted_units) == (4, None)
    assert rows["B-01-1"].state == "not counted"
    assert totals(rows.values()).uncounted_minor >= 1000


def test_a_variance_stands_in_the_report_and_holds_the_closing_until_it_is_decided(db, shelves):
    made = start(db, shelves, "A")
    with db.command() as session:  # two people to agree
        session.execute(update(CountTask).values(not_by_user_id=None))
    for who in ("Counter", "Packer"):
        count(db, shelves, "A-01-1", 8, who=who)
    count(db, shelves, "A-01-2", 0)
    count(db, shelves, "A-02-1", 0)
    (row,) = [one for one in report(db, shelves, made) if one.sku]
    assert (row.book_units, row.counted_units, row.variance_units) == (10, 8, -2)
    assert row.state == "to be decided"
    with pytest.raises(StockTakeNotDone) as refused:
        close(db, shelves, made)
    assert "Bins not counted: 0; to be decided: 1." in str(refused.value)
    summed = totals(report(db, shelves, made))
    assert (summed.book_minor, summed.counted_minor, summed.under_minor) == (2500, 2000, 500)


def test_the_pages_lead_from_the_start_to_the_report(db, client_as, shelves):
    client = client_as("Supervisor")
    answer = client.post("/counts/stock-takes", data={"zone": "B"}, follow_redirects=True)
    assert "Stock-take: Zone B" in answer.text
    assert "Not begun" in answer.text
    again = client.post("/counts/stock-takes", data={"zone": "B"})
    assert again.status_code == 409
    assert "is open since" in again.text
    address = answer.request.path
    refused = client.post(f"{address}/close")
    assert refused.status_code == 422
    assert "Bins not counted: 1" in refused.text
    pdf = client.get(f"{address}/report.pdf")
    pages = pypdfium2.PdfDocument(pdf.data)
    text = pages[0].get_textpage().get_text_range()
    pages.close()
    for words in ("Stock-take: Zone B", "DRAFT", "not counted", "Signed for the accounts"):
        assert words in text
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}/report.csv").data.decode())))
    assert rows[0]["book_units"] == "4"
    assert (rows[0]["counted_units"], rows[0]["state"]) == ("", "not counted")


def test_a_cell_is_never_a_formula(db, client_as, shelves):
    with db.command() as session:
        session.execute(update(Item).values(name="=1+1"))
    client = client_as("Supervisor")
    address = client.post("/counts/stock-takes", data={"zone": "B"}).location
    assert ",'=1+1," in client.get(f"{address}/report.csv").text
