"""The unit of work: the only opener of transactions, and the only place that commits."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from warehouse.db.engine import WriteLock, connected, make_engine

Answer = TypeVar("Answer")

# Serialization failure, deadlock, and the connection faults that a database restart causes.
PASSING_FAULTS = {"40001", "40P01", "57P01", "57P02", "57P03", "08000", "08003", "08006", "08001"}
TRIES = 6

# What a read and a glance ask of their connection. PostgreSQL's default, READ COMMITTED, sees
# anew with every statement, so a consistent view has to be asked for.
READS: dict[str, dict[str, Any]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
GLANCES: dict[str, dict[str, Any]] = {
    "sqlite": {"begin": ""},
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}


class Database:
    """One database, opened lazily so that every process has connections of its own."""

    def __init__(self, database_url: str) -> None:
        """Remember where the database is; the engine is made at once, connections on demand."""
        self.engine = make_engine(database_url)
        dialect = self.engine.dialect.name
        self._reads, self._glances = READS[dialect], GLANCES[dialect]
        # psycopg forgets its prepared statements with a ROLLBACK, and the server would plan anew.
        self._commits_reads = dialect == "postgresql"
        self._threads = threading.Lock()
        path = self.engine.url.database
        self._lock_path = Path(path) if dialect == "sqlite" and path not in (None, "") else None

    @contextlib.contextmanager
    def command(self) -> Iterator[Session]:
        """Open a transaction that may write; it commits when the block ends well.

        The connection is fetched before the turn and put away after it, as others wait for it.
        On PostgreSQL the threads of a process queue here: many who wait for one row wake each
        other in the server (p99 of 8 writers fell from 131 to 60 ms when this was measured).
        """
        turn = WriteLock(self._lock_path) if self._lock_path else self._threads
        with (
            connected(self.engine, begin="BEGIN IMMEDIATE") as connection,
            Session(connection, autoflush=True, expire_on_commit=False) as session,
            turn,
        ):
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that only reads: one consistent view, nothing kept."""
        with (
            connected(self.engine, **self._reads) as connection,
            Session(connection, autoflush=False, expire_on_commit=False) as session,
        ):
            yield session
            if self._commits_reads:
                session.commit()

    @contextlib.contextmanager
    def glance(self) -> Iterator[Session]:
        """Open no transaction at all: each SELECT sees the newest state, two may differ.

        For what every request asks, in one statement; it saves the words around a transaction,
        which on PostgreSQL are two more trips to the server.
        """
        with (
            connected(self.engine, **self._glances) as connection,
            Session(connection, autoflush=False) as session,
        ):
            yield session

    def decide(self, use_case: Callable[[Session], Answer]) -> Answer:
        """Run a use case in a command, again from the start when the database asks for it.

        Deadlocks, serialization failures, a lost connection and a unique key that someone else
        took first pass by: the use case is run anew, and it finds what the winner wrote.
        """
        for attempt in range(TRIES):
            try:
                with self.command() as session:
                    return use_case(session)
            except DBAPIError as error:
                if attempt == TRIES - 1 or not _passes(error):
                    raise
                if connection_is_gone(error):
                    time.sleep(0.05 * 2**attempt)  # the server is restarting
        raise AssertionError("the loop returns or raises")

    def dispose(self) -> None:
        """Close all connections, as before a fork or at the end of a test."""
        self.engine.dispose()


def connection_is_gone(error: DBAPIError) -> bool:
    """Tell a lost or refused connection: psycopg gives the latter no state at all."""
    refused = isinstance(error.orig, psycopg.OperationalError) and error.orig.sqlstate is None
    return error.connection_invalidated or refused


def _passes(error: DBAPIError) -> bool:
    if connection_is_gone(error):
        return True
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, IntegrityError):
        return state == "23505" or "UNIQUE constraint failed" in str(error.orig)
    return state in PASSING_FAULTS
