"""The search for floors where the way there is not the way back: one-way aisles, or start ≠ end.

Parts of the tour change places without being turned round, three stretches at a time, in chains;
a part is turned round only where walking all of it the other way is counted. Kicks as in `twoway`.

Source: P.-C. Kanellakis and C. H. Papadimitriou, Local search for the asymmetric traveling
salesman problem, 1980.
"""

from __future__ import annotations

import random
from itertools import pairwise

from warehouse.routing.rules.distances import Matrix

BREADTH = (3, 1)
"""Exchanges tried at each depth of a chain: few, as kicks find more in the same time."""
KICK_STOPS = 30


class OneWaySearch:
    """A closed tour over all rows of a matrix, made shorter and shorter; [from][to]."""

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
        tour, position, lengths = self.tour, self.position, self.lengths
        count = len(tour)
        if count < 4:
            return tour
        self._settle(list(range(count)))
        luck = random.Random(count).random  # noqa: S311 - chance that repeats, not a secret
        longest = max(1, min(KICK_STOPS, (count - 1) // 3))
        best, best_position = tour[:], position[:]
        quiet = 0
        for _ in range(kicks):
            if quiet > patience:
                break
            quiet += 1
            first, second = 1 + int(luck() * longest), 1 + int(luck() * longest)
            at = int(luck() * (count - first - second))
            one, two, three = tour[at], tour[at + first], tour[at + first + second]
            starts = [tour[index + 1 - count] for index in (at, at + first, at + first + second)]
            lost = (
                lengths[one][starts[1]] + lengths[three][starts[0]] + lengths[two][starts[2]]
                - lengths[one][starts[0]] - lengths[two][starts[1]] - lengths[three][starts[2]]
            )  # fmt: skip
            self._exchange(one, two, three)
            before = [tour[position[stop] - 1] for stop in (one, two, three)]
            won = self._settle(list(dict.fromkeys([one, two, three, *before])))
            if won > lost:
                quiet = 0
            if won >= lost:
                best[:], best_position[:] = tour, position
            else:
                tour[:], position[:] = best, best_position
        return best

    def _settle(self, queue: list[int]) -> int:
        """Improve around the stops of a queue until nothing helps; returns the centimetres won."""
        tour, position, touched = self.tour, self.position, self.touched
        count = len(tour)
        waiting = [False] * count
        for stop in queue:
            waiting[stop] = True
        won = 0
        while queue:
            stop = queue.pop()
            waiting[stop] = False
            gain = 1
            while gain:
                after = tour[position[stop] + 1 - count]
                gain = self._chain(0, stop, self.lengths[stop][after]) or self._turn(stop)
                won += gain
                for end in touched:
                    if not waiting[end]:
                        waiting[end] = True
                        queue.append(end)
                touched.clear()
        return won

    def _chain(self, depth: int, end: int, gain: int) -> int:
        """Give up the stretch after `end`, and have two parts behind it change places.

        Returns what the whole chain has won, with the tour changed; 0 with the tour as before.
        """
        lengths = self.lengths
        after = self.tour[self.position[end] + 1 - len(self.tour)]
        found = self._exchanges(end, after, gain)
        for open_gain, two, three in found[: BREADTH[depth]]:
            self._exchange(end, two, three)
            won = open_gain - lengths[three][after]
            if won <= 0:
                won = 0
                if depth + 1 < len(BREADTH):
                    won = self._chain(depth + 1, three, open_gain)
            if won:
                self.touched += (end, two, three)
                return won
            self._exchange(end, three, two)
        return 0

    def _exchanges(self, end: int, after: int, gain: int) -> list[tuple[int, int, int]]:
        """Return which parts could change places, the most promising first.

        Each is (gain with the last stretch still open, last of the first part, of the second);
        the first that already shortens the tour is returned alone.
        """
        lengths, near, tour, position = self.lengths, self.near, self.tour, self.position
        count = len(tour)
        start = position[end]
        from_end = lengths[end]
        found = []
        for to in near[end]:
            left = gain - from_end[to]
            if left <= 0:
                break
            if to == after:
                continue
            distance = (position[to] - start) % count
            two = tour[position[to] - 1]
            left += lengths[two][to]
            from_two = lengths[two]
            for last in near[two]:
                open_gain = left - from_two[last]
                if open_gain <= 0:
                    break
                if ((position[last] - start) % count or count) <= distance:
                    continue
                three = tour[position[last] - 1]
                open_gain += lengths[three][last]
                if open_gain > lengths[three][after]:
                    return [(open_gain, two, three)]
                found.append((open_gain, two, three))
        found.sort(reverse=True)
        return found

    def _exchange(self, one: int, two: int, three: int) -> None:
        """Have the parts (one, two] and (two, three] change places.

        Of three parts of a closed tour any two may change places: it comes to the same tour, so
        the two that do not run over the array's end are taken.
        """
        tour, position = self.tour, self.position
        first, middle, last = sorted((position[one], position[two], position[three]))
        part = tour[middle + 1 : last + 1] + tour[first + 1 : middle + 1]
        tour[first + 1 : last + 1] = part
        for stop in part:
            first += 1
            position[stop] = first

    def _turn(self, end: int) -> int:
        """Turn the part behind `end` round where that is shorter, its inside counted both ways."""
        lengths, tour, position = self.lengths, self.tour, self.position
        first = position[end] + 1
        if first >= len(tour):
            return 0
        start = tour[first]
        from_end = lengths[end]
        for to in self.near[end]:
            won = from_end[start] - from_end[to]
            if won <= 0:
                break
            last = position[to]
            after = tour[last + 1 - len(tour)]
            won += lengths[to][after] - lengths[start][after]
            if last <= first or won <= 0:
                continue  # the inside is rarely shorter the other way: it is not looked at
            part = tour[first : last + 1]
            won += sum(lengths[one][two] - lengths[two][one] for one, two in pairwise(part))
            if won > 0:
                part.reverse()
                tour[first : last + 1] = part
                for index, stop in enumerate(part, start=first):
                    position[stop] = index
                self.touched += (end, start, to, after)
                return won
        return 0
