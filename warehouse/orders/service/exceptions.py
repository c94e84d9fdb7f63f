"""Raising and settling what keeps an order off the floor."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from warehouse.orders.models import SHIPPED, Order, OrderException, OrderLine
from warehouse.orders.rules.decisions import settled_state
from warehouse.orders.service.allocation import ON_THE_FLOOR


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to be repaired. `line` is the order line that it is about, if it is about one.

    `columns` are the cells of the raw row that raised it.
    """

    code: str
    sentence: str
    columns: tuple[str, ...]
    raw: Mapping[str, str]
    line: OrderLine | None = None


@dataclass(slots=True)
class Docket:
    """The exceptions of one order, open and settled, while it is being decided on."""

    session: Session
    order: Order
    now: datetime
    rows: list[OrderException] = field(default_factory=list)

    @classmethod
    def load(cls, session: Session, order: Order, now: datetime) -> Docket:
        """Read what was ever raised about an order."""
        rows = session.execute(
            select(OrderException)
            .where(OrderException.order_id == order.id)
            .order_by(OrderException.id)
            .execution_options(populate_existing=True)
        ).scalars()
        return cls(session, order, now, list(rows))

    @property
    def open(self) -> list[OrderException]:
        """What still waits to be repaired."""
        return [row for row in self.rows if row.repaired_at is None]

    def put(self, doubt: Doubt) -> bool:
        """Raise a doubt, unless it was raised before about the very same cell; tells if it is new.

        What somebody has settled stays settled until the channel writes something else there.
        """
        line_id = doubt.line.id if doubt.line else None
        raw = json.dumps(dict(doubt.raw), ensure_ascii=False)
        for row in self.rows:
            if (row.code, row.order_line_id) != (doubt.code, line_id):
                continue
            if row.repaired_at is None or not _says_otherwise(row.raw, doubt):
                return False
            row.sentence, row.raw = doubt.sentence, raw
            row.raised_at, row.repaired_at = self.now, None
            return True
        row = OrderException(
            order_id=self.order.id,
            order_line_id=line_id,
            code=doubt.code,
            sentence=doubt.sentence,
            raw=raw,
            raised_at=self.now,
        )
        self.session.add(row)
        self.rows.append(row)
        return True

    def repair(self, which: Callable[[OrderException], bool]) -> int:
        """Settle the open exceptions that the given test picks; returns how many."""
        found = [row for row in self.open if which(row)]
        for row in found:
            row.repaired_at = self.now
        return len(found)

    def repair_codes(self, codes: Collection[str], line_id: int | None = None) -> int:
        """Settle the open exceptions of some codes, of one line or of the order itself."""
        return self.repair(lambda row: row.code in codes and row.order_line_id == line_id)


def _says_otherwise(raw_before: str, doubt: Doubt) -> bool:
    """Tell whether the doubtful cell holds something else than when it was first doubted."""
    before = json.loads(raw_before)
    return any(
        column in before and before[column] != doubt.raw.get(column, "") for column in doubt.columns
    )


def decide_state(docket: Docket, lines: Sequence[OrderLine], told: str) -> None:
    """Set the state of an order that is not on the floor by what is told and what is doubted."""
    if docket.order.state in (*ON_THE_FLOOR, SHIPPED):
        return
    docket.order.state = settled_state(
        told,
        has_exceptions=bool(docket.open),
        wants_units=any(line.wanted_units > 0 for line in lines),
    )


def told_state(order: Order) -> str:
    """Return what the channel last said of an order's state."""
    head: dict[str, str] = json.loads(order.told).get("head", {})
    return head.get("state", "ready")


def count_open(session: Session, order_id: int) -> int:
    """Return how many exceptions of an order wait to be repaired."""
    return session.execute(
        select(func.count())
        .select_from(OrderException)
        .where(OrderException.order_id == order_id, OrderException.repaired_at.is_(None))
    ).scalar_one()
