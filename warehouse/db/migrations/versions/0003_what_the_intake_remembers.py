"""Holes in devices' numbers, and cases for the supervisor."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sequence_gap",
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("device_epoch", sa.Integer(), nullable=False),
        sa.Column("after_seq", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("passed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint(
            "device_id", "device_epoch", "after_seq", name=op.f("pk_sequence_gap")
        ),
    )
    op.create_table(
        "floor_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_floor_case_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["ledger_event.id"],
            name=op.f("fk_floor_case_event_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_floor_case_site_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_floor_case_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_case")),
        sa.UniqueConstraint("event_id", name=op.f("uq_floor_case_event_id")),
    )
    op.create_index(
        "ix_floor_case_site_id_decided_at", "floor_case", ["site_id", "decided_at"], unique=False
    )
