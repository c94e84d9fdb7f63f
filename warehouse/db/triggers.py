"""Triggers that keep events and moves as they were written."""

FROZEN_TABLES = ("ledger_event", "stock_move")

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


def frozen_statements(dialect: str) -> list[str]:
    """Return the statements that make the database refuse to change or drop ledger rows."""
    if dialect == "sqlite":
        return [
            _SQLITE.format(table=table, verb=verb, low=verb.lower())
            for table in FROZEN_TABLES
            for verb in ("UPDATE", "DELETE")
        ]
    rows = [form.format(table=table) for table in FROZEN_TABLES for form in (_ROWS, _WHOLE)]
    return [_REFUSE, *rows]
