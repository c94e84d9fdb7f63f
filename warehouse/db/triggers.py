"""Triggers that keep events and moves as they were written, here and at a central ledger."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

FROZEN_TABLES = ("ledger_event", "stock_move")
ALL_FROZEN_TABLES = (*FROZEN_TABLES, "far_event", "far_move")

_SQLITE = (
    "CREATE TRIGGER {table}_no_{low} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
)
_REFUSE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)
_ROWS = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
)
_WHOLE = (
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
)


# What stands there, as far as it refuses anything: PostgreSQL can switch a trigger off or have
# it call another function, and SQLite keeps the words it was made with.
_STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    ),
}
_REFUSES = {"sqlite": "RAISE(ABORT", "postgresql": "BEGIN RAISE EXCEPTION"}


def frozen_statements(dialect: str, tables: tuple[str, ...] = FROZEN_TABLES) -> list[str]:
    """Return the statements that make the database refuse to change or drop rows of tables."""
    if dialect == "sqlite":
        return [
            _SQLITE.format(table=table, verb=verb, low=verb.lower())
            for table in tables
            for verb in ("UPDATE", "DELETE")
        ]
    rows = [form.format(table=table) for table in tables for form in (_ROWS, _WHOLE)]
    return [_REFUSE, *rows]


def missing_guards(session: Session) -> list[str]:
    """Name the triggers of frozen tables that are gone, switched off or made to refuse nothing."""
    dialect = session.get_bind().dialect.name
    ends = ("update", "delete") if dialect == "sqlite" else ("change", "truncate")
    standing = {
        name
        for name, words in session.execute(text(_STANDING[dialect]))
        if _REFUSES[dialect] in words
    }
    wanted = [f"{table}_no_{end}" for table in ALL_FROZEN_TABLES for end in ends]
    return [name for name in wanted if name not in standing]
