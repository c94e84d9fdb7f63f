"""What both new and known orders go through when a channel tells them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from warehouse.catalog.queries import parts_of_kits
from warehouse.catalog.screens import PartRow
from warehouse.orders.loading import find_items, lines_of
from warehouse.orders.models import Order, OrderLine
from warehouse.orders.rules.changes import ToldLine, told_head
from warehouse.orders.rules.incoming import IncomingLine, IncomingOrder, Problem
from warehouse.orders.service.exceptions import Docket, Doubt
from warehouse.orders.service.kits import say_item
from warehouse.orders.service.turns import OrderTurn


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order of the file that waits for a repair, with every reason in a sentence."""

    order_id: int
    channel_order_id: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        """Say it on one line, for the command line."""
        return f"order {self.channel_order_id}: {' '.join(self.sentences)}"


@dataclass(slots=True)
class TakenIn:
    """What became of a file's orders. Each is counted once as new, changed, unchanged or passed.

    `passed_over` are orders that this warehouse never knew and of which nothing is left to ship.
    `exceptions` counts the file's orders that wait for a repair, listed in `waiting`.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    passed_over: int = 0
    allocated_units: int = 0
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def exceptions(self) -> int:
        """How many of the file's orders wait for a repair."""
        return len(self.waiting)


@dataclass(slots=True)
class Book:
    """What is known before a chunk of orders is taken in."""

    orders: dict[tuple[str, str], Order]
    lines: dict[int, list[OrderLine]]
    items: dict[tuple[str, str], int]
    """(channel, channel's SKU) → item."""
    kits: dict[int, tuple[PartRow, ...]]
    """Those of the items that are kits → what they are picked as."""


def load_book(turn: OrderTurn, chunk: Sequence[IncomingOrder]) -> Book:
    """Read which of the orders are known, with their lines, and which item each SKU means."""
    keys = {(one.channel, one.channel_order_id) for one in chunk}
    found = turn.session.execute(
        select(Order)
        .where(Order.site_id == turn.site_id, Order.channel_order_id.in_({key[1] for key in keys}))
        .execution_options(populate_existing=True)
    ).scalars()
    orders = {(one.channel, one.channel_order_id): one for one in found}
    lines = lines_of(turn.session, [one.id for one in orders.values()])
    skus = {(one.channel, line.sku) for one in chunk for line in one.lines if line.sku}
    items = find_items(turn.session, skus)
    return Book(orders, lines, items, parts_of_kits(turn.session, sorted(set(items.values()))))


def new_line(order: Order, told: IncomingLine, book: Book) -> OrderLine:
    """Make a line; what is cancelled counts as ordered and cancelled, what others ship as none."""
    units = told.ordered_quantity if told.state == "cancelled" else told.quantity
    line = OrderLine(
        order_id=order.id,
        channel_line_id=told.channel_line_id,
        sku=told.sku,
        title=told.title,
        ordered_units=units,
        cancelled_units=units if told.state == "cancelled" else 0,
        unit_price_minor=told.unit_price_minor,
    )
    say_item(line, book.items.get((order.channel, told.sku)), book.kits)
    return line


def raise_doubts(
    docket: Docket,
    told: IncomingOrder,
    lines: Sequence[tuple[IncomingLine, OrderLine]],
    *,
    lines_only: bool = False,
) -> bool:
    """Raise what the file doubts and what only we can: a SKU that means nothing here.

    Args:
        docket: The order's exceptions.
        told: The order as told.
        lines: Each told line with the line that it is.
        lines_only: Leave out what is said of the order itself, as its report does not know it.

    Returns:
        Whether anything was raised that was not raised before.
    """
    if told.state in {"cancelled", "channel_fulfilled"}:
        return False
    doubts = [] if lines_only else _of_order(told)
    for incoming, line in lines:
        if incoming.state == "open":
            doubts.extend(_together(incoming.problems, incoming.raw, line))
            if line.is_unknown and incoming.sku:
                what = f"Row {incoming.row}: the SKU “{incoming.sku}” is not known here. "
                what += "Say which item it means; all orders that wait for it are repaired at once."
                doubts.append(Doubt("unknown_sku", what, ("sku",), incoming.raw, line))
    raised = [docket.put(doubt) for doubt in doubts]  # every one of them, not up to the first
    return any(raised)


def _of_order(told: IncomingOrder) -> list[Doubt]:
    return _together(told.problems, told.raw, None)


def _together(
    problems: Sequence[Problem], raw: Mapping[str, str], line: OrderLine | None
) -> list[Doubt]:
    """Join problems of one code, as of an address that lacks two parts, into one doubt."""
    codes = dict.fromkeys(problem.code for problem in problems)
    found = []
    for code in codes:
        same = [problem for problem in problems if problem.code == code]
        sentence = " ".join(problem.sentence for problem in same)
        columns = tuple(problem.column for problem in same)
        found.append(Doubt(code, sentence, columns, raw, line))
    return found


def note_waiting(docket: Docket, report: TakenIn) -> None:
    """List an order of the file that waits for a repair."""
    if docket.open:
        sentences = tuple(row.sentence for row in docket.open)
        report.waiting.append(Waiting(docket.order.id, docket.order.channel_order_id, sentences))


def fingerprint_of(told: IncomingOrder) -> str:
    """Return a hash of all that matters in a telling; the same again has nothing to say."""
    doubts = [
        [problem.code, problem.column, raw.get(problem.column, "")]
        for problems, raw in (
            (told.problems, told.raw),
            *((line.problems, line.raw) for line in told.lines),
        )
        for problem in problems
    ]
    lines = [[line.channel_line_id, asdict(ToldLine.of(line))] for line in told.lines]
    content = json.dumps([told.source, told_head(told), lines, doubts], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def write_told(head: Mapping[str, Any], lines: Mapping[str, ToldLine], fingerprint: str) -> str:
    """Write down what the channel told, for the next comparison.

    Args:
        head: What is known of the order, from all reports together.
        lines: The same of each line.
        fingerprint: Of the last telling; "" if it could not be worked in whole.
    """
    return json.dumps(
        {
            "head": dict(head),
            "lines": {key: asdict(line) for key, line in lines.items()},
            "fingerprint": fingerprint,
        },
        sort_keys=True,
        ensure_ascii=False,
    )


def read_told(text: str) -> tuple[dict[str, Any], dict[str, ToldLine], str]:
    """Read what the channel told last: of the order, of each line by id, and the fingerprint."""
    told = json.loads(text)
    lines = {key: ToldLine(**line) for key, line in told.get("lines", {}).items()}
    return told.get("head", {}), lines, told.get("fingerprint", "")
