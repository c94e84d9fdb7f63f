"""The shortest picking tour in a warehouse of one block, proven: the tests' oracle.

Aisle after aisle, what matters of everything to the left is only how the back and the front end
of the aisle are used so far: not at all, an even or an odd number of times, and whether they
hang together. It shares no code with the product.

Source: H. D. Ratliff and A. S. Rosenthal, Order-picking in a rectangular warehouse: a solvable case
of the traveling salesman problem, Operations Research 31 (1983).
"""

from itertools import pairwise

NOT, EVEN, ODD = 0, 2, 1


def shortest_tour(stops_by_aisle, depth, between, depot):
    """Return the length of the shortest tour.

    Args:
        stops_by_aisle: For each aisle, distances of its stops from the front cross-aisle.
        depth: From the front to the back cross-aisle.
        between: From one aisle to the next.
        depot: The aisle at whose front the tour begins and ends.
    """
    wanted = [aisle for aisle, stops in enumerate(stops_by_aisle) if stops]
    if not wanted:
        return 0
    first, last = min(*wanted, depot), max(*wanted, depot)
    states = {(NOT, NOT, 0): 0}
    for aisle in range(first, last + 1):
        states = walked(states, sorted(stops_by_aisle[aisle]), depth)
        if aisle == depot:
            states = {state: cost for state, cost in states.items() if state[1] != NOT
                      or aisle < last}  # fmt: skip
        if aisle < last:
            states = crossed(states, between, must_touch_front=aisle == depot)
    return min(
        cost
        for (back, front, parts), cost in states.items()
        if ODD not in (back, front) and parts <= 1 and (last != depot or front != NOT)
    )


def walked(states, stops, depth):
    """Add the ways to visit an aisle's stops; `parts` counts what does not hang together yet."""
    choices = [(1, 1, depth, True), (2, 2, 2 * depth, True)]
    if stops:
        choices += [(2, 0, 2 * (depth - stops[0]), False), (0, 2, 2 * stops[-1], False)]
        gap = max((b - a for a, b in pairwise(stops)), default=0)
        choices.append((2, 2, 2 * (depth - gap), False))
    else:
        choices.append((0, 0, 0, False))
    found = {}
    for (back, front, parts), cost in states.items():
        for more_back, more_front, length, joins in choices:
            new = used(back, more_back), used(front, more_front)
            if joins or NOT in new:
                now = 1 if new != (NOT, NOT) else 0
            else:
                now = 2 if parts == 2 or NOT in (back, front) else parts
            keep(found, (*new, now), cost + length)
    return found


def crossed(states, between, *, must_touch_front):
    """Go on to the next aisle along the back, the front, or both."""
    found = {}
    for (back, front, parts), cost in states.items():
        for more_back, more_front in ((1, 1), (2, 0), (0, 2), (2, 2)):
            if used(back, more_back) == ODD or used(front, more_front) == ODD:
                continue
            if must_touch_front and used(front, more_front) == NOT:
                continue
            left_behind = parts == 2 and 0 in (more_back, more_front)
            if left_behind or (parts == 1 and not goes_on(back, front, more_back, more_front)):
                continue
            new = used(NOT, more_back), used(NOT, more_front)
            joined = parts == 1 and NOT not in (back, front)
            now = 1 if joined or NOT in new else 2
            keep(found, (*new, now), cost + (more_back + more_front) * between)
    return found


def goes_on(back, front, more_back, more_front):
    """Tell whether what is there so far is still reached from the next aisle."""
    return (back != NOT and more_back > 0) or (front != NOT and more_front > 0)


def used(before, more):
    if not more:
        return before
    odd = (before == ODD) != (more % 2 == 1)
    return ODD if odd else EVEN


def keep(found, state, cost):
    if cost < found.get(state, cost + 1):
        found[state] = cost
