"""Lin and Kernighan's search with kicks, for floors that may be walked either way.

A tour is kept as an array of stops with the position of each. One step gives up a stretch, adds a
shorter one and turns the part between round; steps are chained while what they gain so far is
above zero. When no chain shortens the tour, two neighbouring parts of it change places (a kick),
and what came of that is kept unless it is longer.

Source: S. Lin and B. W. Kernighan, An effective heuristic algorithm for the traveling-salesman
problem, 1973; the kicks: O. Martin, S. W. Otto and E. W. Felten, 1991, kept short as in
D. S. Johnson and L. A. McGeoch, 1997.
"""

from __future__ import annotations

import random

from warehouse.routing.rules.distances import Matrix

BREADTH = (5, 2)
"""How many ways to go on are tried at each depth of a chain."""
KICK_STOPS = 40
"""Stops that each of the two exchanged parts has at most."""


class TwoWaySearch:
    """A closed tour over all rows of a symmetric matrix, made shorter and shorter.

    A negative entry is a stretch that must stay: giving it up never gains.
    """

    def __init__(self, lengths: Matrix, near: Matrix, tour: list[int]) -> None:
        """Begin with a tour; `near` has for each stop those that may follow it, nearest first."""
        self.lengths = lengths
        self.near = near
        self.tour = tour
        self.position = [0] * len(tour)
        for index, stop in enumerate(tour):
            self.position[stop] = index
        self.touched: list[int] = []

    def improve(self, kicks: int, patience: int) -> list[int]:
        """Return the shortest tour found; always the same one.

        Args:
            kicks: How many are given at most.
            patience: How many in a row may come to nothing before it ends.
        """
        tour, position = self.tour, self.position
        count = len(tour)
        self._settle(list(reversed(range(count))))
        if count < 8:
            return tour
        luck = random.Random(count).random  # noqa: S311 - chance that repeats, not a secret
        longest = min(KICK_STOPS, count // 3)
        best, best_position = tour[:], position[:]
        quiet = 0
        for _ in range(kicks):
            if quiet > patience:
                break
            quiet += 1
            at = int(luck() * count)
            first, second = 1 + int(luck() * longest), 1 + int(luck() * longest)
            lost, ends = self._kick(at, first, second)
            won = self._settle(ends)
            if won > lost:
                quiet = 0
            if won >= lost:
                best[:], best_position[:] = tour, position
            else:
                tour[:], position[:] = best, best_position
        return best

    def _kick(self, at: int, first: int, second: int) -> tuple[int, list[int]]:
        """Exchange the two parts after a position; returns what it costs and the six ends."""
        tour, position, lengths = self.tour, self.position, self.lengths
        count = len(tour)
        places = [(at + step) % count for step in range(first + second + 2)]
        part = [tour[place] for place in places]
        moved = part[first + 1 : -1] + part[1 : first + 1]
        a, b, c = part[0], part[1], part[first]
        d, e, f = part[first + 1], part[-2], part[-1]
        for place, stop in zip(places[1:], moved, strict=False):
            tour[place] = stop
            position[stop] = place
        lost = (
            lengths[a][d] + lengths[e][b] + lengths[c][f]
            - lengths[a][b] - lengths[c][d] - lengths[e][f]
        )  # fmt: skip
        return lost, [a, b, c, d, e, f]

    def _settle(self, queue: list[int]) -> int:
        """Improve around the stops of a queue until nothing helps; returns the centimetres won."""
        tour, position, touched = self.tour, self.position, self.touched
        last = len(tour) - 1
        waiting = [False] * len(tour)
        for stop in queue:
            waiting[stop] = True
        won = 0
        while queue:
            stop = queue.pop()
            waiting[stop] = False
            gain = 1
            while gain:
                index = position[stop]
                after = tour[index + 1] if index < last else tour[0]
                gain = self._chain(0, stop, after, self.lengths[stop][after])
                if not gain:
                    before = tour[index - 1]
                    gain = self._chain(0, stop, before, self.lengths[stop][before])
                won += gain
                for end in touched:
                    if not waiting[end]:
                        waiting[end] = True
                        queue.append(end)
                touched.clear()
        return won

    def _chain(self, depth: int, fixed: int, end: int, gain: int) -> int:
        """Give up the stretch between `fixed` and its neighbour `end`, and look for a better one.

        Returns what the whole chain has won, with the tour changed; 0 with the tour as before.
        """
        lengths, tour, position = self.lengths, self.tour, self.position
        forward = tour[position[fixed] + 1 - len(tour)] == end
        for open_gain, to, new_end in self._ways_on(fixed, end, gain, forward=forward)[
            : BREADTH[depth]
        ]:
            if forward:
                self._turn(position[end], position[new_end])
            else:
                self._turn(position[new_end], position[end])
            won = open_gain - lengths[fixed][new_end]
            if won <= 0:
                won = 0
                if depth + 1 < len(BREADTH):
                    won = self._chain(depth + 1, fixed, new_end, open_gain)
            if won:
                self.touched += (fixed, end, to, new_end)
                return won
            if tour[position[fixed] + 1 - len(tour)] == new_end:
                self._turn(position[new_end], position[end])
            else:
                self._turn(position[end], position[new_end])
        return 0

    def _ways_on(
        self, fixed: int, end: int, gain: int, *, forward: bool
    ) -> list[tuple[int, int, int]]:
        """Return what could follow `end` instead, the most promising first.

        Each is (gain with the next stretch given up too, the stop to join, the new open end).
        """
        lengths, tour, position = self.lengths, self.tour, self.position
        from_end = lengths[end]
        aside = -1 if forward else 1 - len(tour)
        found = []
        for to in self.near[end]:
            left = gain - from_end[to]
            if left <= 0:
                break
            new_end = tour[position[to] + aside]
            if to != fixed and new_end != end:
                left += lengths[to][new_end]
                if left > 0:
                    found.append((left, to, new_end))
        found.sort(reverse=True)
        return found

    def _turn(self, first: int, last: int) -> None:
        """Turn the part from one position to another round, or all the rest: the same tour."""
        tour, position = self.tour, self.position
        count = len(tour)
        size = last - first + 1
        if size <= 0:
            size += count
        if 2 * size > count:
            first, last = (last + 1) % count, first - 1
            if last < 0:
                last += count
            size = count - size
        if first <= last:
            part = tour[first : last + 1]
            part.reverse()
            tour[first : last + 1] = part
            for stop in part:
                position[stop] = first
                first += 1
            return
        for _ in range(size // 2):
            one, other = tour[first], tour[last]
            tour[first], position[other] = other, first
            tour[last], position[one] = one, last
            first = first + 1 if first < count - 1 else 0
            last -= 1
            if last < 0:
                last = count - 1
