from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from tests.support.builders import post_moves, stock
from tests.support.clock import NOON
from tests.support.counts import settle
from warehouse.catalog.models import Item
from warehouse.counting import service
from warehouse.counting.errors import AlreadyPlanned
from warehouse.counting.jobs import HANDLERS
from warehouse.counting.models import (
    CountDay,
    CountDigest,
    CountPlanLine,
    CountPlanSetting,
    CountRecord,
    CountTask,
    ItemClass,
)
from warehouse.counting.rules.risk import Key
from warehouse.counting.service.records import read_digest
from warehouse.jobs.models import Job
from warehouse.jobs.service import do_next
from warehouse.locations.models import Site

LATER = NOON + timedelta(days=1)


@pytest.fixture
def shelves(db, floor):
    """Mugs and tea in two bins, a third and a fourth empty; some mugs were picked."""
    with db.command() as session:
        session.execute(update(Item).values(cost_minor=250, currency="EUR"))
        stock(session, floor, "MUG", "A-01-1", 20)
        stock(session, floor, "MUG", "A-01-2", 5)
        stock(session, floor, "TEA", "A-01-2", 7)
        for _ in range(3):
            post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 2), kind="pick")
    return floor


def key(floor, sku, place, lot=""):
    return Key(floor.places[place], floor.items[sku], floor.lots[sku, lot])


def tallies(db, floor, now=LATER):
    with db.read() as session:
        return read_digest(session, floor.site, now=now).tallies


def plan(db, floor, now=LATER, by=None):
    return db.decide(lambda session: service.plan_today(session, floor.site, now=now, by=by))


def tasks(db):
    with db.read() as session:
        rows = session.execute(select(CountTask).order_by(CountTask.sequence, CountTask.id))
        return list(rows.scalars())


def test_a_records_past_is_read_from_the_ledger(db, shelves):
    mugs = tallies(db, shelves)[key(shelves, "MUG", "A-01-1")]
    assert mugs.moves == 4  # put away once, picked three times
    assert mugs.picks_a_day == pytest.approx(3 / 28)
    assert mugs.units_a_day == pytest.approx(6 / 28)
    assert mugs.confirmed_at is None


def test_reading_on_gives_what_reading_all_gives(db, shelves):
    plan(db, shelves)
    with db.command() as session:
        post_moves(session, shelves, ("MUG", "", "A-01-1", "T-0001", 1), kind="pick")
    kept = tallies(db, shelves)
    with db.command() as session:
        session.execute(CountRecord.__table__.delete())
        session.execute(CountDigest.__table__.delete())
    afresh = tallies(db, shelves)
    for one, tally in afresh.items():
        assert kept[one].moves == tally.moves
        assert kept[one].picks_a_day == pytest.approx(tally.picks_a_day, rel=0.1)


def test_a_count_divides_the_past_from_what_came_after_it(db, shelves):
    with db.command() as session:
        settle(session, shelves, "MUG", "A-01-1", variance=-1)  # at the position of now
        post_moves(session, shelves, ("MUG", "", "A-01-1", "T-0001", 1), kind="pick")
    mugs = tallies(db, shelves)[key(shelves, "MUG", "A-01-1")]
    assert (mugs.past_moves, mugs.moves, mugs.errors) == (4, 1, 1)
    assert mugs.confirmed_at == NOON


def test_a_count_that_is_booked_days_later_counts_from_its_own_position(db, shelves):
    plan(db, shelves)
    with db.command() as session:
        pos = settle(session, shelves, "MUG", "A-01-1", variance=2, decide=False)
        post_moves(session, shelves, ("MUG", "", "A-01-1", "T-0001", 1), kind="pick")
    plan(db, shelves, NOON + timedelta(days=2))
    assert tallies(db, shelves)[key(shelves, "MUG", "A-01-1")].confirmed_at is None
    with db.command() as session:
        settle(session, shelves, "MUG", "A-01-1", variance=2, pos=pos, decide_only=True)
    mugs = tallies(db, shelves)[key(shelves, "MUG", "A-01-1")]
    assert (mugs.past_moves, mugs.moves, mugs.errors) == (4, 1, 1)


def test_what_counting_itself_books_is_no_move(db, shelves):
    with db.command() as session:
        post_moves(session, shelves, ("MUG", "", "A-01-1", "discrepancy", 1), kind="count.approve")
    assert tallies(db, shelves)[key(shelves, "MUG", "A-01-1")].moves == 4


def test_a_book_that_was_corrected_without_a_count_is_flagged(db, shelves):
    with db.command() as session:
        post_moves(session, shelves, ("MUG", "", "A-01-1", "discrepancy", 1), kind="adjust")
    plan(db, shelves)
    with db.read() as session:
        lines = session.execute(
            select(CountPlanLine.place_id, CountPlanLine.sentence).where(
                CountPlanLine.why == "flagged"
            )
        ).all()
    assert lines == [(shelves.places["A-01-1"], "Noticed: its book was corrected without a count.")]


def test_the_plan_asks_for_counts_in_walking_order_and_says_why(db, shelves):
    day = plan(db, shelves)
    asked = tasks(db)
    assert day.day == date(2026, 3, 3)
    assert day.bins == len(asked) == 4
    assert [task.sequence for task in asked] == [1, 2, 3, 4]
    codes = ["A-01-1", "A-01-2", "A-02-1", "B-01-1"]
    assert [task.place_id for task in asked] == [shelves.places[code] for code in codes]
    assert {task.reasons for task in asked} == {"planned"}
    assert {task.planned_on for task in asked} == {day.day}
    with db.read() as session:
        lines = session.execute(select(CountPlanLine)).scalars().all()
    assert {line.task_id for line in lines} == {task.id for task in asked}
    assert day.control == sum(line.why == "control" for line in lines) == 3
    assert {task.place_id for task in asked if task.is_control} == {
        line.place_id for line in lines if line.why == "control"
    }


def test_no_counter_is_told_a_figure_or_the_control_group(db, shelves):
    plan(db, shelves)
    for task in tasks(db):
        assert task.reasons == "planned"


def test_a_bin_that_waits_already_gets_the_plans_reason_and_no_second_count(db, shelves):
    with db.command() as session:
        for code in ("A-01-1", "A-01-2"):
            service.request_count(
                session, site_id=shelves.site, place_id=shelves.places[code],
                reason="short pick: none", not_by_user_id=None, now=NOON,
            )  # fmt: skip
    day = plan(db, shelves)
    asked = {task.place_id: task for task in tasks(db)}
    assert len(asked) == 4
    assert day.waiting_seconds > 0
    both = asked[shelves.places["A-01-1"]]
    assert both.sequence == 0
    assert both.reasons in {"short pick: none", "short pick: none; planned"}


def test_a_day_is_planned_once(db, shelves):
    plan(db, shelves)
    with pytest.raises(AlreadyPlanned) as refused:
        plan(db, shelves)
    assert "The counts of 03 Mar are planned: 4 bins." in str(refused.value)
    assert plan(db, shelves, LATER + timedelta(days=1)).day == date(2026, 3, 4)


def test_the_day_is_the_sites_own(db, shelves):
    with db.command() as session:
        session.execute(update(Site).values(time_zone="Pacific/Auckland"))
    assert plan(db, shelves, NOON).day == date(2026, 3, 3)


def test_items_get_their_class_by_what_is_picked_of_them(db, shelves):
    plan(db, shelves)
    with db.read() as session:
        classes = dict(session.execute(select(ItemClass.item_id, ItemClass.class_code)).all())
    assert classes[shelves.items["MUG"]] == "A"
    assert classes[shelves.items["TEA"]] == "C"


def test_classes_that_people_set_stay(db, shelves):
    with db.command() as session:
        setting = service.setting_of(session, shelves.site)
        setting.sets_classes = False
        session.add(setting)
        session.add(ItemClass(site_id=shelves.site, item_id=shelves.items["TEA"], class_code="A"))
    plan(db, shelves)
    with db.read() as session:
        assert session.execute(select(func.count()).select_from(ItemClass)).scalar_one() == 1


def hourly(db, floor, hour, now):
    with db.command() as session:
        setting = session.get(CountPlanSetting, floor.site) or service.setting_of(
            session, floor.site
        )
        setting.hour = hour
        session.add(setting)
        service.ask_for_next_plan(session, setting, now=now)


def work(db, now):
    return do_next(db, HANDLERS, now=now)


def planned_days(db):
    with db.read() as session:
        return list(session.execute(select(CountDay.day).order_by(CountDay.day)).scalars())


def test_the_site_plans_by_itself_at_its_hour_each_day(db, shelves):
    hourly(db, shelves, 5, NOON)
    assert not work(db, NOON + timedelta(hours=16))
    assert work(db, NOON + timedelta(hours=17))
    assert planned_days(db) == [date(2026, 3, 3)]
    assert not work(db, NOON + timedelta(hours=18))
    assert work(db, NOON + timedelta(hours=41))
    assert planned_days(db) == [date(2026, 3, 3), date(2026, 3, 4)]


def test_a_changed_hour_leaves_the_old_ones_job_without_effect(db, shelves):
    hourly(db, shelves, 14, NOON)
    hourly(db, shelves, 20, NOON)
    assert work(db, NOON + timedelta(hours=3))
    assert planned_days(db) == []
    assert work(db, NOON + timedelta(hours=9))
    assert planned_days(db) == [date(2026, 3, 2)]


def test_the_clock_leaves_a_day_alone_that_somebody_planned(db, shelves):
    hourly(db, shelves, 14, NOON)
    plan(db, shelves, NOON)
    assert work(db, NOON + timedelta(hours=3))
    with db.read() as session:
        states = session.execute(select(Job.state).order_by(Job.id)).scalars().all()
    assert states == ["done", "queued"]
