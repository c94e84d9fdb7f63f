import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.support.builders import capture, post_moves, stock
from warehouse.ledger import queries
from warehouse.ledger import service as ledger
from warehouse.ledger.errors import IdReuse, NotEnoughHere
from warehouse.ledger.models import Balance, LedgerEvent, LedgerHead


def on_hand(session, floor, sku, place):
    row = session.execute(
        select(Balance.on_hand).where(
            Balance.item_id == floor.items[sku], Balance.place_id == floor.places[place]
        )
    ).scalar_one_or_none()
    return row or 0


def test_units_leave_one_place_and_reach_the_other(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 4))
    with db.read() as session:
        assert on_hand(session, floor, "MUG", "A-01-1") == 6
        assert on_hand(session, floor, "MUG", "T-0001") == 4


def test_virtual_places_have_no_balance_row(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
    with db.read() as session:
        assert session.execute(select(Balance.place_id)).scalars().all() == [floor.places["A-01-1"]]


def test_a_place_never_goes_below_zero(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 3)
    with pytest.raises(NotEnoughHere), db.command() as session:
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 4))


def test_positions_have_no_gap_and_the_head_ends_the_chain(db, floor):
    for _ in range(3):
        with db.command() as session:
            stock(session, floor, "MUG", "A-01-1", 1)
    with db.read() as session:
        events = session.execute(select(LedgerEvent).order_by(LedgerEvent.pos)).scalars().all()
        head = session.get(LedgerHead, floor.site)
        assert [e.pos for e in events] == [1, 2, 3] == list(range(1, head.pos + 1))
        assert [e.prev_hash for e in events[1:]] == [e.hash for e in events[:-1]]
        assert head.hash == events[-1].hash


def test_the_same_event_again_is_known_with_its_answer(db, floor):
    made = capture(floor, "test", {"n": 1})
    with db.command() as session:
        turn = ledger.take_turn(session, made)
        ledger.post(session, turn, made, subject="test:1", answer={"said": "thanks"})
    with db.command() as session:
        again = ledger.take_turn(session, made)
        assert again.known.outcome == "posted"
        assert again.known.answer == {"said": "thanks"}


def test_another_event_under_a_used_id_is_refused(db, floor):
    with db.command() as session:
        made = stock(session, floor, "MUG", "A-01-1", 1)
    with pytest.raises(IdReuse), db.command() as session:
        ledger.take_turn(session, capture(floor, "other", {"n": 2}, event_id=made.id))


@pytest.mark.parametrize("table", ["ledger_event", "stock_move"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE {table} SET pos = pos", "DELETE FROM {table}"],
)
def test_triggers_keep_events_and_moves_as_written(db, floor, table, change):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
    with pytest.raises(DBAPIError, match="append-only"), db.command() as session:
        session.execute(text(change.format(table=table)))


def test_insert_or_replace_does_not_slip_past_the_triggers(floor, db):
    if db.engine.dialect.name != "sqlite":
        return
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)
    with pytest.raises(DBAPIError, match="append-only"), db.command() as session:
        session.execute(text("INSERT OR REPLACE INTO stock_move SELECT * FROM stock_move"))


def test_a_tampered_row_is_named(db, floor):
    db.broken_on_purpose = True
    with db.command() as session:
        made = stock(session, floor, "MUG", "A-01-1", 5)
        stock(session, floor, "MUG", "A-01-1", 5)
    with db.command() as session:
        if db.engine.dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER stock_move_no_update"))
        else:
            session.execute(text("ALTER TABLE stock_move DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE stock_move SET quantity = 4 WHERE pos = 1"))
    with db.read() as session:
        findings = queries.verify(session)
    assert {f.rule for f in findings} == {
        "events never change",
        "a balance is the sum of its moves",
        "the database refuses changes",
    }
    assert any(str(made.id) in f.what for f in findings)
