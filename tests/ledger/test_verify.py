"""Every rule of the ledger broken on purpose, one after the other: each is found and named."""

import pytest
from sqlalchemy import event, text

from tests.support.builders import build_lot, capture, post_moves, stock
from tests.support.orders import build_order
from warehouse.ledger import queries
from warehouse.ledger import service as ledger
from warehouse.ledger.queries import Finding

CHANGED = "events never change"
ADDED_UP = "a balance is the sum of its moves"
GUARDED = "the database refuses changes"
DISARM = {
    "sqlite": (
        "DROP TRIGGER {name}",
        "CREATE TRIGGER {name} AFTER INSERT ON job BEGIN SELECT 1; END",
    ),
    "postgresql": ("ALTER TABLE {table} DISABLE TRIGGER {name}", ""),
}


@pytest.fixture
def broken(db, floor):
    """A ledger of five events whose guards are off; call it with SQL to hear what is found."""
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
        post_moves(session, floor, ("MUG", "", "A-01-1", "A-01-2", 4), body={"n": 1})
        made = capture(floor, "hold", {"n": 2})
        turn, changes = ledger.take_turn(session, made), ledger.Changes()
        key = (floor.places["A-01-2"], floor.items["MUG"], floor.lots["MUG", ""])
        ledger.hold(session, changes, key, 1, reason="test", event_id=made.id)
        ledger.post(session, turn, made, subject="test:1", changes=changes, answer={"said": "ok"})
        build_order(session, floor, ("MUG", 2))
        build_lot(session, floor, "CAM", "S-1", serial=True)
        stock(session, floor, "CAM", "A-01-1", 1, lot="S-1")
    with db.read() as session:
        assert queries.verify(session) == []
    db.broken_on_purpose = True
    take_guards_off(db)

    def break_it(*statements):
        with db.command() as session:
            for statement in statements:
                session.execute(text(statement), floor.places)
        with db.read() as session:
            return [found for found in queries.verify(session) if found.rule != GUARDED]

    return break_it


def take_guards_off(db):
    if db.engine.dialect.name == "sqlite":
        with db.command() as session:
            for table in ("ledger_event", "stock_move"):
                for verb in ("update", "delete"):
                    session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
            session.execute(text("DROP INDEX uq_balance_serial_in_one_place"))
        db.engine.dispose()
        for statement in ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"):
            from_now_on(db, statement)
        return
    with db.command() as session:
        for table in ("ledger_event", "stock_move", "balance"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        session.execute(text("DROP INDEX uq_balance_serial_in_one_place"))


def from_now_on(db, statement):
    """Say something on every connection that this database opens."""
    event.listen(db.engine, "connect", lambda connection, _: connection.execute(statement))


def rules(findings):
    return {finding.rule for finding in findings}


@pytest.mark.parametrize("table", ["ledger_event", "stock_move", "far_event", "far_move"])
def test_a_guard_that_does_not_stand_any_more_is_named(db, table):
    db.broken_on_purpose = True
    dialect = db.engine.dialect.name
    name = f"{table}_no_{'delete' if dialect == 'sqlite' else 'truncate'}"
    with db.command() as session:
        for statement in filter(None, DISARM[dialect]):
            session.execute(text(statement.format(table=table, name=name)))
    with db.read() as session:
        (finding,) = queries.verify(session)
    assert finding == Finding(GUARDED, f"the trigger {name} does not stand")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_guards_whose_function_was_made_to_refuse_nothing_are_named(floor, db):
    db.broken_on_purpose = True
    with db.command() as session:
        session.execute(
            text(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RETURN NEW; END $$"
            )
        )
    with db.read() as session:
        assert rules(queries.verify(session)) == {GUARDED}


@pytest.mark.parametrize(
    "change",
    [
        "body = '{}'",
        'answer = \'{"said":"no"}\'',
        "kind = 'other'",
        "subject = 'test:2'",
        "outcome = 'rejected'",
        "user_id = (SELECT min(id) FROM app_user)",
        "device_id = 'device-9'",
        "clock_offset_ms = 5",
        "captured_at = '2026-03-02 12:00:01+00:00'",
        "received_at = '2026-03-02 11:00:00+00:00'",
        "reverses = (SELECT id FROM ledger_event WHERE pos = 1)",
    ],
)
def test_a_changed_event_is_named(broken, db, change):
    if db.engine.dialect.name == "sqlite":
        change = change.replace("+00:00", ".000000")
    findings = broken(f"UPDATE ledger_event SET {change} WHERE pos = 3")
    assert rules(findings) == {CHANGED}
    assert all("at position 3 of site" in finding.what for finding in findings)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("quantity = 3", {CHANGED, ADDED_UP}),
        ("to_id = from_id + 2", {CHANGED, ADDED_UP}),
        ("pos = 1", {CHANGED}),
    ],
)
def test_a_changed_move_is_named(broken, change, found):
    findings = broken(f"UPDATE stock_move SET {change} WHERE pos = 2")
    assert rules(findings) == found
    assert any("at position 2 of site" in finding.what for finding in findings)


def test_an_added_move_is_named(broken):
    findings = broken(
        "INSERT INTO stock_move (event_id, pos, item_id, lot_id, from_id, to_id, quantity)"
        " SELECT event_id, pos, item_id, lot_id, from_id, to_id, 1 FROM stock_move WHERE pos = 2"
    )
    assert rules(findings) == {CHANGED, ADDED_UP}


def test_a_removed_move_is_named(broken):
    findings = broken("DELETE FROM stock_move WHERE pos = 2")
    assert rules(findings) == {CHANGED, ADDED_UP}


def test_a_removed_event_leaves_a_gap(broken):
    findings = broken("DELETE FROM ledger_event WHERE pos = 4")
    assert {"positions have no gap", "the chain is whole"} <= rules(findings)
    assert any("position 5" in f.what and "follows position 3" in f.what for f in findings)


def test_a_removed_last_event_is_missed_by_the_head(broken):
    findings = broken("DELETE FROM ledger_event WHERE pos = 5")
    assert "the head ends the chain" in rules(findings)


def test_all_events_removed_are_missed_by_the_head(broken):
    findings = broken("DELETE FROM ledger_event", "DELETE FROM stock_move", "DELETE FROM balance")
    assert "the head ends the chain" in rules(findings)


def test_a_position_that_was_passed_over_is_a_gap(broken):
    findings = broken("UPDATE ledger_event SET pos = 7 WHERE pos = 5")
    assert "positions have no gap" in rules(findings)


def test_two_events_that_changed_places_break_the_chain(broken):
    findings = broken(
        "UPDATE ledger_event SET pos = 99 WHERE pos = 3",
        "UPDATE ledger_event SET pos = 3 WHERE pos = 4",
        "UPDATE ledger_event SET pos = 4 WHERE pos = 99",
    )
    assert "the chain is whole" in rules(findings)


def test_swapped_hashes_break_the_chain(broken):
    findings = broken(
        "UPDATE ledger_event SET hash = (SELECT e.hash FROM ledger_event e"
        " WHERE e.pos = 5 - ledger_event.pos) WHERE pos IN (2, 3)"
    )
    assert {"the chain is whole", CHANGED} <= rules(findings)


@pytest.mark.parametrize("change", ["pos = pos + 1", "hash = 'f00'", "pos = pos - 1"])
def test_a_moved_head_is_named(broken, change):
    findings = broken(f"UPDATE ledger_head SET {change}")
    assert rules(findings) == {"the head ends the chain"}


def test_moves_of_a_refused_event_are_named(broken):
    findings = broken("UPDATE ledger_event SET outcome = 'rejected' WHERE pos = 2")
    assert rules(findings) == {CHANGED, "a refused event has no moves"}


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("on_hand", ADDED_UP),
        ("allocated", "allocated units are those of the open allocations"),
        ("held", "held units are those of the open holds"),
    ],
)
def test_a_changed_balance_is_named_with_both_figures(broken, floor, column, rule):
    place = floor.places["A-01-2"]
    findings = broken(f"UPDATE balance SET {column} = {column} + 5 WHERE place_id = {place}")
    assert rules(findings) == {rule}
    assert f"place {place}" in findings[0].what
    assert "shows" in findings[0].what


def test_a_balance_without_any_move_is_named(broken, floor):
    findings = broken(
        "INSERT INTO balance (place_id, item_id, lot_id, is_serial, on_hand, allocated, held)"
        f" SELECT {floor.places['A-02-1']}, item_id, lot_id, is_serial, 2, 0, 0 FROM balance"
        f" WHERE place_id = {floor.places['A-01-2']}"
    )
    assert rules(findings) == {ADDED_UP}


def test_a_removed_balance_is_named(broken, floor):
    findings = broken(f"DELETE FROM balance WHERE place_id = {floor.places['A-01-2']}")
    assert ADDED_UP in rules(findings)


def test_an_allocation_that_nobody_balanced_is_named(broken):
    findings = broken("UPDATE allocation SET released = 1")
    assert rules(findings) == {"allocated units are those of the open allocations"}


def test_a_hold_that_nobody_balanced_is_named(broken):
    findings = broken("UPDATE hold SET lifted_by = placed_by")
    assert rules(findings) == {"held units are those of the open holds"}


def test_a_place_below_zero_is_named(broken, floor):
    findings = broken(
        "UPDATE stock_move SET quantity = 11 WHERE pos = 2",
    )
    assert "no real place is below zero" in rules(findings)


@pytest.mark.parametrize("mark", ["true", "false"])
def test_a_serial_in_two_places_is_named_whatever_its_balance_calls_it(broken, floor, mark):
    serial, place = floor.lots["CAM", "S-1"], floor.places["A-02-1"]
    findings = broken(
        "INSERT INTO balance (place_id, item_id, lot_id, is_serial, on_hand, allocated, held)"
        f" SELECT {place}, item_id, lot_id, {mark}, 1, 0, 0 FROM balance WHERE lot_id = {serial}"
    )
    assert "a serial is in one place" in rules(findings)
    assert any(f.what == f"serial {serial}" for f in findings)


def test_a_row_that_points_nowhere_is_named_on_sqlite(broken, db):
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL has no way to write such a row without being its superuser
    findings = broken("UPDATE pick_task SET order_id = 999", "DELETE FROM order_line")
    assert "foreign keys hold" in rules(findings)
    assert any("allocation" in f.what and "order_line" in f.what for f in findings)


def test_the_progress_counts_every_event_once(db, floor):
    with db.command() as session:
        for _ in range(3):
            stock(session, floor, "MUG", "A-01-1", 1)
    ticks = []
    with db.read() as session:
        assert queries.verify(session, tick=ticks.append) == []
        assert sum(ticks) == queries.count_events(session) == 3
