"""How each device said that it was doing when it last sent something."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "device_tally", sa.Column("release", sa.String(), server_default="", nullable=False)
    )
    op.add_column("device_tally", sa.Column("unsent", sa.Integer(), nullable=True))
    op.add_column("device_tally", sa.Column("oldest_at", UtcDateTime(), nullable=True))
    op.add_column("device_tally", sa.Column("battery_pct", sa.Integer(), nullable=True))
    op.add_column("device_tally", sa.Column("told_at", UtcDateTime(), nullable=True))
