import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.support.builders import stock
from tests.support.counts import settle
from warehouse.catalog.models import Item
from warehouse.counting.models import CountPlanLine, CountTask
from warehouse.counting.models.counts import DONE
from warehouse.counting.queries import accuracy_desk
from warehouse.kernel import clock


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def shelves(db, floor):
    with db.command() as session:
        session.execute(update(Item).values(cost_minor=250, currency="EUR"))
        for place in ("A-01-1", "A-01-2", "B-01-1"):
            stock(session, floor, "MUG", place, 10)
            stock(session, floor, "TEA", place, 10)
    return floor


def drawn(session, floor, sku, place, at):
    """Have chance choose a record; returns the count that it asks for."""
    task = CountTask(
        site_id=floor.site, place_id=floor.places[place], reasons="planned", asked_at=at,
        state=DONE, done_at=at, is_control=True,
    )  # fmt: skip
    session.add(task)
    session.flush()
    session.add(
        CountPlanLine(
            site_id=floor.site,
            day=at.date(),
            task_id=task.id,
            place_id=task.place_id,
            item_id=floor.items[sku],
            lot_id=floor.lots[sku, ""],
            why="control",
            sentence="x",
        )
    )
    session.flush()
    return task


@pytest.fixture
def counted(db, shelves, now):
    """Two of three drawn records were right; other counts found much more."""
    day = timedelta(days=1)
    with db.command() as session:
        for n, (place, variance) in enumerate((("A-01-1", 0), ("A-01-2", -2), ("B-01-1", 0))):
            task = drawn(session, shelves, "MUG", place, now - n * day)
            settle(session, shelves, "MUG", place, variance=variance, at=now - n * day,
                   control=True, task=task, abc="A", reason="mis_pick")  # fmt: skip
            # What else the bin held was counted too, and was not drawn.
            settle(session, shelves, "TEA", place, variance=3, at=now - n * day, control=True,
                   task=task, reason="found")  # fmt: skip
        settle(session, shelves, "MUG", "A-01-1", variance=-9, at=now - 400 * day)
    return shelves


def desk(db, floor, now, days=90):
    with db.read() as session:
        return accuracy_desk(session, floor.site, days=days, now=now)


def test_accuracy_is_read_from_the_records_that_were_drawn_and_from_nothing_else(db, counted, now):
    seen = desk(db, counted, now)
    assert (seen.overall.right, seen.overall.counted, seen.drawn) == (2, 3, 3)
    assert {one.name: (one.right, one.counted) for one in seen.by_class} == {
        "A": (2, 3), "B": (0, 0), "C": (0, 0),
    }  # fmt: skip
    assert {one.name: (one.right, one.counted) for one in seen.by_zone} == {
        "Zone A": (1, 2), "Zone B": (1, 1),
    }  # fmt: skip
    assert sum(one.counted for one in seen.over_time) == 3


def test_variances_come_from_all_counts_of_the_time_and_never_net_out(db, counted, now):
    seen = desk(db, counted, now)
    assert (seen.counted, seen.bins_counted, seen.bins) == (6, 3, 4)
    total = seen.variances
    assert (total.records, total.over_units, total.under_units) == (4, 9, 2)
    assert (total.gross_value_minor, total.net_value_minor) == (2750, 1750)
    assert [(one.name, one.gross_units) for one in seen.zone_variances] == [
        ("Zone A", 8), ("Zone B", 3),
    ]  # fmt: skip


def test_causes_are_those_that_were_given_worth_most_first(db, counted, now):
    causes = desk(db, counted, now).causes
    assert [(one.reason, one.records, one.units, one.value_minor) for one in causes] == [
        ("Found", 3, 9, 2250), ("Mis-pick", 1, 2, 500),
    ]  # fmt: skip


def test_a_longer_time_shows_older_counts_too(db, counted, now):
    assert desk(db, counted, now, days=365).counted == 6
    assert desk(db, counted, now, days=500).counted == 7


def test_the_page_says_where_the_figure_comes_from(client_as, counted):
    text = client_as("Supervisor").get("/counts/accuracy").text
    assert "66.7 %" in text
    assert "2 of 3 records that chance chose were within tolerance; 3 were drawn" in text
    assert "Mis-pick" in text


def test_without_a_control_group_no_accuracy_is_claimed(client_as, shelves):
    text = client_as("Supervisor").get("/counts/accuracy?days=nonsense").text
    assert "No record drawn by lot was counted in this time" in text


def test_the_file_has_every_group_and_no_formula(db, client_as, counted):
    answer = client_as("Supervisor").get("/counts/accuracy.csv?days=30")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    overall = rows[0]
    assert (overall["figure"], overall["right"], overall["counted"]) == ("accuracy", "2", "3")
    assert (overall["accuracy_percent"], overall["low_percent"]) == ("66.67", "20.77")
    sums = next(row for row in rows if (row["figure"], row["group"]) == ("variance", "all"))
    assert (sums["net_value"], sums["gross_value"], sums["currency"]) == ("17.50", "27.50", "EUR")


@pytest.mark.parametrize("path", ["/counts/accuracy", "/counts/accuracy.csv"])
def test_accuracy_is_the_desks(client_as, shelves, path):
    assert client_as("Counter").get(path).status_code == 403
