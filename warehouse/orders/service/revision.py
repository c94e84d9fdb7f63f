"""A known order told again: what the channel changed is changed here, as far as it still can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from warehouse.jobs import service as jobs
from warehouse.ledger.queries.promises import Promised
from warehouse.orders.loading import kits_among
from warehouse.orders.models import PACKED, PICKED, RELEASED, SHIPPED, Order, OrderLine
from warehouse.orders.rules import changes
from warehouse.orders.rules.changes import GONE, ToldLine
from warehouse.orders.rules.decisions import OURS
from warehouse.orders.rules.incoming import IncomingLine, IncomingOrder
from warehouse.orders.service.allocation import ON_THE_FLOOR, settle
from warehouse.orders.service.exceptions import Docket, Doubt, decide_state
from warehouse.orders.service.kits import figures_of, let_go, say_item, take_apart
from warehouse.orders.service.telling import (
    Book,
    TakenIn,
    fingerprint_of,
    new_line,
    note_waiting,
    raise_doubts,
    read_told,
    write_told,
)
from warehouse.orders.service.turns import OrderTurn

FOLLOWED = (RELEASED, PICKED)
_NOT_OURS = frozenset({"shipped", "no_shipping", "channel_fulfilled"})


@dataclass(slots=True)
class Revision:
    """One known order while a new telling of it is worked in."""

    turn: OrderTurn
    docket: Docket
    lines: list[OrderLine]
    """Those that the channel knows: of a kit, its own line."""
    parts: list[OrderLine]
    """The components of its kits, which follow them."""
    promises: dict[int, Promised] = field(default_factory=dict)
    shipped: dict[int, int] = field(default_factory=dict)
    is_changed: bool = False
    floor_in_the_way: bool = False
    is_cancelled: bool = False
    """Whether the channel has cancelled the whole order: then it is called off, not changed."""
    followed: set[int] = field(default_factory=set)
    """Lines whose new figures the floor is asked to follow: the stops and totes of the order."""

    @property
    def on_the_floor(self) -> bool:
        """Whether somebody picks or packs it: then what is promised cannot be taken away here."""
        return self.docket.order.state in ON_THE_FLOOR

    @property
    def is_followed(self) -> bool:
        """Whether the floor follows a change: until the order is packed, or called off."""
        return self.docket.order.state in FOLLOWED and not self.is_cancelled

    def sent_for(self, line: OrderLine) -> list[OrderLine]:
        """Return what a line is sent as: what a supervisor sends in its place, then itself."""
        return [*(one for one in self.lines if one.replaces_id == line.id), line]

    def figures(self, line: OrderLine) -> tuple[int, int]:
        """Return how many units are wanted for a line, and how many of these have left."""
        sent = self.sent_for(line)
        shipped = sum(self.shipped.get(one.id, 0) for one in sent)
        return sum(one.wanted_units for one in sent), shipped

    def cut(self, line: OrderLine, units: int) -> int:
        """Cancel up to `units` of a line; returns those that cannot be given up any more.

        Of an order on the floor that can follow, stops are shortened and picked units put back.
        """
        promise = self.promises.get(line.id, Promised())
        bound = promise.given_units if self.on_the_floor else promise.taken_units
        if self.is_followed:
            bound = self.shipped.get(line.id, 0)
            self.followed.add(line.id)
        free = max(line.wanted_units - bound, 0)
        cancelled = min(units, free)
        line.cancelled_units += cancelled
        self.is_changed = self.is_changed or cancelled > 0
        return units - cancelled


def revise(turn: OrderTurn, book: Book, order: Order, told: IncomingOrder, report: TakenIn) -> None:
    """Work a new telling of a known order in. What was shipped whole is past changing."""
    every = book.lines.setdefault(order.id, [])
    lines = [line for line in every if line.kit_line_id is None]
    parts = [line for line in every if line.kit_line_id is not None]
    pairs = changes.matched({line.channel_line_id: line.sku for line in lines}, told.lines)
    head_before, told_before, fingerprint = read_told(order.told)
    if order.state == SHIPPED or not _is_understood(told):
        _learn_ids(lines, pairs)
        report.unchanged += 1
        return
    items_found = any(_item_of(book, order, line) for line in lines if line.is_unknown)
    work = Revision(turn, Docket.load(turn.session, order, turn.now), lines, parts)
    work.is_cancelled = told.state == "cancelled"
    if fingerprint == fingerprint_of(told) and not items_found:
        report.unchanged += 1
        note_waiting(work.docket, report)
        return
    work.promises, work.shipped = figures_of(turn.session, every)
    head = changes.told_head(told)
    _revise_head(work, told, changes.news(head_before, head))
    told_now = _revise_lines(work, book, told, pairs, told_before)
    if told.state == "cancelled":
        _cancel_whole(work, told)
    _settle_doubts(work, book, told, pairs)
    is_whole = not work.floor_in_the_way
    order.told = write_told(
        {**head_before, **head}, told_now, fingerprint_of(told) if is_whole else ""
    )
    book.lines[order.id] = take_apart(turn.session, [*work.lines, *work.parts], book.kits)
    _finish(work, told, book.lines[order.id], report)


def _learn_ids(lines: list[OrderLine], pairs: Mapping[str, str]) -> None:
    """Take the channel's own line ids over, without which a shipment cannot be confirmed."""
    for incoming_id, known_id in pairs.items():
        for line in lines:
            if line.channel_line_id == known_id:
                line.channel_line_id = changes.better_id(known_id, incoming_id)


def _is_understood(told: IncomingOrder) -> bool:
    """Tell whether a status report's word for the state is one that we know."""
    return not any(problem.code == "unknown_status" for problem in told.problems)


def _item_of(book: Book, order: Order, line: OrderLine) -> int | None:
    return book.items.get((order.channel, line.sku))


def _finish(work: Revision, told: IncomingOrder, every: list[OrderLine], report: TakenIn) -> None:
    order, state_before = work.docket.order, work.docket.order.state
    if work.followed:
        followed = {line.id for line in every if line.kit_line_id in work.followed} | work.followed
        jobs.ask(
            work.turn.session,
            "order.follow",
            f"follow:{order.id}:{work.turn.turn.pos}",
            {"site": work.turn.site_id, "order": order.id, "lines": sorted(followed)},
            now=work.turn.now,
        )
    decide_state(work.docket, work.lines, told.state)
    if work.is_changed or order.state != state_before:
        settled = settle(work.turn, order, every, kind="order.change", body={"state": order.state})
        report.allocated_units += settled.allocated
        report.changed += 1
    else:
        report.unchanged += 1
    note_waiting(work.docket, report)


def _revise_head(work: Revision, told: IncomingOrder, news: dict[str, object]) -> None:
    values = changes.column_values(news)
    order = work.docket.order
    if not values:
        return
    if order.state == PACKED and "recipient" in news:
        what = "The channel tells another address, but the order is packed. "
        what += "Ship it as it is and dismiss this, or open the carton again."
        work.is_changed |= work.docket.put(Doubt("changed_on_the_floor", what, (), told.raw))
        work.floor_in_the_way = True
        return
    for name, value in values.items():
        setattr(order, name, value)
    work.is_changed = True


def _revise_lines(
    work: Revision,
    book: Book,
    told: IncomingOrder,
    pairs: dict[str, str],
    before: dict[str, ToldLine],
) -> dict[str, ToldLine]:
    """Work every told line in, and those that are no longer told; returns what is told now."""
    by_id = {line.channel_line_id: line for line in work.lines}
    status_only = changes.is_status_only(told)
    told_now = dict(before)
    for incoming in told.lines:
        now = ToldLine.of(incoming)
        known_id = pairs.get(incoming.channel_line_id)
        if known_id is None:
            if not status_only:
                _add_line(work, book, incoming)
                told_now[incoming.channel_line_id] = now
            continue
        line = by_id[known_id]
        last = told_now.pop(known_id, None) or replace(now, units=line.ordered_units)
        line.channel_line_id = changes.better_id(known_id, incoming.channel_line_id)
        pairs[incoming.channel_line_id] = line.channel_line_id
        merged = (
            changes.merged_line(last, now)
            if not status_only
            else replace(last, state=now.state if now.state == "cancelled" else last.state)
        )
        is_done = True
        if changes.line_news(last, merged, status_only=status_only):
            is_done = _revise_line(work, book, line, incoming, last, merged)
        told_now[line.channel_line_id] = merged if is_done else last
    if not status_only:
        _drop_gone_lines(work, told, pairs, told_now)
    return told_now


def _add_line(work: Revision, book: Book, incoming: IncomingLine) -> None:
    order = work.docket.order
    line = new_line(order, incoming, book)
    work.turn.session.add(line)
    work.turn.session.flush()
    work.lines.append(line)
    work.is_changed = True
    if work.is_followed:
        work.followed.add(line.id)
    elif work.on_the_floor and line.wanted_units:
        _tell_floor(work, line, incoming.raw, f"a new line of {line.ordered_units} {line.sku}")


def _revise_line(  # noqa: PLR0913, PLR0917 - the line as it is, was told and is told
    work: Revision,
    book: Book,
    line: OrderLine,
    incoming: IncomingLine,
    last: ToldLine,
    now: ToldLine,
) -> bool:
    """Change one line; False if the floor is in the way, so that it is tried again next time."""
    line.title, line.unit_price_minor = now.title, now.price
    wanted, shipped = work.figures(line)
    if now.state == "cancelled" or now.state in _NOT_OURS - {"shipped"}:
        return _take_away(work, line, wanted - shipped, incoming.raw)
    if now.state == "shipped":
        if shipped < wanted:
            what = f"The channel says that {line.sku} is shipped, but {shipped} of "
            what += f"{wanted} left here. Cancel the line, or confirm its quantity."
            doubt = Doubt("shipped_elsewhere", what, (), incoming.raw, line)
            work.is_changed |= work.docket.put(doubt)
        return True
    if last.state in {"cancelled", GONE} and line.cancelled_units:
        what = f"The channel cancelled {line.sku} before and now wants {now.units} again. "
        what += "Confirm the quantity if that is right, or dismiss this if the file is old."
        work.is_changed |= work.docket.put(Doubt("wanted_again", what, (), incoming.raw, line))
        return True
    if now.sku != last.sku and not _change_item(work, book, line, now, incoming):
        return False
    return _change_units(work, line, last, now, incoming)


def _change_item(
    work: Revision, book: Book, line: OrderLine, now: ToldLine, incoming: IncomingLine
) -> bool:
    sent = work.sent_for(line)
    picked = [*sent, *kits_among(work.parts).get(line.id, ())]
    promises = [work.promises.get(one.id, Promised()) for one in picked]
    is_promised = work.on_the_floor and any(promise.open_units for promise in promises)
    if is_promised or any(promise.taken_units for promise in promises):
        _tell_floor(work, line, incoming.raw, f"{now.sku} instead of {line.sku}")
        return False
    for one in sent[:-1]:
        one.cancelled_units = one.ordered_units
    line.sku = now.sku
    let_go(work.parts, line.id)
    say_item(line, book.items.get((work.docket.order.channel, now.sku)), book.kits)
    work.docket.repair_codes({"unknown_sku", "missing_sku"}, line.id)
    work.is_changed = True
    return True


def _change_units(
    work: Revision, line: OrderLine, last: ToldLine, now: ToldLine, incoming: IncomingLine
) -> bool:
    wanted, shipped = work.figures(line)
    target = changes.wanted_now(wanted, shipped, last, now)
    if target < wanted:
        return _take_away(work, line, wanted - target, incoming.raw)
    if target > wanted:
        if work.is_followed:
            work.followed.add(line.id)
        elif work.on_the_floor:
            _tell_floor(work, line, incoming.raw, f"{target} of {line.sku} instead of {wanted}")
            return False
        line.ordered_units += target - wanted
        work.is_changed = True
    return True


def _take_away(work: Revision, line: OrderLine, units: int, raw: Mapping[str, str]) -> bool:
    left = units
    for one in work.sent_for(line):
        if left:
            left = work.cut(one, left)
    if left:
        _tell_floor(work, line, raw, f"{left} fewer of {line.sku}")
    return not left


def _tell_floor(work: Revision, line: OrderLine, raw: Mapping[str, str], wish: str) -> None:
    """Ask a supervisor: the channel wants what cannot be done to units that are being picked."""
    what = f"The channel now wants {wish}, but the order is {work.docket.order.state}. Take it off "
    what += "the floor and import the file again, or dismiss this to ship it as it is."
    work.is_changed |= work.docket.put(Doubt("changed_on_the_floor", what, (), raw, line))
    work.floor_in_the_way = True


def _drop_gone_lines(
    work: Revision, told: IncomingOrder, pairs: dict[str, str], told_now: dict[str, ToldLine]
) -> None:
    """Cancel what the channel no longer lists; units that have left stay as they are."""
    listed = set(pairs.values()) | {line.channel_line_id for line in told.lines}
    for line in work.lines:
        last = told_now.get(line.channel_line_id)
        if line.channel_line_id in listed or last is None or last.state in {GONE, "cancelled"}:
            continue
        wanted, shipped = work.figures(line)
        if _take_away(work, line, wanted - shipped, {}):
            told_now[line.channel_line_id] = replace(last, state=GONE)


def _cancel_whole(work: Revision, told: IncomingOrder) -> None:
    """Cancel every line of an order that the channel has cancelled, as far as it still can be.

    One that is on the floor is called off there: the floor stands above us, so it is asked by a
    job. Until that is done, and where it cannot be done any more, a doubt stands on the order.
    """
    if work.on_the_floor:
        order = work.docket.order
        jobs.ask(
            work.turn.session,
            "order.call_off",
            f"call_off:{order.id}:{fingerprint_of(told)}",
            {"site": work.turn.site_id, "order": order.id},
            now=work.turn.now,
        )
    for line in work.lines:
        left = work.cut(line, line.wanted_units - work.shipped.get(line.id, 0))
        if left:
            _tell_floor(work, line, told.raw, f"{left} fewer of {line.sku}")


def _settle_doubts(work: Revision, book: Book, told: IncomingOrder, pairs: dict[str, str]) -> None:
    """Raise what is doubtful now, and settle what has been put right."""
    order = work.docket.order
    for line in work.lines:
        if line.is_unknown and (found := _item_of(book, order, line)):
            say_item(line, found, book.kits)
            work.docket.repair_codes({"unknown_sku"}, line.id)
            work.is_changed = True
    by_id = {line.channel_line_id: line for line in work.lines}
    rows = [
        (incoming, by_id[pairs.get(incoming.channel_line_id, incoming.channel_line_id)])
        for incoming in told.lines
        if pairs.get(incoming.channel_line_id, incoming.channel_line_id) in by_id
    ]
    status_only = changes.is_status_only(told)
    if not status_only:
        _drop_settled(work, told, rows)
    work.is_changed |= raise_doubts(work.docket, told, rows, lines_only=status_only)


def _drop_settled(
    work: Revision, told: IncomingOrder, rows: Sequence[tuple[IncomingLine, OrderLine]]
) -> None:
    still: set[tuple[str, int | None]] = {(problem.code, None) for problem in told.problems}
    for incoming, line in rows:
        still |= {(problem.code, line.id) for problem in incoming.problems}
    unwanted = {line.id for line in work.lines if line.wanted_units == 0}
    # A report that tells no currency has not put a wrong one right.
    if not told.currency:
        still.add(("unknown_currency", None))
    settled = work.docket.repair(
        lambda row: (
            (row.order_line_id in unwanted and row.code != "wanted_again")
            or (row.code not in OURS and (row.code, row.order_line_id) not in still)
            or (row.code == "changed_on_the_floor" and not work.floor_in_the_way)
        )
    )
    work.is_changed |= settled > 0
