"""Years of work in seconds: a ledger of so many events, chained and balanced like a real one."""

from datetime import timedelta

from sqlalchemy import insert, text

from tests.support.builders import capture
from warehouse.db.base import table_of
from warehouse.kernel import clock
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import service as ledger
from warehouse.ledger.models import LedgerEvent, LedgerHead, Move
from warehouse.ledger.rules import (
    POSTED,
    Capture,
    Transfer,
    body_fingerprint,
    canonical,
    chained_hash,
)

KIND = "pick.scan"
ROWS_A_LOAD = 20_000
EVENT_COLUMNS = [column.name for column in table_of(LedgerEvent).c]
MOVE_COLUMNS = ["event_id", "pos", "item_id", "lot_id", "from_id", "to_id", "quantity"]
BALANCE = (
    "INSERT INTO balance (place_id, item_id, lot_id, is_serial, on_hand, allocated, held)"
    " VALUES (:place, :item, :lot, false, :units, 0, 0) ON CONFLICT (place_id, item_id, lot_id)"
    " DO UPDATE SET on_hand = balance.on_hand + excluded.on_hand"
)


def fill(database, work, events):
    """Add events of one move each: every bin receives a unit, and gives it away again.

    The rows go in by the databases' own bulk ways, past the ledger's service but not past its
    rules: `verify` reads the same chain and the same sums.
    """
    with database.command() as session:
        turn = ledger.take_turn(session, capture(work.floor))
        connection = session.connection()
        load = _copy if connection.dialect.name == "postgresql" else _insert
        if connection.dialect.name == "postgresql":
            # The foreign keys of a million known rows need no look each.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        user = next(iter(work.floor.users.values()))
        made, moved = [], []
        for n in range(events):
            event, transfer = _event(work, user, turn, n)
            turn.pos, turn.hash = event["pos"], event["hash"]
            made.append(event)
            moved.append(_move(event, transfer))
            if len(made) == ROWS_A_LOAD or n == events - 1:
                load(connection, table_of(LedgerEvent), EVENT_COLUMNS, made)
                load(connection, table_of(Move), MOVE_COLUMNS, moved)
                made, moved = [], []
        head = table_of(LedgerHead)
        session.execute(
            head.update().where(head.c.site_id == turn.site_id)
            .values(pos=turn.pos, hash=turn.hash)
        )  # fmt: skip
        _balance(connection, work, events)


def _event(work, user, turn, n):
    place, item, lot = work.bins[n % len(work.bins)]
    comes = (n // len(work.bins)) % 2 == 0
    other = work.floor.places["supplier" if comes else "customer"]
    transfer = Transfer(item, lot, other, place, 1)
    if not comes:
        transfer = transfer.back()
    at = clock.now() - timedelta(days=1)
    made = Capture(
        id=new_event_id(), site_id=turn.site_id, kind=KIND, received_at=at, captured_at=at,
        body={"code": f"T-{n // 10:06}", "line": n, "task": n // 10}, user_id=user,
        device_id="a handheld",
    )  # fmt: skip
    body = canonical(made.body)
    told = canonical(
        {"sentence": f"Enamel mug, 300 ml, no. {item}", "signal": "accepted",
         "title": f"1 in T-{n // 10:06}", "undo": {"line": n, "units": 1}}
    )  # fmt: skip
    links = {
        "pos": turn.pos + 1, "subject": f"history:{n // 10}", "outcome": POSTED,
        "body_sha256": body_fingerprint(KIND, body), "answer": told, "reverses": None,
    }  # fmt: skip
    link = chained_hash(turn.hash, capture=made, moves=[transfer], **links)
    columns = {name: getattr(made, name) for name in EVENT_COLUMNS if hasattr(made, name)}
    return columns | links | {"body": body, "prev_hash": turn.hash, "hash": link}, transfer


def _move(event, transfer):
    return {
        "event_id": event["id"], "pos": event["pos"], "item_id": transfer.item_id,
        "lot_id": transfer.lot_id, "from_id": transfer.from_id, "to_id": transfer.to_id,
        "quantity": transfer.quantity,
    }  # fmt: skip


def _insert(connection, table, _columns, rows):
    connection.execute(insert(table).inline(), rows)


def _copy(connection, table, columns, rows):
    with connection.connection.cursor().copy(
        f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    ) as copy:
        for row in rows:
            copy.write_row([row[name] for name in columns])


def _balance(connection, work, events):
    """What the bins have in the end: those whose last event was an arrival have its unit."""
    bins = len(work.bins)
    for n, (place, item, lot) in enumerate(work.bins):
        happened = (events - n + bins - 1) // bins if events > n else 0
        units = happened % 2
        if happened:
            connection.execute(
                text(BALANCE), {"place": place, "item": item, "lot": lot, "units": units}
            )
