"""Copies of a whole database, taken while it works, and their way back.

SQLite is copied through its backup API, PostgreSQL by its own pg_dump: a plain file copy of a
database in use is torn.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from psycopg.conninfo import make_conninfo
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect
from sqlalchemy.engine import URL, make_url

from warehouse.db.engine import WriteLock
from warehouse.kernel.errors import Refusal


class CannotBackUp(Refusal):
    """The copy could not be made; nothing was left behind."""

    code = "cannot_back_up"
    sentence = "The database could not be backed up: {reason}"


class CannotRestore(Refusal):
    """The copy could not be brought back; the database is as it was before."""

    code = "cannot_restore"
    sentence = "{path} could not be restored: {reason} The database is as it was."


def backup(database_url: str, path: Path) -> None:
    """Write one consistent copy of the database to a new file; the warehouse may keep working.

    Raises:
        CannotBackUp: the file exists, the database does not, or a program is missing.
    """
    if path.exists():
        raise CannotBackUp(reason=f"{path} exists already; give a new name.")
    if not path.absolute().parent.is_dir():
        raise CannotBackUp(reason=f"the folder {path.absolute().parent} does not exist.")
    url = make_url(database_url)
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(_sqlite_file(url, CannotBackUp(reason="there is no database yet.")), draft)
        else:
            with _conninfo(url) as conninfo:
                _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={draft}", conninfo)
        draft.chmod(0o600)  # it holds everybody's names and orders
        draft.replace(path)
    except _Broken as broken:
        raise CannotBackUp(reason=str(broken)) from broken
    finally:
        draft.unlink(missing_ok=True)


def restore(database_url: str, path: Path) -> None:
    """Replace the whole database by a copy that `backup` wrote, or leave it as it is.

    Nobody else may be working on it: stop the warehouse first.

    Raises:
        CannotRestore: the file is no such copy or is damaged, or a program is missing.
    """
    url = make_url(database_url)
    try:
        if url.get_backend_name() == "sqlite":
            _check_sqlite(path)
            target = Path(url.database or "")
            with WriteLock(target) if target.exists() else nullcontext():
                _copy_sqlite(path, target)
        else:
            with _conninfo(url) as conninfo:
                _postgres(
                    "pg_restore",
                    "--clean",
                    "--if-exists",
                    "--no-owner",
                    "--exit-on-error",
                    "--single-transaction",
                    f"--dbname={conninfo}",
                    str(path),
                )  # fmt: skip - one option after another reads better than one a line
    except _Broken as broken:
        raise CannotRestore(path=path, reason=str(broken)) from broken


class _Broken(Exception):  # noqa: N818 - becomes the reason of a refusal
    """Why a copy failed, as the end of a sentence."""


def _sqlite_file(url: URL, missing: Refusal) -> Path:
    path = Path(url.database or "")
    if not path.is_file():
        raise missing
    return path


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy page by page in one go: readers go on, and the copy is one moment's state."""
    try:
        with closing(sqlite.connect(source)) as origin, closing(sqlite.connect(target)) as copy:
            origin.execute("PRAGMA busy_timeout=10000")
            copy.execute("PRAGMA busy_timeout=10000")
            origin.backup(copy)
    except sqlite.Error as error:
        raise _Broken(f"{error}.") from error
    if not _is_sound(target):
        raise _Broken("the copy is damaged; the disk may be full or failing.")


def _check_sqlite(path: Path) -> None:
    """Only a sound database of ours may replace one; opening read-only leaves it untouched."""
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise _Broken("it is not a backup of a SQLite database.")
    if not _is_sound(path):
        raise _Broken("it is damaged.")


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
            ours = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()
    except sqlite.Error:
        return False
    return verdict == "ok" and ours is not None


@contextmanager
def _conninfo(url: URL) -> Iterator[str]:
    """Address PostgreSQL without the password on the command line, which everybody can read."""
    with tempfile.TemporaryDirectory() as folder:
        # SQLAlchemy knows how libpq wants several hosts, and hands on what else the URL asks for.
        words = psycopg_dialect().create_connect_args(url)[1]  # type: ignore[no-untyped-call]  # SQLAlchemy has no types there
        for ours in ("context", "password"):
            words.pop(ours, None)
        if url.password:
            secret = str(url.password).replace("\\", "\\\\").replace(":", "\\:")
            file = Path(folder) / "pgpass"
            file.touch(mode=0o600)
            file.write_text(f"*:*:*:*:{secret}\n", encoding="utf-8")
            words["passfile"] = str(file)
        yield make_conninfo(**{name: str(word) for name, word in words.items()})


def _postgres(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise _Broken(f"the program {program} is missing; install PostgreSQL's client tools.")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        last = done.stderr.strip("\n").splitlines()[-1:] or ["it gave no reason"]
        raise _Broken(f"{program} says “{last[0]}”.")
