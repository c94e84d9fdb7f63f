"""What `warehouse route` and `warehouse batch` are asked, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from warehouse.routing.errors import NoWayThere, OrderTooLarge
from warehouse.routing.rules.batches import plan_carts
from warehouse.routing.rules.carts import Wanted
from warehouse.routing.rules.distances import NO_WAY, Distances, Matrix
from warehouse.routing.rules.floor import Floor, Place
from warehouse.routing.rules.onfloor import order_places
from warehouse.routing.rules.reading import (
    a_list,
    an_object,
    number,
    read_floor,
    read_json,
    shown,
    text,
    whole,
    wrong,
)
from warehouse.routing.rules.tour import length_of, order_stops

MOST_STOPS = 2_000
MOST_ORDERS = 5_000
MOST_SECONDS = 600
FINE = 1_000
"""Lengths that are no whole numbers are searched in thousandths."""

Name: TypeAlias = str | int
Number: TypeAlias = int | float


def answer_route(raw: bytes) -> dict[str, Any]:
    """Answer a question for the order of stops.

    Raises:
        NotJson, BadQuestion: it cannot be read.
        NoWayThere: a stop cannot be reached, or the end not from there.
    """
    asked = read_json(raw)
    if "floor" in asked:
        an_object(asked, "question", known=("floor", "stops", "start", "end"))
        floor = read_floor(asked["floor"])
        names = _stops(asked.get("stops"), "stops", _named(floor))
        start = _named(floor)(asked.get("start", floor.points[floor.start].name), "start")
        end = _named(floor)(asked.get("end", floor.points[floor.end].name), "end")
        ground = _Ground.of_floor(floor, [*names, start, end])
    else:
        an_object(asked, "question", known=("matrix", "start", "end", "stops"))
        ground = _Ground.of_matrix(asked.get("matrix"))
        count = len(ground.matrix)
        names = _stops(asked.get("stops"), "stops", _row(count))
        start = _row(count)(asked.get("start", 0), "start")
        end = _row(count)(asked.get("end", start), "end")
    row = ground.row
    names = sorted(names, key=row.__getitem__)
    if ground.distances is None:
        order = order_stops(ground.matrix, row[start], row[end], [row[name] for name in names])
    else:
        places = ground.places([start, end, *names])
        found = order_places(ground.distances, places[0], places[1], places[2:])
        order = [row[names[index]] for index in found]
    back = {index: name for name, index in row.items()}
    ground.refuse_no_way([row[start], *order, row[end]], back)
    length = ground.length(row[start], row[end], order)
    return {"order": [back[index] for index in order], "length": length}


def answer_batch(raw: bytes) -> dict[str, Any]:
    """Answer a question for carts.

    Raises:
        NotJson, BadQuestion: it cannot be read.
        OrderTooLarge: an order fits on no cart.
        NoWayThere: a stop cannot be reached, or the depot not from there.
    """
    asked = read_json(raw)
    known = ("matrix", "floor", "depot", "orders", "capacity", "seconds", "seed")
    an_object(asked, "question", known=known)
    capacity = whole(asked.get("capacity"), "capacity", least=1)
    seconds = min(number(asked.get("seconds", 2), "seconds"), MOST_SECONDS)
    seed = whole(asked.get("seed", 1), "seed", least=-(2**53), most=2**53)
    floor = read_floor(asked["floor"]) if "floor" in asked else None
    if floor is not None and "matrix" in asked:
        raise wrong("question", "give a floor or a matrix, not both")
    if floor is None:
        ground = _Ground.of_matrix(asked.get("matrix"))
        read: Callable[[Any, str], Name] = _row(len(ground.matrix))
        depot = read(asked.get("depot", 0), "depot")
        orders = _orders(asked.get("orders"), read, capacity)
    else:
        read = _named(floor)
        depot = read(asked.get("depot", floor.points[floor.start].name), "depot")
        orders = _orders(asked.get("orders"), read, capacity)
        names = dict.fromkeys(stop for _, stops, _ in orders for stop in stops)
        ground = _Ground.of_floor(floor, [*names, depot])
    wanted = [Wanted(tuple(ground.row[stop] for stop in stops), size) for _, stops, size in orders]
    home = ground.row[depot]
    carts = plan_carts(ground.matrix, home, wanted, capacity, seconds=seconds, seed=seed)
    back = {row: name for name, row in ground.row.items()}
    answered = []
    total: Number = 0
    for cart in carts:
        ground.refuse_no_way([home, *cart.route, home], back)
        length = ground.length(home, home, cart.route)
        total += length
        answered.append(
            {
                "orders": [orders[index][0] for index in cart.orders],
                "route": [back[row] for row in cart.route],
                "length": length,
            }
        )
    return {"carts": answered, "length": _tidy(total)}


class _Ground:
    """Whole lengths to search in, the given ones to answer with, and the row of each stop."""

    def __init__(
        self,
        matrix: Matrix,
        given: Sequence[Sequence[Number]],
        row: dict[Name, int],
        distances: Distances | None = None,
    ) -> None:
        self.matrix = matrix
        self.given = given
        self.row = row
        self.distances = distances

    @classmethod
    def of_floor(cls, floor: Floor, names: list[Name]) -> _Ground:
        """Measure a floor between the stops that are asked for."""
        rows = {name: row for row, name in enumerate(sorted(set(names), key=str))}
        distances = Distances(floor)
        matrix = distances.matrix([floor.place(str(name)) for name in rows])
        return cls(matrix, matrix, rows, distances)

    def places(self, names: Sequence[Name]) -> list[Place]:
        """Return where bins and points of the floor are."""
        assert self.distances is not None, "a matrix has no places"
        return [self.distances.floor.place(str(name)) for name in names]

    @classmethod
    def of_matrix(cls, given: Any) -> _Ground:
        """Read a square matrix of numbers that are not negative; null where no way leads."""
        rows = a_list(given, "matrix")
        if not rows:
            raise wrong("matrix", "it has no rows")
        is_whole = True
        for index, row in enumerate(rows):
            if len(a_list(row, f"matrix[{index}]")) != len(rows):
                why = f"it has {len(row)} numbers, and the matrix {len(rows)} rows"
                raise wrong(f"matrix[{index}]", why)
            for to, value in enumerate(row):
                if type(value) is not int or not 0 <= value < NO_WAY:
                    is_whole = _read_length(row, index, to) and is_whole
        scale = 1 if is_whole else FINE
        matrix = [
            [value if value == NO_WAY else round(value * scale) for value in row] for row in rows
        ]
        return cls(matrix, rows, {index: index for index in range(len(rows))})

    def length(self, start: int, end: int, order: Sequence[int]) -> Number:
        """Return the length of a walk, in the numbers that were given."""
        return _tidy(length_of(self.given, start, end, order))  # type: ignore[arg-type]  # sums of either

    def refuse_no_way(self, walk: Sequence[int], names: dict[int, Name]) -> None:
        """Refuse a walk with a stretch that cannot be walked.

        Raises:
            NoWayThere: naming the stop at its end, or the one before where that is the end.
        """
        for index in range(1, len(walk)):
            if self.matrix[walk[index - 1]][walk[index]] >= NO_WAY:
                stop = walk[index] if index + 1 < len(walk) else walk[index - 1]
                raise NoWayThere(stop=names[stop])


def _read_length(row: list[Any], index: int, to: int) -> bool:
    """Check one length that is no plain whole number; tells whether it counts as whole."""
    if row[to] is None:
        row[to] = NO_WAY
        return True
    value = row[to] = number(row[to], f"matrix[{index}][{to}]")
    return isinstance(value, int)


def _tidy(length: Number) -> Number:
    return length if isinstance(length, int) else round(length, 6)


def _stops(given: Any, where: str, read: Callable[[Any, str], Name]) -> list[Name]:
    stops = [read(stop, f"{where}[{index}]") for index, stop in enumerate(a_list(given, where))]
    if len(stops) > MOST_STOPS:
        raise wrong(where, f"there are {len(stops)} stops; one route takes up to {MOST_STOPS}")
    return stops


def _row(count: int) -> Callable[[Any, str], Name]:
    return lambda value, where: whole(value, where, most=count - 1)


def _named(floor: Floor) -> Callable[[Any, str], Name]:
    def read(value: Any, where: str) -> Name:
        if not isinstance(value, str) or (value not in floor.spots and value not in floor.named):
            raise wrong(where, f"{shown(value)} is no bin and no point of this floor")
        return value

    return read


def _orders(
    given: Any, read: Callable[[Any, str], Name], capacity: int
) -> list[tuple[Name, list[Name], int]]:
    """Read orders: their id, stops and size."""
    listed = a_list(given, "orders")
    if len(listed) > MOST_ORDERS:
        raise wrong("orders", f"there are {len(listed)}; one plan takes up to {MOST_ORDERS}")
    orders: dict[Name, tuple[Name, list[Name], int]] = {}
    for index, one in enumerate(listed):
        where = f"orders[{index}]"
        order = an_object(one, where, known=("id", "stops", "size"))
        known_as = order.get("id")
        name = known_as if type(known_as) is int else text(known_as, f"{where}.id")
        if name in orders:
            raise wrong(f"{where}.id", f"{shown(name)} is given twice")
        size = whole(order.get("size", 1), f"{where}.size")
        if size > capacity:
            raise OrderTooLarge(order=name, size=size, capacity=capacity)
        stops = _stops(order.get("stops"), f"{where}.stops", read)
        orders[name] = (name, stops, size)
    return list(orders.values())
