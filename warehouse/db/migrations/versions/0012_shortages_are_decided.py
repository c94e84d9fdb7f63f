"""Who decided a shortage, and what the channels are to be told of it."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shortage", sa.Column("decided_by", sa.Integer(), nullable=True))
    op.create_table(
        "channel_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["channel_file.id"], name=op.f("fk_channel_notice_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_channel_notice_order_line_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_channel_notice_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_notice")),
    )
    op.create_index("ix_channel_notice_site_id_file_id", "channel_notice", ["site_id", "file_id"])
