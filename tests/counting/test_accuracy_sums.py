"""What the database sums is what a plain reading of every count comes to."""

import importlib
import random
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, text, update

from tests.counting.test_accuracy_pages import drawn
from tests.support.builders import build_user, stock
from tests.support.counting import Boss, Counter, ask_for_count, results
from tests.support.counts import settle
from warehouse.catalog.models import Item
from warehouse.counting.models import (
    CountDecision,
    CountLimit,
    CountLook,
    CountPlanLine,
    CountResult,
    CountRound,
)
from warehouse.counting.queries import accuracy_desk
from warehouse.counting.queries.accuracy import TIMES
from warehouse.counting.rules.deciding import REASONS
from warehouse.locations.models import Bin, Site, Zone
from warehouse.people.models import User

HERE = ZoneInfo("Asia/Kathmandu")  # a day there begins at a quarter past the hour
NOW = datetime(2026, 3, 9, 20, 0, tzinfo=UTC)
BINS = ("A-01-1", "A-01-2", "A-02-1", "B-01-1")
PEOPLE = ("Counter", "Cora", "Picker")


@pytest.fixture
def history(db, floor):
    """Some hundred counts of fourteen months: drawn or not, right or off, decided or not."""
    chance = random.Random(7)
    with db.command() as session:
        build_user(session, floor, "Cora", "counter")
        session.execute(update(Item).values(cost_minor=250, currency="EUR"))
        session.execute(update(Site).values(time_zone=str(HERE)))
        for place in BINS:
            stock(session, floor, "MUG", place, 10)
        session.add(CountLimit(site_id=floor.site, item_class="", tolerance_units=1))
        session.add(CountLimit(site_id=floor.site, item_class="A", tolerance_percent=25))
        for _ in range(250):
            one_count(session, floor, chance)
    return floor


def one_count(session, floor, chance):
    at = NOW - timedelta(minutes=chance.randrange(430 * 24 * 60))
    place, is_drawn = chance.choice(BINS), chance.random() < 0.5
    task = drawn(session, floor, "MUG", place, at) if is_drawn else None
    settle(
        session, floor, "MUG", place, variance=chance.choice((0, 0, -1, 2, -3, 5)),
        expected=chance.choice((4, 10, 12)), at=at, control=is_drawn, task=task,
        abc=chance.choice("ABC"), decide=chance.random() < 0.7,
        reason=chance.choice(list(REASONS)),
    )  # fmt: skip
    result = session.query(CountResult).order_by(CountResult.id.desc()).first()
    if chance.random() < 0.1:
        result.state = "rejected"
        return
    decision = session.query(CountDecision).filter_by(result_id=result.id).one_or_none()
    if decision and chance.random() < 0.2:
        decision.undone_by, result.state, result.posted_units = decision.event_id, "open", 0
    for number in range(chance.choice((0, 2, 3))):
        who = floor.users[PEOPLE[number]]
        look = CountRound(task_id=result.task_id, number=number + 1, user_id=who, state="counted",
                          started_at=at, done_at=at, done_pos=1)  # fmt: skip
        session.add(look)
        session.flush()
        session.add(
            CountLook(result_id=result.id, round_id=look.id, site_id=floor.site, user_id=who,
                      settled_at=at, is_right=chance.random() < 0.8)
        )  # fmt: skip


class Plain:
    """The same figures, read row by row and added up in Python."""

    def __init__(self, session, floor, days):
        today = NOW.astimezone(HERE).date()
        self.since = today - timedelta(days=days - 1)
        self.start = datetime.combine(self.since, time(), HERE)
        self.days, self.session, self.site = days, session, floor.site
        zones = select(Bin.place_id, Zone.name).join(Zone, Zone.id == Bin.zone_id)
        self.zone_of = dict(session.execute(zones).all())
        self.results = [
            one
            for one in session.query(CountResult)
            if one.settled_at >= self.start and one.state != "rejected"
        ]
        self.limits = {one.item_class: one for one in session.query(CountLimit)}

    def is_right(self, one):
        limit = self.limits.get(one.item_class) or self.limits[""]
        most = max(limit.tolerance_units, one.expected_units * limit.tolerance_percent // 100)
        return abs(one.variance_units) <= most

    def accuracy(self, group):
        drawn_tasks = {line.task_id for line in self.session.query(CountPlanLine)}
        found = defaultdict(lambda: [0, 0])
        for one in self.results:
            if one.task_id in drawn_tasks:
                found[group(one)][0] += self.is_right(one)
                found[group(one)][1] += 1
        return {name: tuple(sums) for name, sums in found.items()}

    def part(self, one):
        day = one.settled_at.astimezone(HERE).date()
        ends = [self.since + timedelta(days=self.days * n // TIMES) for n in range(TIMES + 1)]
        return max(n for n in range(TIMES) if ends[n] <= day)

    def variances(self, group):
        found = defaultdict(lambda: [0, 0, 0, 0, 0])
        for one in self.results:
            units, value, sums = one.variance_units, one.value_minor, found[group(one)]
            over = units > 0
            for n, what in enumerate((
                units != 0, units * over, -units * (units < 0), value * over, value * (units < 0),
            )):  # fmt: skip
                sums[n] += what
        return {name: tuple(sums) for name, sums in found.items()}

    def causes(self):
        found = defaultdict(lambda: [0, 0, 0.0])
        by_id = {one.id: one for one in self.session.query(CountResult)}
        for one in self.session.query(CountDecision):
            result = by_id[one.result_id]
            if one.decided_at >= self.start and one.kind != "reject" and one.undone_by is None:
                sums, units = found[REASONS[one.reason]], abs(one.units)
                sums[0] += 1
                sums[1] += units
                sums[2] += result.value_minor * units / abs(result.variance_units)
        return {reason: (n, units, int(value)) for reason, (n, units, value) in found.items()}

    def counters(self):
        names = dict(self.session.execute(select(User.id, User.name)).all())
        standing, found = {one.id for one in self.results}, defaultdict(lambda: [0, 0])
        for look in self.session.query(CountLook):
            if look.result_id in standing:
                found[names[look.user_id]][0] += look.is_right
                found[names[look.user_id]][1] += 1
        return {name: tuple(sums) for name, sums in sorted(found.items())}


def right_of(groups):
    return {one.name: (one.right, one.counted) for one in groups if one.counted}


def sums_of(groups):
    return {
        one.name: (one.records, one.over_units, one.under_units, one.over_value_minor,
                   one.under_value_minor)
        for one in groups
    }  # fmt: skip


@pytest.mark.parametrize("days", [30, 90, 365])
def test_every_figure_of_every_period_is_the_plain_one(db, history, days):
    with db.read() as session:
        seen = accuracy_desk(session, history.site, days=days, now=NOW)
        plain = Plain(session, history, days)
        assert right_of([seen.overall]) == plain.accuracy(lambda _: "All")
        assert right_of(seen.by_class) == plain.accuracy(lambda one: one.item_class)
        assert right_of(seen.by_zone) == plain.accuracy(lambda one: plain.zone_of[one.place_id])
        assert [one.counted for one in seen.over_time] == [
            plain.accuracy(plain.part).get(n, (0, 0))[1] for n in range(TIMES)
        ]
        assert [one.right for one in seen.over_time] == [
            plain.accuracy(plain.part).get(n, (0, 0))[0] for n in range(TIMES)
        ]
        assert sums_of([seen.variances]) == plain.variances(lambda _: "All")
        assert sums_of(seen.class_variances) == plain.variances(lambda one: one.item_class)
        assert sums_of(seen.zone_variances) == plain.variances(
            lambda one: plain.zone_of[one.place_id]
        )
        assert seen.counted == len(plain.results)
        assert seen.bins_counted == len({one.place_id for one in plain.results})
        assert {
            one.reason: (one.records, one.units, one.value_minor) for one in seen.causes
        } == plain.causes()
        assert right_of(seen.counters) == plain.counters()


def looks(db):
    with db.read() as session:
        return sorted(
            session.execute(
                select(CountLook.result_id, User.name, CountLook.is_right).join(
                    User, User.id == CountLook.user_id
                )
            ).all()
        )


def test_looks_are_kept_with_the_result_that_stands_and_go_with_a_rejected_one(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
        for name in ("Cora", "Carl"):
            build_user(session, floor, name, "counter")
    task = ask_for_count(db, floor, "A-01-1")
    first, second, third = (Counter(db, floor, name) for name in ("Counter", "Cora", "Carl"))
    first.count(task, "A-01-1", 9)
    assert looks(db) == []  # nobody knows yet who is right
    second.count(task, "A-01-1", 8)
    third.count(task, "A-01-1", 8)
    result = results(db)[0]
    kept = [(result.id, "Carl", True), (result.id, "Cora", True), (result.id, "Counter", False)]
    assert looks(db) == kept
    with db.command() as session:  # what counts of before this table get
        session.execute(delete(CountLook))
        session.execute(text(migration().FILL))
    assert looks(db) == kept
    Boss(db, floor).reject(result.id)
    assert looks(db) == []
    first.count(task, "A-01-1", 10)
    assert looks(db) == []  # the book was right: nobody had to look again


def migration():
    return importlib.import_module("warehouse.db.migrations.versions.0026_a_desk_of_many_counts")
