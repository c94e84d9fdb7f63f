"""Random histories against a model in plain Python: the ledger must never say anything else."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from tests.support.builders import build_bin, build_item, build_lot, build_place, build_site
from tests.support.clock import NOON, TODAY
from tests.support.ledger_model import Asked, Line, Model
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import AlreadyUndone, IdReuse, NotEnoughHere, SerialElsewhere
from warehouse.ledger.models import Balance, LedgerEvent
from warehouse.ledger.rules import POSTED, REJECTED, Capture, Transfer
from warehouse.locations.models import Place
from warehouse.orders.models import OPEN, Order, OrderLine

REAL = ("A-01-1", "A-02-1", "A-03-1", "T-0001")
BINS = REAL[:3]
GONE = ("customer", "discrepancy", "scrap")
GOODS = (("MUG", ""), ("TEA", "old"), ("TEA", "soon"), ("TEA", "late"), ("CAM", "S-1"))
EXPIRES = {
    "old": TODAY - timedelta(days=1),
    "soon": TODAY + timedelta(days=9),
    "late": TODAY + timedelta(days=90),
}

good, real, gone = st.sampled_from(GOODS), st.sampled_from(REAL), st.sampled_from(GONE)
units, pick = st.integers(1, 9), st.integers(0, 1_000)
numbers = itertools.count()


class LedgerMachine(RuleBasedStateMachine):
    """One site a history; the database is shared by all histories of a run."""

    db = None  # set by the test that runs the machine

    @initialize()
    def build(self):
        self.model = Model()
        n = next(numbers)
        with self.db.command() as session:
            self.floor = build_site(session, f"S{n}")
            for code in BINS:
                build_bin(session, self.floor, code)
            build_place(session, self.floor, "tote", "T-0001")
            for sku in ("MUG", "TEA", "CAM"):
                build_item(session, self.floor, f"{sku}-{n}")
            self.keys = {
                ("MUG", ""): (self.floor.items[f"MUG-{n}"], self.floor.lots[f"MUG-{n}", ""])
            }
            for lot, day in EXPIRES.items():
                made = build_lot(session, self.floor, f"TEA-{n}", lot, expires_on=day)
                self.keys["TEA", lot] = self.floor.items[f"TEA-{n}"], made
            made = build_lot(session, self.floor, f"CAM-{n}", "S-1", serial=True)
            self.keys["CAM", "S-1"] = self.floor.items[f"CAM-{n}"], made
            order = Order(
                site_id=self.floor.site, channel="generic", channel_order_id=f"O-{n}", state=OPEN,
                taken_in_at=NOON,
            )  # fmt: skip
            session.add(order)
            session.flush()
            line = OrderLine(order_id=order.id, channel_line_id="1", sku="x", ordered_units=9)
            session.add(line)
            session.flush()
            self.order_line = line.id
        self.goods_of = {key: thing for thing, key in self.keys.items()}
        self.codes = {place: code for code, place in self.floor.places.items()}
        first = zip(GOODS, (*BINS, "A-01-1", "A-02-1"), (8, 3, 4, 5, 1), strict=True)
        self.post("receive", [Line(thing, "supplier", place, n) for thing, place, n in first])

    # --- speaking to the ledger ---

    def key(self, place, thing):
        return (self.floor.places[place], *self.keys[thing])

    def capture(self, kind, event_id=None, **body):
        return Capture(
            id=event_id or new_event_id(), site_id=self.floor.site, kind=kind, body=body,
            received_at=NOON,
        )  # fmt: skip

    def post(self, kind, lines, *, prepare=None, reverses=None, transfers=None):
        """Post moves; the model must agree on whether that can be. Returns whether it was."""
        made = self.capture(kind, n=next(numbers))
        moves = transfers or [
            Transfer(*self.keys[m.thing], self.floor.places[m.a], self.floor.places[m.b], m.units)
            for m in lines
        ]
        changes = ledger.Changes()
        possible = self.model.can_post(lines)
        try:
            with self.db.command() as session:
                turn = ledger.take_turn(session, made)
                if prepare:
                    prepare(session, changes, made)
                ledger.post(
                    session, turn, made, subject="test:1", moves=moves, changes=changes,
                    answer={"said": str(made.id)}, reverses=reverses,
                )  # fmt: skip
        except (NotEnoughHere, SerialElsewhere):
            assert not possible, lines
            return False
        assert possible, lines
        self.model.post(lines)
        self.model.events.append(Asked(made, POSTED, {"said": str(made.id)}, tuple(lines)))
        return True

    # --- what can happen ---

    @rule(thing=good, place=real, units=units)
    def receive(self, thing, place, units):
        self.post("receive", [Line(thing, "supplier", place, units)])

    @rule(thing=good, a=real, b=real, units=units)
    def move(self, thing, a, b, units):
        if a != b:
            self.post("move", [Line(thing, a, b, units)])

    @rule(thing=good, a=real, b=gone, units=units)
    def leave(self, thing, a, b, units):
        self.post("leave", [Line(thing, a, b, units)])

    @rule(thing=good, a=real, b=real, c=gone, units=units)
    def find_more_and_pass_it_on(self, thing, a, b, c, units):
        """Several moves in one event: only what they come to must be possible."""
        if a != b:
            lines = [Line(thing, "discrepancy", a, units), Line(thing, a, b, units)]
            self.post("found", [*lines, Line(thing, b, c, units)] if units % 2 else lines)

    @rule(thing=good, place=real, units=units)
    def fail_after_posting(self, thing, place, units):
        """Whatever was written goes with the command that stumbles."""
        made = self.capture("test", n=next(numbers))
        move = Transfer(
            *self.keys[thing], self.floor.places["supplier"], self.floor.places[place], units
        )

        def stumble():
            with self.db.command() as session:
                turn = ledger.take_turn(session, made)
                ledger.post(session, turn, made, subject="test:1", moves=[move])
                raise ZeroDivisionError

        with pytest.raises((ZeroDivisionError, NotEnoughHere, SerialElsewhere)):
            stumble()

    @rule(sku=st.sampled_from(("MUG", "TEA", "CAM")), units=units, barred=st.sampled_from(BINS))
    def allocate(self, sku, units, barred):
        promised = []

        def prepare(session, changes, _made):
            promised.extend(
                ledger.allocate(
                    session, changes, site_id=self.floor.site, order_line_id=self.order_line,
                    item_id=next(key[0] for thing, key in self.keys.items() if thing[0] == sku),
                    units=units, today=TODAY, without=[self.floor.places[barred]],
                )
            )  # fmt: skip

        self.post("allocate", [], prepare=prepare)
        taken = Counter()
        for one in promised:
            place = self.codes[one.place_id]
            thing = self.goods_of[one.item_id, one.lot_id]
            taken[place, thing] += one.units
            self.model.promises.append([one.id, place, thing, one.units])
        self.model.check_choice(sku, units, taken, bins=set(BINS) - {barred}, spoilt={"old"})
        self.model.allocated.update(taken)

    @precondition(lambda self: self.model.open_promises())
    @rule(which=pick, share=units, found=st.booleans())
    def take(self, which, share, found):
        promise = self.model.some(self.model.open_promises(), which)
        made, place, thing, still = promise
        n = min(share, still)
        lines = [Line(thing, place, "T-0001", n)]
        if found:
            lines.insert(0, Line(thing, "discrepancy", place, n))

        def prepare(session, changes, _made):
            ledger.take(session, changes, made, self.key(place, thing), n)

        if self.post("pick", lines, prepare=prepare):
            promise[3] -= n
            self.model.allocated[place, thing] -= n

    @precondition(lambda self: self.model.open_promises())
    @rule(which=pick, share=units)
    def release(self, which, share):
        promise = self.model.some(self.model.open_promises(), which)
        made, place, thing, still = promise
        n = min(share, still)

        def prepare(session, changes, _made):
            ledger.release(session, changes, made, self.key(place, thing), n)

        self.post("release", [], prepare=prepare)
        promise[3] -= n
        self.model.allocated[place, thing] -= n

    @rule()
    def release_the_whole_line(self):
        def prepare(session, changes, _made):
            released = ledger.release_line(session, changes, self.order_line)
            assert released == sum(one[3] for one in self.model.promises)

        self.post("release", [], prepare=prepare)
        self.model.allocated.clear()
        for promise in self.model.promises:
            promise[3] = 0

    @rule(thing=good, place=real, units=units)
    def hold(self, thing, place, units):
        def prepare(session, changes, made):
            ledger.hold(
                session, changes, self.key(place, thing), units, reason="test", event_id=made.id
            )

        self.post("hold", [], prepare=prepare)
        self.model.held[place, thing] += units

    @rule(n=units)
    def refuse(self, n):
        made = self.capture("scan", n=n)
        with self.db.command() as session:
            turn = ledger.take_turn(session, made)
            ledger.record_without_moves(
                session, turn, made, subject="test:1", answer={"code": "no", "n": n}
            )
        self.model.events.append(Asked(made, REJECTED, {"code": "no", "n": n}, ()))

    @precondition(lambda self: self.model.events)
    @rule(which=pick)
    def say_it_again(self, which):
        asked = self.model.some(self.model.events, which)
        with self.db.command() as session:
            known = ledger.take_turn(session, asked.capture).known
        assert (known.outcome, known.answer) == (asked.outcome, asked.answer)

    @precondition(lambda self: self.model.events)
    @rule(which=pick, as_another_kind=st.booleans())
    def say_something_else_under_a_used_id(self, which, as_another_kind):
        first = self.model.some(self.model.events, which).capture
        kind, body = ("other", first.body) if as_another_kind else (first.kind, {"else": 1})
        with pytest.raises(IdReuse), self.db.command() as session:
            ledger.take_turn(session, self.capture(kind, first.id, **body))

    @precondition(lambda self: self.model.with_moves())
    @rule(which=pick)
    def take_back(self, which):
        asked = self.model.some(self.model.with_moves(), which)
        with self.db.read() as session:
            transfers = ledger.moves_back(session, asked.capture.id)
        lines = [Line(m.thing, m.b, m.a, m.units) for m in reversed(asked.lines)]
        if asked.capture.id not in self.model.reversed:
            if self.post("undo", lines, reverses=asked.capture.id, transfers=transfers):
                self.model.reversed.add(asked.capture.id)
            return
        with pytest.raises(AlreadyUndone):
            self.post("undo", lines, reverses=asked.capture.id, transfers=transfers)

    # --- what must always hold ---

    @invariant()
    def every_balance_is_the_models(self):
        if not hasattr(self, "model"):
            return
        with self.db.read() as session:
            rows = session.execute(
                select(Balance)
                .join(Place, Place.id == Balance.place_id)
                .where(Place.site_id == self.floor.site)
            ).scalars()
            found = {
                (self.codes[row.place_id], self.goods_of[row.item_id, row.lot_id]): figures
                for row in rows
                if any(figures := (row.on_hand, row.allocated, row.held))
            }
        assert found == self.model.figures()

    def teardown(self):
        with self.db.read() as session:
            assert queries.verify(session) == []
            outcomes = session.execute(
                select(LedgerEvent.id, LedgerEvent.outcome)
                .where(LedgerEvent.site_id == self.floor.site)
                .order_by(LedgerEvent.pos)
            ).all()
        written = [(asked.capture.id, asked.outcome) for asked in self.model.events]
        assert [tuple(row) for row in outcomes] == written


def test_no_history_makes_the_ledger_say_anything_but_the_model(db):
    on_sqlite = db.engine.dialect.name == "sqlite"
    run_state_machine_as_test(
        type("Machine", (LedgerMachine,), {"db": db}),
        settings=settings(
            max_examples=80 if on_sqlite else 20,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
