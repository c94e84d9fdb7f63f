"""A role of PostgreSQL that does the floor's work and can change nothing that was written."""

from __future__ import annotations

from sqlalchemy import Connection, text

from warehouse.db.engine import connected, make_engine
from warehouse.db.triggers import ALL_FROZEN_TABLES
from warehouse.kernel.errors import Refusal

_STATEMENTS = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    f"REVOKE UPDATE, DELETE ON {', '.join(ALL_FROZEN_TABLES)} FROM {{role}}",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
)
_ABOVE_RIGHTS = (
    "SELECT rolsuper OR EXISTS (SELECT 1 FROM pg_class WHERE relname = 'ledger_event'"
    " AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')) FROM pg_roles WHERE rolname = :role"
)


class CannotGrant(Refusal):
    """The role was given nothing."""

    code = "cannot_grant"
    sentence = "The role {role} was given nothing: {reason}"


def grant(database_url: str, role: str) -> None:
    """Give a role what the warehouse does every day, all at once or nothing.

    It may read everything, and write everything but this: events and moves, here and of far
    sites, are added and never changed or removed; the form of the database is its owner's.

    Raises:
        CannotGrant: the database has no roles, this one is not there, or rights would not bind it.
    """
    engine = make_engine(database_url)
    try:
        if engine.dialect.name != "postgresql":
            raise CannotGrant(role=role, reason="SQLite has no roles; guard the file instead.")
        with connected(engine) as connection, connection.begin():
            _check(connection, role)
            name = engine.dialect.identifier_preparer.quote_identifier(role)
            for statement in _STATEMENTS:
                connection.execute(text(statement.format(role=name)))
    finally:
        engine.dispose()


def _check(connection: Connection, role: str) -> None:
    is_above = connection.execute(text(_ABOVE_RIGHTS), {"role": role}).scalar_one_or_none()
    if is_above is None:
        raise CannotGrant(role=role, reason="the server knows no such role; CREATE ROLE makes it.")
    if is_above:
        raise CannotGrant(
            role=role,
            reason="it is a superuser or owns the tables, so that nothing can be kept from it.",
        )
