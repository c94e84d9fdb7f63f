"""Bringing a database to the newest form."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from warehouse.db.engine import connected, make_engine

ADVISORY_LOCK = 7_345_110  # any number, as long as nobody else uses it


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Apply the migrations that the database lacks; several processes may try at once."""
    engine = make_engine(database_url)
    config = _config()
    try:
        with connected(engine, begin="BEGIN IMMEDIATE") as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


def is_current(database_url: str) -> bool:
    """Tell whether the database has every migration."""
    engine = make_engine(database_url)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return found == ScriptDirectory.from_config(_config()).get_current_head()
