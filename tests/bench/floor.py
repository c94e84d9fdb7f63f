"""The floor: the least that a Flask view can do to confirm a pick.

The statements of `statements.py` through the raw driver, with the durability of the product and
its turn at writing, and a constant for an answer. No rule is checked, no link of the chain is
computed, nothing is drawn.
"""

import contextlib
import fcntl
import os
import threading
from uuid import UUID

import psycopg
import pysqlite3.dbapi2 as sqlite
from flask import Flask, request
from sqlalchemy import make_url

from tests.bench import statements as sql
from warehouse.db.engine import PRAGMAS
from warehouse.kernel import clock
from warehouse.kernel.ids import fingerprint
from warehouse.picking.rules import MOST_SLOTS
from warehouse.web.guard import SESSION_COOKIE

HASH = "0" * 64
ANSWER = (
    '{"sentence":"Mug, red","signal":"accepted","title":"2 in T-00001",'
    '"undo":{"at_bin":true,"in_hand":2,"line":1,"lot_seen":false,"units":2}}'
)


class Sqlite:
    """One connection of one thread, opened as the product opens its own."""

    def __init__(self, database_url):
        path = make_url(database_url).database
        self.lock_path = f"{path}-write.lock"
        self.connection = sqlite.connect(path, check_same_thread=False)
        self.connection.isolation_level = None
        self.connection.execute("PRAGMA journal_mode=wal")
        for name, value in PRAGMAS.items():
            self.connection.execute(f"PRAGMA {name}={value}")
        self.run = self.connection.execute

    @contextlib.contextmanager
    def command(self):
        turn = os.open(self.lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(turn, fcntl.LOCK_EX)
        self.run("BEGIN IMMEDIATE")
        yield self.run
        self.run("COMMIT")
        os.close(turn)

    def id_of(self, text):
        return UUID(text).hex

    def moment(self, now):
        return now.replace(tzinfo=None).isoformat(" ")


class Postgres:
    """One connection of one thread; the driver prepares what is said again and again."""

    def __init__(self, database_url):
        dsn = make_url(database_url).set(drivername="postgresql")
        self.connection = psycopg.connect(
            dsn.render_as_string(hide_password=False), autocommit=True
        )
        self.run = self.connection.cursor().execute

    @contextlib.contextmanager
    def command(self):
        self.run("BEGIN")
        yield self.run
        self.run("COMMIT")

    def id_of(self, text):
        return UUID(text)

    def moment(self, now):
        return now


def make_floor(database_url):
    """Make the Flask app that stands in for the product."""
    app = Flask("floor")
    dialect = make_url(database_url).get_backend_name()
    opened = {"sqlite": Sqlite, "postgresql": Postgres}[dialect]
    names = [name for name in dir(sql) if name.isupper() and isinstance(getattr(sql, name), str)]
    say = {name: sql.spelled(getattr(sql, name), dialect) for name in names if name[0] != "_"}
    threads = threading.local()

    @app.post("/act")
    def act():
        if not hasattr(threads, "database"):
            threads.database = opened(database_url)
        database, form = threads.database, request.form
        token_hash = fingerprint(request.cookies[SESSION_COOKIE])
        (actor,) = database.run(say["ACTOR"], {"token_hash": token_hash}).fetchall()
        with database.command() as run:
            confirm(run, say, database, form, actor)
        asked = {
            "task": int(form["task"]),
            "site": actor[2],
            "one": 1,
            "zero": 0,
            "two": 2,
            "cancelled": "cancelled",
            "no_slot": MOST_SLOTS + 1,
        }
        database.run(say["INSTRUCTION"], asked).fetchall()
        return '<div data-signal="accepted"></div>'

    return app


def confirm(run, say, database, form, actor):
    """Write one pick with the values of the right rows."""
    user, site, device = actor[0], actor[2], actor[6]
    event, task, line = database.id_of(form["event_id"]), int(form["task"]), int(form["line"])
    now = database.moment(clock.now())
    asked = {"event": event, "site": site, "device": device, "epoch": None}
    (head,) = run(say["TAKE_TURN"], asked).fetchall()
    asked = {"task": task, "site": site, "line": line, "zero": 0, "one": 1, "empty": ""}
    (at,) = run(say["TRIP_AND_STOP"], asked).fetchall()
    tote, allocation, units = at[7], at[13], at[34]
    place, item, lot = at[21], at[23], at[27]
    run(say["TAKE"], {"units": units, "allocation": allocation})
    run(
        say["PROGRESS"],
        {"picked": at[30] + units, "short": at[31], "at_bin": True, "lot_seen": False,
         "in_hand": 0, "asks_empty": False, "line": line},
    )  # fmt: skip
    pos = head[0] + 1
    run(say["MOVE_HEAD"], {"pos": pos, "hash": HASH, "site": site})
    body = f'{{"code":"{form["code"]}","line":{line},"task":{task}}}'
    run(
        say["ADD_EVENT"],
        {"event": event, "site": site, "pos": pos, "kind": form["kind"],
         "subject": f"pick_task:{task}", "body": body, "body_sha256": HASH, "prev_hash": head[1],
         "hash": HASH, "user": user, "device": device, "epoch": None, "seq": None,
         "captured_at": now, "offset_ms": None, "received_at": now, "outcome": "posted",
         "answer": ANSWER, "reverses": None},
    )  # fmt: skip
    run(
        say["ADD_MOVE"],
        {"event": event, "pos": pos, "item": item, "lot": lot, "from_place": place,
         "to_place": tote, "units": units},
    )  # fmt: skip
    run(
        say["BALANCES"],
        {"p0": place, "i0": item, "l0": lot, "h0": -units, "a0": -units, "r0": 0,
         "p1": tote, "i1": item, "l1": lot, "h1": units, "a1": 0, "r1": 0},
    )  # fmt: skip
