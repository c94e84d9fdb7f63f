"""Ways to choose the day's counts: the product's own, and what others do, at the same workload."""

import random

from tests.simulate.floor import COUNT_SECONDS, COUNTS_A_DAY
from warehouse.counting.rules.plan import plan_day
from warehouse.counting.rules.plan_coverage import DAYS_OF_CLASS, PlanSettings

SETTINGS = PlanSettings(seconds_a_day=COUNTS_A_DAY * COUNT_SECONDS)


def at_random(world):
    luck = random.Random(f"random:{world.seed}")
    return lambda floor: (luck.sample(range(len(floor.book)), COUNTS_A_DAY), ())


def oldest_first(world):
    def choose(floor):
        ages = sorted(range(len(floor.book)), key=floor.confirmed.__getitem__)
        return ages[:COUNTS_A_DAY], ()

    return choose


def abc_calendar(world):
    """By each class's days since the record was last confirmed; whoever is most behind is first."""

    def choose(floor):
        days = [DAYS_OF_CLASS[abc] for abc in floor.classes]
        behind = sorted(range(len(days)), key=lambda n: (floor.confirmed[n] - floor.day) / days[n])
        return behind[:COUNTS_A_DAY], ()

    return choose


def our_plan(world):
    def choose(floor):
        plan = plan_day(floor.records(), SETTINGS, today=floor.day, seed=str(world.seed))
        control = [key.place_id - 1 for key in plan.control]
        return [one.place_id - 1 for one in plan.bins], control

    return choose


POLICIES = {
    "random": at_random,
    "oldest first": oldest_first,
    "ABC calendar": abc_calendar,
    "the product's plan": our_plan,
}
