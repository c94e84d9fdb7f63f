"""A simulated floor whose books go wrong: the truth in each bin beside what the book says.

Everything that chance decides (who picks what, which pick or put-away goes wrong, what is lost)
is drawn beforehand from the seed, so that every way of planning meets the same days.
"""

import math
import random
from dataclasses import dataclass, field

RECORDS = 3_000
DAYS = 504
WARM_UP = 84
"""The first weeks are the same for every plan, and are left out of the figures."""
PICKS_A_DAY = 1_500
SPREAD = 1.6
"""Of demand, as a lognormal's sigma: a fifth of the records gets three quarters of the picks."""
DAYS_OF_STOCK = (3, 30)
"""What a pick face holds when it was filled; it is filled again when it is empty."""
ZONES = "ABCD"
CAREFUL = {"A": 0.3, "B": 0.6, "C": 1.0, "D": 2.1}
"""Errors in a zone against the site's: some aisles are lit better and labelled better."""
MEAN_ERRORS_A_MOVE = 0.004
LOST_A_DAY = 0.0002
CLUMSINESS = 0.4
"""Shape of how unlike bins of one zone are: few make most of the errors, such as look-alikes and
goods that come in packs and pieces."""
WRONG_BINS = 0.2
"""Of wrong picks: from the bin beside it, which makes two records wrong; the rest are miscounts."""
NOTICED = 0.25
"""How often a wrong pick leaves a trace, such as a wrong scan that was refused at first."""
FALSE_ALARM = 0.001
"""Wrong scans of picks that ended right."""
FIRST_WRONG = 0.04

MISCOUNT, WRONG_BIN = 1, 2


@dataclass
class Goods:
    """What never changes about one record: one item in one bin."""

    zone: str
    picks_a_day: float
    cost_minor: int
    errors_a_move: float
    refill: int
    neighbour: int


@dataclass
class Day:
    """What happens on one day, whatever is counted on it."""

    picks: list[int]
    gone_wrong: dict[int, int]
    """Pick by number → how it goes wrong."""
    noticed: set[int]
    """Picks at which a wrong scan was heard."""
    lost: list[int]
    """Records that lose a unit overnight."""
    refill_luck: int
    """The seed of what happens at that day's refills."""


@dataclass
class World:
    """One seed's floor, and its days."""

    seed: int
    goods: list[Goods]
    days: list[Day]
    first_wrong: list[int] = field(default_factory=list)


def build_world(seed, *, records=RECORDS, days=DAYS):
    luck = random.Random(f"floor:{seed}")
    weights = [luck.lognormvariate(0, SPREAD) for _ in range(records)]
    scale = PICKS_A_DAY * records / RECORDS / sum(weights)
    goods = []
    for number, weight in enumerate(weights):
        zone = ZONES[number * len(ZONES) // records]
        rate = weight * scale
        clumsy = luck.gammavariate(CLUMSINESS, 1 / CLUMSINESS)
        goods.append(
            Goods(
                zone=zone,
                picks_a_day=rate,
                cost_minor=max(50, round(100 * luck.lognormvariate(2, 1))),
                errors_a_move=min(0.2, MEAN_ERRORS_A_MOVE * CAREFUL[zone] * clumsy),
                refill=max(6, math.ceil(rate * luck.uniform(*DAYS_OF_STOCK))),
                neighbour=number + 1 if number % 2 == 0 and number + 1 < records else number - 1,
            )
        )
    wrong = luck.sample(range(records), round(FIRST_WRONG * records))
    return World(seed, goods, [draw_day(seed, day, goods) for day in range(days)], wrong)


def draw_day(seed, day, goods):
    luck = random.Random(f"day:{seed}:{day}")
    rates = [one.picks_a_day for one in goods]
    mean = sum(rates)
    count = max(0, round(luck.gauss(mean, math.sqrt(mean))))
    picks = luck.choices(range(len(goods)), rates, k=count)
    chance = luck.random
    wrong = {
        n: WRONG_BIN if chance() < WRONG_BINS else MISCOUNT
        for n, record in enumerate(picks)
        if chance() < goods[record].errors_a_move
    }
    noticed = {n for n in wrong if chance() < NOTICED}
    noticed |= set(luck.sample(range(count), round(count * FALSE_ALARM)))
    lost = [n for n in range(len(goods)) if chance() < LOST_A_DAY]
    return Day(picks, wrong, noticed, lost, luck.getrandbits(64))
