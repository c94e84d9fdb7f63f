"""One figure for all that a database says, apart from what is random for safety's sake."""

import hashlib
from uuid import UUID

from sqlalchemy import select

from warehouse.db.tables import metadata

RANDOM = {
    "app_user": {"pin_hash", "password_hash"},
    "ledger_event": {"id", "prev_hash", "hash"},
    "ledger_head": {"hash"},
    "stock_move": {"event_id"},
    "hold": {"placed_by", "lifted_by"},
}


def digests(session):
    """Table → SHA-256 over its rows, in the order of their keys."""
    return {table.name: _digest(session, table) for table in metadata().sorted_tables}


def _digest(session, table):
    hidden = RANDOM.get(table.name, set())
    columns = [column for column in table.columns if column.name not in hidden]
    order = [column for column in table.primary_key if column.name not in hidden]
    rows = session.execute(select(*columns).order_by(*(order or [table.c.site_id, table.c.pos])))
    text = "\n".join(repr(tuple(row)) for row in rows)
    assert not any(isinstance(value, UUID) for value in columns)
    return hashlib.sha256(text.encode()).hexdigest()
