"""`make routes`: how short routes and carts are, and how long that takes, into docs/performance.md.

Every floor is made up (warehouse/routing/rules/generate.py) and every figure repeats, but for the
seconds. It fails where a promise is broken: one block otherwise than the exact programme, a route
longer than the S-shape, a mean gap above half a per cent, one question answered in two ways.
"""

import random
import re
import sys
import time
from statistics import mean

from tests.bench.report import PAGE, machine
from tests.support.floors import trip
from tests.support.one_block import shortest_tour
from warehouse.routing.rules.batches import plan_carts
from warehouse.routing.rules.carts import Wanted
from warehouse.routing.rules.generate import AISLE_CM, BAY_CM, CROSS_CM, Plan
from warehouse.routing.rules.tour import QUICK, length_of, order_stops

BEGIN, END = "<!-- routes: written by make routes -->", "<!-- end of routes -->"
STOPS = (10, 20, 50, 100, 200)
FLOORS = ((10, 1), (20, 2), (30, 3), (50, 4))
TEN_TIMES = 10
ON_A_CART, ORDERS = 12, 500


def timed(work):
    """Return an answer, and the CPU seconds of this one core that it took."""
    before = time.process_time()
    answer = work()
    return answer, time.process_time() - before


def one_block(cases):
    """Compare with the exact programme: by the floor, and from the lengths alone."""
    luck, alone, slowest = random.Random(1), [], 0.0
    for seed in range(cases):
        plan = Plan(aisles=luck.randint(10, 50), bays=luck.randint(8, 30))
        walk = trip(plan, luck.randint(10, min(200, 2 * plan.aisles * plan.bays)), seed)
        by_aisle = [[] for _ in range(plan.aisles)]
        for name in walk.bins:
            spot = walk.floor.spots[name]
            by_aisle[int(walk.floor.ways[spot.way].aisle)].append(spot.at_cm)
        exact = shortest_tour(by_aisle, plan.bays * BAY_CM + CROSS_CM, AISLE_CM, 0)
        order, seconds = timed(walk.on_floor)
        slowest = max(slowest, seconds)
        promise(walk.length(order) == exact, f"one block, case {seed}")
        if seed % 10 == 0:
            alone.append(walk.length(walk.best()) / exact - 1)
    promise(mean(alone) <= 0.005, "one block from lengths alone")
    equal = sum(gap == 0 for gap in alone)
    return (
        f"On one block {cases} of {cases} trips of 10 to 200 stops over 10 to 50 aisles are "
        f"exactly as long as the exact programme of Ratliff and Rosenthal says, "
        f"in {slowest:.2f} s at most. From the matrix alone {equal} of {len(alone)} are; "
        f"the mean is {percent(mean(alone), 3)} over it."
    )


def gaps(stops, trips):
    """Measure trips with so many stops on two-way and one-way floors of every kind."""
    rows = []
    for one_way in (False, True):
        found = {"gap": [], "floor": [], "seconds": [], "on_floor": [], "code": [], "s": []}
        for aisles, blocks in FLOORS:
            for seed in range(trips):
                apart = seed % 2 == 1
                plan = Plan(
                    aisles, blocks, one_way=one_way, apart=apart, obstacles=aisles // 5 * apart
                )
                measure(trip(plan, stops, 100 + seed), found)
        promise(mean(found["gap"]) <= 0.005, f"{stops} stops, one-way {one_way}")
        rows.append(
            f"| {stops} | {'one-way' if one_way else 'two-way'} "
            f"| {percent(mean(found['floor']), 2)} "
            f"| {percent(mean(found['gap']), 2)} | {mean(found['on_floor']):.2f} "
            f"| {mean(found['seconds']):.2f} | {max(found['seconds']):.2f} "
            f"| {percent(mean(found['code']), 0)} | {percent(mean(found['s']), 0)} |"
        )
        say(rows[-1])
    return rows


def measure(walk, found):
    order, seconds = timed(walk.best)
    placed, on_floor = timed(walk.on_floor)
    promise(order == walk.best(effort=1.0), "the same route twice")
    length, floor_length = walk.length(order), walk.length(placed)
    thorough = walk.length(walk.best(effort=TEN_TIMES))
    known = min(length, floor_length, thorough)
    by_code, s_shape = walk.length(walk.by_code()), walk.length(walk.s_shape())
    promise(max(length, floor_length) <= s_shape, "never worse than the S-shape")
    found["gap"].append(length / known - 1)
    found["floor"].append(floor_length / known - 1)
    found["seconds"].append(seconds)
    found["on_floor"].append(on_floor)
    found["code"].append(1 - floor_length / by_code)
    found["s"].append(1 - floor_length / s_shape)


def orders_on(plan, seed):
    """Make orders of one to four bins, and the lengths between all of these."""
    luck = random.Random(seed)
    sizes = [luck.randint(1, 4) for _ in range(ORDERS)]
    walk = trip(plan, sum(sizes), seed)
    rows = iter(walk.stops)
    return walk, [Wanted(tuple(next(rows) for _ in range(size)), 1) for size in sizes]


def savings(walk, orders):
    """Join the carts that save most by being walked as one (Clarke and Wright), by lower bounds."""
    matrix = walk.matrix
    alone = [routed(matrix, order.stops)[1] for order in orders]
    pairs = sorted(
        (
            (
                alone[one] + alone[two]
                - routed(matrix, orders[one].stops + orders[two].stops)[1],
                one,
                two,
            )
            for one in range(len(orders))
            for two in random.Random(one).sample(range(len(orders)), 40)
            if one < two
        ),
        reverse=True,
    )  # fmt: skip
    cart = list(range(len(orders)))
    members = {index: [index] for index in cart}
    for _, one, two in pairs:
        a, b = cart[one], cart[two]
        if a != b and len(members[a]) + len(members[b]) <= ON_A_CART:
            members[a] += members.pop(b)
            for index in members[a]:
                cart[index] = a
    left = sorted(members.values(), key=len, reverse=True)
    carts = []
    for group in left:
        room = [one for one in carts if len(one) + len(group) <= ON_A_CART]
        if room:
            room[0].extend(group)
        else:
            carts.append(list(group))
    return carts


def routed(matrix, stops):
    wanted = sorted(set(stops))
    order = order_stops(matrix, 0, 0, wanted, effort=QUICK)
    return order, length_of(matrix, 0, 0, order)


def carts_table(plan, name):
    """Compare ways to fill carts with 500 orders."""
    walk, orders = orders_on(plan, 7)
    matrix = walk.matrix
    as_they_come = [list(range(n, min(n + ON_A_CART, ORDERS))) for n in range(0, ORDERS, ON_A_CART)]

    def total(groups):
        return sum(
            routed(matrix, [s for index in one for s in orders[index].stops])[1] for one in groups
        )

    first_come, seconds = timed(lambda: total(as_they_come))
    rows = [
        ("one order at a time", *timed(lambda: total([[index] for index in range(ORDERS)]))),
        ("first-come carts, walked by bin code", by_code(walk, orders, as_they_come), 0.0),
        ("first-come carts, routed", first_come, seconds),
        ("savings", *timed(lambda: total(savings(walk, orders)))),
    ]
    for allowed in (2, 10):
        carts, seconds = timed(
            lambda a=allowed: plan_carts(matrix, 0, orders, ON_A_CART, seconds=a, seed=1)
        )
        length = sum(cart.length for cart in carts)
        rows.append((f"`warehouse batch`, {allowed} s allowed", length, seconds))
        promise(length <= (0.8 if allowed == 2 else 0.7) * first_come, f"carts in {allowed} s")
        promise(seconds <= allowed, f"{allowed} s are kept")
    return [
        f"| {name} | {what} | {length / 100:,.0f} "
        f"| {percent(length / first_come - 1, 0, sign='+')} | {took:.1f} |"
        for what, length, took in rows
    ]


def by_code(walk, orders, groups):
    stops = [sorted({s for i in one for s in orders[i].stops},
                    key=lambda s: walk.bins[s - 2]) for one in groups]  # fmt: skip
    return sum(length_of(walk.matrix, 0, 0, one) for one in stops)


def say(line):
    print(line, flush=True)  # noqa: T201 - what a measurement is for


def percent(share, digits, sign=""):
    return f"{share * 100:{sign}.{digits}f} %"


def promise(kept, what):
    """Stop where something is not as promised.

    Raises:
        SystemExit: naming it.
    """
    if not kept:
        raise SystemExit(f"A promise is broken: {what}.")


def main():
    """Measure everything and write the page; `quick` measures little and writes nothing."""
    quick = "quick" in sys.argv
    lines = [one_block(50 if quick else 1000), ""]
    say(lines[0])
    lines += [
        (
            "| stops | floor | over best known: by the floor | from the matrix | by the floor, s "
            "| from the matrix, s | at most | less than by bin code | less than the S-shape |"
        ),
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for stops in STOPS[:2] if quick else STOPS:
        lines += gaps(stops, 2)
    lines += ["", "| floor | 500 orders, 12 on a cart | metres | against first-come, routed | s |",
              "|---|---|---|---|---|"]  # fmt: skip
    for plan, name in (
        (Plan(20, 2), "2 blocks"),
        (Plan(20, 3), "3 blocks"),
        (Plan(20, 3, one_way=True, obstacles=4), "one-way, obstacles"),
    ):
        lines += carts_table(plan, name)
    if not quick:
        cores, python = machine().split(" shared by ")[0], machine().split("; ")[1]
        head = f"Measured on {cores}, one of them used; {python}"
        text = "\n".join([BEGIN, "", head, "", *lines, "", END])
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(
            re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: text, page, flags=re.DOTALL),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
