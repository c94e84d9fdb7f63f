import re
from html.parser import HTMLParser

import pytest

from tests.support.builders import stock
from warehouse.counting import service
from warehouse.counting.models import CountDay, CountTask
from warehouse.kernel import clock

FIGURES = {
    "minutes_a_day": "90", "flagged_percent": "20", "control_percent": "10",
    "coverage_percent": "40", "days_a": "30", "days_b": "90", "days_c": "180", "bin_seconds": "40",
    "record_seconds": "20", "hour": "5",
}  # fmt: skip


@pytest.fixture
def boss(client_as):
    return client_as("Supervisor")


@pytest.fixture
def shelves(db, floor):
    with db.command() as session:
        for place in ("A-01-1", "A-01-2", "A-02-1"):
            stock(session, floor, "MUG", place, 7)
    return floor


def rows_of(model, db):
    with db.read() as session:
        return list(session.query(model))


def test_the_page_previews_and_asks_for_nothing(db, boss, shelves):
    answer = boss.get("/counts/plan")
    assert answer.status_code == 200
    assert "Nobody was asked yet" in answer.text
    assert "Drawn by lot, to measure accuracy." in answer.text
    assert rows_of(CountTask, db) == []


def test_a_press_plans_and_the_page_tells_how_far_it_is(db, boss, shelves):
    answer = boss.post("/counts/plan", follow_redirects=True)
    assert "0 of 4 bins counted" in answer.text
    assert "by Supervisor." in answer.text
    assert len(rows_of(CountTask, db)) == 4


def test_a_second_press_is_told_that_the_day_is_planned(db, boss, shelves):
    boss.post("/counts/plan")
    answer = boss.post("/counts/plan")
    assert answer.status_code == 409
    assert "The next plan is tomorrow" in answer.text
    assert len(rows_of(CountDay, db)) == 1


def test_a_floor_without_bins_has_nothing_to_count(db, floor, boss):
    with db.command() as session:
        setting = service.setting_of(session, floor.site)
        setting.minutes_a_day = 0
        session.add(setting)
    assert "Nothing to count today" in boss.get("/counts/plan").text


def test_what_is_set_holds_from_the_next_plan_on(db, boss, shelves):
    answer = boss.post("/counts/plan/settings", data=FIGURES, follow_redirects=True)
    assert "The next plan follows it." in answer.text
    assert 'value="90"' in answer.text
    assert "checked" not in re.search(r"<input[^>]*sets_classes[^>]*>", answer.text)[0]
    assert "Minutes, of 90" in boss.get("/counts/plan").text
    assert "The clock plans each day at 05:00." in boss.get("/counts/plan").text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("minutes_a_day", "twelve", "“twelve” does not fit minutes a day"),
        ("days_a", "0", "give a whole number from 1 to 3650"),
        ("control_percent", "50", "are 110 % together"),
        ("hour", "24", "“24” does not fit the hour"),
        ("record_seconds", "", "does not fit seconds for an item"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_what_was_typed_stays(
    boss, shelves, field, typed, said
):
    answer = boss.post("/counts/plan/settings", data=FIGURES | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="180"' in answer.text


def test_the_calendar_says_when_every_bin_will_have_been_counted(boss, shelves):
    text = boss.get("/counts/coverage").text
    assert "Every bin will have been counted by" in text
    assert "Due by week" in text


class Attributes(HTMLParser):
    """Collects what the policy forbids."""

    def __init__(self):
        super().__init__()
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        self.wrong += [(tag, name) for name, _ in attrs if name == "style" or name[:2] == "on"]


@pytest.mark.parametrize("path", ["/counts/plan", "/counts/coverage", "/counts/plan/settings"])
def test_the_pages_keep_to_the_policy(boss, shelves, path):
    found = Attributes()
    found.feed(boss.get(path).text)
    assert found.wrong == []


@pytest.mark.parametrize("path", ["/counts/plan", "/counts/coverage", "/counts/plan/settings"])
def test_no_counter_may_open_them(client_as, shelves, path):
    assert client_as("Counter").get(path).status_code == 403


def test_a_plan_of_yesterday_is_not_shown_as_todays(db, boss, shelves):
    with db.command() as session:
        day = clock.now().date().replace(year=2020)
        session.add(
            CountDay(
                site_id=shelves.site,
                day=day,
                planned_at=clock.now(),
                bins=0,
                seconds=0,
                waiting_seconds=0,
                control=0,
                stretch_percent=100,
                missing_a_day=0,
            )
        )
    assert "Nobody was asked yet" in boss.get("/counts/plan").text
