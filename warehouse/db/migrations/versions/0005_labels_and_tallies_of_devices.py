"""Labels of posted events, and how a device's way of sending is judged."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_tally",
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("replays", sa.Integer(), nullable=False),
        sa.Column("epochs", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_tally")),
    )
    op.create_table(
        "floor_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["ledger_event.id"],
            name=op.f("fk_floor_label_event_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_floor_label_site_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_floor_label_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_label")),
    )
    op.create_index("ix_floor_label_site_id_id", "floor_label", ["site_id", "id"], unique=False)
