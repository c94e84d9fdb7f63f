"""Triggers that keep events and moves as they were written."""

FROZEN_TABLES = ("ledger_event", "stock_move")


def frozen_triggers(dialect: str) -> dict[str, list[str]]:
    """Return trigger name → statements that refuse UPDATE and DELETE on the ledger's rows."""
    if dialect == "sqlite":
        return {
            f"{table}_no_{verb.lower()}": [
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            ]
            for table in FROZEN_TABLES
            for verb in ("UPDATE", "DELETE")
        }
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    triggers = {
        f"{table}_no_change": [
            function,
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        ]
        for table in FROZEN_TABLES
    }
    triggers |= {
        f"{table}_no_truncate": [
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
        for table in FROZEN_TABLES
    }
    return triggers
