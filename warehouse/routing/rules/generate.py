"""Made-up floors to measure routes on: parallel aisles cut into blocks by cross-aisles."""

from __future__ import annotations

import random
from dataclasses import dataclass

from warehouse.routing.rules.floor import Floor, Point, Spot, Way

AISLE_CM = 300
BAY_CM = 100
CROSS_CM = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What a made-up floor is to be like."""

    aisles: int = 10
    blocks: int = 1
    bays: int = 20
    """Bays of one block of an aisle; each has a bin on either side."""
    one_way: bool = False
    """Aisles are walked up and down by turns; cross-aisles stay two-way."""
    obstacles: int = 0
    """Stretches of aisle that are cut in their middle."""
    apart: bool = False
    """Trips end at the other front corner than where they start, not at the same."""
    levels: int = 1


def make_floor(plan: Plan, seed: int) -> Floor:
    """Make the floor of a plan; the same seed makes the same one.

    Point `P<aisle>.<cross-aisle>` is where the two meet, counted from 0 at the front left. Bin
    `<aisle>-<block>-<bay>-<side>[-<level>]` hangs on the middle of its bay.
    """
    luck = random.Random(seed)  # noqa: S311 - a floor, not a secret
    rows = plan.blocks + 1
    deep = plan.bays * BAY_CM
    points = [
        Point(f"P{aisle}.{row}", aisle * AISLE_CM, row * (deep + CROSS_CM))
        for aisle in range(plan.aisles)
        for row in range(rows)
    ]
    ways = [
        Way(aisle * rows + row, (aisle + 1) * rows + row, AISLE_CM)
        for aisle in range(plan.aisles - 1)
        for row in range(rows)
    ]
    cut = set(luck.sample(range(plan.aisles * plan.blocks), plan.obstacles))
    spots: dict[str, Spot] = {}
    for aisle in range(plan.aisles):
        for block in range(plan.blocks):
            ends = aisle * rows + block, aisle * rows + block + 1
            if plan.one_way and aisle % 2:
                ends = ends[1], ends[0]
            is_cut = aisle * plan.blocks + block in cut
            if is_cut:
                middle = deep // 2 + CROSS_CM // 2
                points += [
                    Point(
                        f"X{aisle}.{block}{half}",
                        aisle * AISLE_CM,
                        block * (deep + CROSS_CM) + middle,
                    )
                    for half in "ab"
                ]
                ways.append(Way(ends[0], len(points) - 2, middle, aisle=str(aisle)))
                ways.append(Way(len(points) - 1, ends[1], middle, aisle=str(aisle)))
            else:
                ways.append(Way(*ends, deep + CROSS_CM, plan.one_way, str(aisle)))
            for bay in range(plan.bays):
                at = CROSS_CM // 2 + BAY_CM // 2 + bay * BAY_CM
                way = len(ways) - 1
                if is_cut and at < middle:
                    way -= 1
                elif is_cut:
                    at -= middle
                for side in "LR":
                    for level in range(1, plan.levels + 1):
                        name = f"{aisle:02d}-{block + 1}-{bay + 1:02d}-{side}"
                        name += f"-{level}" if plan.levels > 1 else ""
                        spots[name] = Spot(way, at, max(0, level - 2) * 100)
    end = (plan.aisles - 1) * rows if plan.apart else 0
    return Floor(tuple(points), tuple(ways), spots, 0, end)
