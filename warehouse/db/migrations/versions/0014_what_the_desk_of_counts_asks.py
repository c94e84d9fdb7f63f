"""Indexes for the desk of counts: open variances by age and by item, refusals by position."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")
REFUSED = sa.text("outcome = 'rejected'")


def upgrade() -> None:
    op.create_index(
        "ix_count_result_by_age",
        "count_result",
        ["site_id", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_count_result_of_item",
        "count_result",
        ["item_id", "lot_code"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_ledger_event_refused",
        "ledger_event",
        ["site_id", "pos"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )
