"""Several orders on one cart, and orders picked zone by zone.

The new columns are no foreign keys: SQLite adds none to a table that others point to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("method", sa.String(), nullable=False, server_default="single"),
        sa.Column("zone_id", sa.Integer(), nullable=True),
    ):
        op.add_column("pick_task", column)
    op.execute("UPDATE pick_task SET lead_id = id")
    op.create_index("ix_pick_task_lead_id", "pick_task", ["lead_id"])
