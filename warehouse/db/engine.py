"""Engines for SQLite and PostgreSQL, set up so that no commit is lost and no lock is unfair.

The facts behind each pragma are in docs/decisions/0002-databases.md.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.pool import PoolProxiedConnection

log = logging.getLogger("warehouse.db")

# SQLite 3.7.0 to 3.51.2 can lose commits when a WAL reset races; WAL needs a newer library.
FIRST_SAFE_WAL = (3, 51, 3)

_BEGINS = "begins"

# A primary whose machine is gone says nothing more: after these seconds the connection is given
# up, and the next one looks for the new primary. A URL that says otherwise is followed.
PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

PRAGMAS = {
    "synchronous": 2,  # FULL: what was acknowledged is on the disk
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "recursive_triggers": 1,  # else INSERT OR REPLACE slips past the DELETE triggers
    "cache_size": -65_536,
}


def make_engine(database_url: str) -> Engine:
    """Open the database that the URL names; made anew in each process, after forking."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=8,
        max_overflow=24,
        pool_use_lifo=True,  # few connections do the work, and theirs are the prepared statements
        pool_pre_ping=False,  # a dead connection fails its first statement, and the unit retries
        isolation_level="READ COMMITTED",  # said with BEGIN, which every pooler understands
        connect_args={name: value for name, value in PATIENCE.items() if name not in url.query},
    )


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        module=sqlite,
        pool_size=8,
        max_overflow=64,
        pool_use_lifo=True,  # the connection used last has the warmest cache
        connect_args={"check_same_thread": False},
    )
    journal = "wal" if sqlite.sqlite_version_info >= FIRST_SAFE_WAL else "delete"
    if journal == "delete":
        log.warning(
            "SQLite %s can lose commits in WAL mode: using the slower rollback journal.",
            sqlite.sqlite_version,
        )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see `begin`
        found = connection.execute(f"PRAGMA journal_mode={journal}").fetchone()[0]
        in_memory = found == "memory"
        assert in_memory or found == journal, f"journal_mode is {found}, wanted {journal}"
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
            (kept,) = connection.execute(f"PRAGMA {name}").fetchone()
            assert kept == value, f"PRAGMA {name} is {kept}, wanted {value}"

    def begin(connection: PoolProxiedConnection) -> None:
        words = connection.info.get(_BEGINS, "BEGIN")
        if words:
            connection.execute(words)  # the driver's own way

    # Not the event: with a listener on the engine, every statement looks for more of them.
    engine.dialect.do_begin = begin  # type: ignore[method-assign,assignment]
    return engine


@contextlib.contextmanager
def connected(engine: Engine, *, begin: str = "BEGIN", **options: Any) -> Iterator[Connection]:
    """Hand out a connection.

    Args:
        begin: What opens its transactions on SQLite; "" opens none.
        options: SQLAlchemy's execution options.
    """
    with engine.connect().execution_options(**options) as connection:
        info = connection.info
        info[_BEGINS] = begin
        try:
            yield connection
        finally:
            info.pop(_BEGINS, None)


class WriteLock:
    """A fair turn at writing SQLite, shared by all threads and processes of this machine.

    SQLite's own busy wait polls and starves; a `flock` taken before BEGIN and given back after
    COMMIT queues the writers (p99 of 8 writers fell from 614 to 48 ms when this was measured).
    """

    def __init__(self, database: Path) -> None:
        """Name the lock file after the database, beside it."""
        self._path = Path(f"{database}-write.lock")

    def __enter__(self) -> Self:
        """Wait for the turn."""
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the turn back."""
        os.close(self._file)
