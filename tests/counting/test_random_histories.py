"""Random histories: whatever moves, and however late it is told, a right count is booked right."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.builders import build_bin, build_item, build_site, build_user, capture
from tests.support.clock import NOON
from tests.support.counting import Boss, Counter, ask_for_count, results, task_of
from warehouse.counting.errors import CameLate
from warehouse.ledger import queries
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import NotEnoughHere
from warehouse.ledger.rules import Transfer

BARCODE = "2000000000015"
PEOPLE = ("Ann", "Bob", "Cem")
numbers = iter(range(1, 1_000_000))


class World:
    """One bin of one item: what is really there, and what the ledger has been told so far."""

    def __init__(self, db, seed, real, book):
        self.db, self.chance, self.real = db, random.Random(seed), real
        self.now = NOON
        self.late = []  # moves that were done and that no network has brought yet
        n = next(numbers)
        with db.command() as session:
            self.floor = build_site(session, f"R{n}")
            build_bin(session, self.floor, "A-01-1")
            build_item(session, self.floor, f"MUG-{n}", barcode=f"R{n}")
            for name in (*PEOPLE, "Supervisor"):
                build_user(session, self.floor, name, "counter", badge=f"{name}{n}".upper())
        self.code = f"R{n}"
        self.item = self.floor.items[f"MUG-{n}"]
        self.lot = self.floor.lots[f"MUG-{n}", ""]
        self.tell("supplier", "A-01-1", book, NOON)
        self.task = ask_for_count(db, self.floor, "A-01-1")
        self.counting = {}  # who counts now: the position and moment of the look, its number

    def tick(self):
        self.now += timedelta(minutes=2)

    def tell(self, source, target, units, done_at):
        made = replace(capture(self.floor, "move"), captured_at=done_at, received_at=self.now)
        move = Transfer(
            self.item, self.lot, self.floor.places[source], self.floor.places[target], units
        )
        try:
            with self.db.command() as session:
                turn = ledger.take_turn(session, made)
                ledger.post(session, turn, made, subject="test:1", moves=[move])
        except NotEnoughHere:  # the picker holds more than the book: the deficit is posted first
            with self.db.command() as session:
                turn = ledger.take_turn(session, made)
                lacking = replace(
                    move, from_id=self.floor.places["discrepancy"], to_id=move.from_id
                )
                ledger.post(session, turn, made, subject="test:1", moves=[lacking, move])

    def book(self):
        with self.db.read() as session:
            return queries.balance_of(session, (self.floor.places["A-01-1"], self.item, self.lot))[
                0
            ]

    # --- what can happen ---

    def pick(self):
        if self.real:
            units = self.chance.randint(1, min(3, self.real))
            self.real -= units
            self.happen("A-01-1", "customer", units)

    def put_away(self):
        units = self.chance.randint(1, 3)
        self.real += units
        self.happen("supplier", "A-01-1", units)

    def happen(self, source, target, units):
        move = (source, target, units, self.now)
        if self.chance.random() < 0.25:
            self.late.append(move)
        else:
            self.tell(*move)

    def arrive(self):
        if self.late:
            self.tell(*self.late.pop(self.chance.randrange(len(self.late))))

    def look(self):
        """Somebody counts right; perhaps without network, so that it comes in later."""
        who = self.chance.choice(PEOPLE)
        task = task_of(self.db, self.task)
        if self.counting or task.state not in ("open", "paused"):
            return
        counter = Counter(self.db, self.floor, who, now=self.now)
        if counter.claim(self.task).status == "posted":
            self.counting = {
                "counter": counter, "seen": counter.position(), "units": self.real, "at": self.now,
            }  # fmt: skip
            if self.chance.random() < 0.5:
                self.bring()

    def bring(self):
        """The look comes in: with the position that its device had seen, however old."""
        if not self.counting:
            return
        counter, said = self.counting["counter"], self.counting
        self.counting = {}
        counter.now = self.now
        stamp = {"seen": said["seen"], "captured_at": said["at"]}
        counter.scan("B-A-01-1", **stamp)
        if said["units"]:
            counter.scan(self.code, **stamp)
            counter.do(
                "count.quantity", item=self.item, lot="", packs="", loose=str(said["units"]),
                pack_units=1, **stamp,
            )  # fmt: skip
            counter.do("count.done", **stamp)
        else:
            counter.do("count.empty", **stamp)

    def decide(self):
        boss = Boss(self.db, self.floor, now=self.now)
        for result in results(self.db, self.task, state="open"):
            try:
                boss.approve(result.id)
            except (CameLate, NotEnoughHere):
                boss.reject(result.id)

    def settle(self):
        """Everything arrives; people go on counting until nothing is left to do."""
        while self.late:
            self.tick()
            self.arrive()
        for _ in range(20):
            self.tick()
            self.bring()
            self.decide()
            if task_of(self.db, self.task).state == "done":
                return
            self.look()
        raise AssertionError(task_of(self.db, self.task).state)


STEPS = st.lists(
    st.sampled_from(("pick", "put_away", "arrive", "look", "bring", "decide")), max_size=14
)


def test_what_is_booked_brings_the_book_to_the_floor(db):
    on_sqlite = db.engine.dialect.name == "sqlite"

    @settings(
        max_examples=25 if on_sqlite else 5, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(steps=STEPS, seed=st.integers(0, 2**16), real=st.integers(0, 9), book=st.integers(1, 9))
    def live(steps, seed, real, book):
        world = World(db, seed, real, book)
        for step in steps:
            world.tick()
            getattr(world, step)()
        world.settle()
        if world.book() != world.real:  # a move from before that count came in after it was booked
            world.task = ask_for_count(db, world.floor, "A-01-1", now=world.now)
            world.settle()
        assert world.book() == world.real

    live()


@pytest.mark.parametrize("picked", [0, 1, 3])
def test_two_rights_with_picks_between_them_agree(db, picked):
    world = World(db, 1, real=8, book=10)
    world.look()
    world.bring()
    for _ in range(picked):
        world.real -= 1
        world.tick()
        world.tell("A-01-1", "customer", 1, world.now)
    while task_of(db, world.task).state == "open":
        world.tick()
        world.look()
        world.bring()
    (result,) = results(db, world.task)
    assert result.variance_units == -2
