"""Two at once on one ledger: the last unit, the same id, the same undo; and a look meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from sqlalchemy import select

from tests.support.builders import capture, post_moves, stock
from tests.support.clock import TODAY
from tests.support.orders import build_order
from warehouse.ledger import queries
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import AlreadyUndone
from warehouse.ledger.models import LedgerEvent
from warehouse.ledger.rules import Transfer
from warehouse.orders.models import OrderLine

ROUNDS = 200


def at_once(*deeds):
    """Start all at the same moment, each in a thread of its own; returns what each gave."""
    gate = Barrier(len(deeds))

    def go(deed):
        gate.wait(timeout=30)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(go, deeds))


def test_the_last_unit_is_promised_once(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
        for _ in range(2):
            build_order(session, floor, ("MUG", 1), allocate=False)
        lines = session.execute(select(OrderLine.id)).scalars().all()

    def promise(line):
        def use_case(session):
            made, changes = capture(floor, "order.allocate", {"line": line}), ledger.Changes()
            turn = ledger.take_turn(session, made)
            got = ledger.allocate(
                session, changes, site_id=floor.site, order_line_id=line,
                item_id=floor.items["MUG"], units=1, today=TODAY,
            )  # fmt: skip
            ledger.post(session, turn, made, subject="test:1", changes=changes)
            return len(got)

        return lambda: db.decide(use_case)

    def give_back(session):
        made, changes = capture(floor, "order.release"), ledger.Changes()
        turn = ledger.take_turn(session, made)
        assert sum(ledger.release_line(session, changes, line) for line in lines) == 1
        ledger.post(session, turn, made, subject="test:1", changes=changes)

    for _ in range(ROUNDS):
        assert sorted(at_once(*map(promise, lines))) == [0, 1]
        db.decide(give_back)


def test_one_event_posted_twice_at_once_moves_its_units_once(db, floor):
    def receive(made):
        def use_case(session):
            turn = ledger.take_turn(session, made)
            if turn.known is None:
                post_in(session, turn, made)
                return {"said": made.id.hex}
            return turn.known.answer

        return lambda: db.decide(use_case)

    def post_in(session, turn, made):
        move = ledger_move(floor, "supplier", "A-01-1")
        ledger.post(
            session, turn, made, subject="test:1", moves=[move], answer={"said": made.id.hex}
        )

    for _ in range(ROUNDS):
        made = capture(floor, "receive", {"n": 1})
        first, second = at_once(receive(made), receive(made))
        assert first == second == {"said": made.id.hex}
    with db.read() as session:
        key = (floor.places["A-01-1"], floor.items["MUG"], floor.lots["MUG", ""])
        assert queries.balance_of(session, key) == (ROUNDS, 0, 0)
        events = session.execute(select(LedgerEvent.pos).order_by(LedgerEvent.pos)).scalars().all()
        assert events == list(range(1, ROUNDS + 1))


def ledger_move(floor, a, b):
    return Transfer(floor.items["MUG"], floor.lots["MUG", ""], floor.places[a], floor.places[b], 1)


def test_an_event_is_taken_back_once_by_two_at_once(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", ROUNDS)

    def undo(original):
        def use_case(session):
            made = capture(floor, "undo")
            turn = ledger.take_turn(session, made)
            back = ledger.moves_back(session, original.id)
            ledger.post(session, turn, made, subject="test:1", moves=back, reverses=original.id)
            return "undone"

        def try_it():
            try:
                return db.decide(use_case)
            except AlreadyUndone:
                return "undone already"

        return try_it

    for _ in range(ROUNDS // 4):
        with db.command() as session:
            made = post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 2))
        assert sorted(at_once(undo(made), undo(made))) == ["undone", "undone already"]


def test_verify_sees_one_moment_while_others_write(db, floor):
    over = Event()

    def write():
        while not over.is_set():
            with db.command() as session:
                stock(session, floor, "MUG", "A-01-1", 1)
                post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 1))

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write) for _ in range(2)]
        try:
            for _ in range(30):
                with db.read() as session:
                    assert queries.verify(session) == []
        finally:
            over.set()
        assert [writer.result() for writer in writers] == [None, None]
