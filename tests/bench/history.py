"""Years of work in seconds: a ledger of so many events, chained and balanced like a real one."""

import random
from datetime import UTC, timedelta
from hashlib import sha256

from sqlalchemy import text

from tests.support.builders import capture
from warehouse.db.base import table_of
from warehouse.kernel import clock
from warehouse.ledger import service as ledger
from warehouse.ledger.models import LedgerEvent, LedgerHead, Move
from warehouse.ledger.rules import body_fingerprint

KIND = "pick.scan"
ROWS_A_LOAD = 20_000
SECONDS_APART = 10
EVENT_COLUMNS = (
    "id", "site_id", "pos", "kind", "subject", "body", "body_sha256", "prev_hash", "hash",
    "user_id", "device_id", "captured_at", "received_at", "outcome", "answer",
)  # fmt: skip
MOVE_COLUMNS = ("event_id", "pos", "item_id", "lot_id", "from_id", "to_id", "quantity")
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
        made, moved = [], []
        for n, (event, move) in enumerate(_rows(work, turn, events)):
            made.append(event)
            moved.append(move)
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


def _rows(work, turn, events):
    """Yield event and move as columns, and move the turn on.

    What is hashed is written out here, as a hundred times ten thousand captures would take hours;
    that it is what `chained_hash` hashes, a test proves by `verify`.
    """
    user, site = next(iter(work.floor.users.values())), turn.site_id
    other = {True: work.floor.places["supplier"], False: work.floor.places["customer"]}
    begun = clock.now().astimezone(UTC) - timedelta(seconds=SECONDS_APART * (events + 8_640))
    for n in range(events):
        place, item, lot = work.bins[n % len(work.bins)]
        comes = (n // len(work.bins)) % 2 == 0
        from_id, to_id = (other[comes], place) if comes else (place, other[comes])
        at = begun + timedelta(seconds=SECONDS_APART * n, microseconds=1)
        moment, event = at.isoformat(), _id_at(at)
        pos, subject, trip = turn.pos + 1, f"history:{n // 10}", f"T-{n // 10:06}"
        body = f'{{"code":"{trip}","line":{n},"task":{n // 10}}}'
        told = (
            f'{{"sentence":"Enamel mug, 300 ml, no. {item}","signal":"accepted",'
            f'"title":"1 in {trip}","undo":{{"line":{n},"units":1}}}}'
        )
        body_sha256 = body_fingerprint(KIND, body)
        escaped = told.replace('"', '\\"')
        link = sha256(
            f'["{turn.hash}",{pos},"{event}",{site},"{KIND}","{subject}","{body_sha256}",{user},'
            f'"a handheld",null,null,"{moment}",null,"{moment}","posted","{escaped}",null,'
            f"[[{item},{lot},{from_id},{to_id},1]]]".encode()
        ).hexdigest()
        yield (
            (event, site, pos, KIND, subject, body, body_sha256, turn.hash, link, user,
             "a handheld", moment, moment, "posted", told),
            (event, pos, item, lot, from_id, to_id, 1),
        )  # fmt: skip
        turn.pos, turn.hash = pos, link


def _id_at(at):
    """Return a UUIDv7 of a moment, as hex."""
    tail = random.getrandbits(74)
    low = 0x8000000000000000 | (tail & 0x3FFFFFFFFFFFFFFF)
    return f"{int(at.timestamp() * 1000):012x}7{tail >> 62:03x}{low:016x}"


def _insert(connection, table, columns, rows):
    moments = [n for n, name in enumerate(columns) if name.endswith("_at")]
    if moments:  # SQLite keeps the UTC reading without its zone, see UtcDateTime
        rows = [
            tuple(
                value.partition("+")[0].replace("T", " ") if n in moments else value
                for n, value in enumerate(row)
            )
            for row in rows
        ]
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", rows
    )


def _copy(connection, table, columns, rows):
    with connection.connection.cursor().copy(
        f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    ) as copy:
        copy.write("".join("\t".join(map(str, row)) + "\n" for row in rows))


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
