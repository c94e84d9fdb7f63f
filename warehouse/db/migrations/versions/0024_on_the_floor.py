"""Questions about emptied bins, totes that are full, trips that somebody else asks for."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "site", sa.Column("asks_if_empty", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_table(
        "pick_full_tote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["pick_task.id"], name=op.f("fk_pick_full_tote_task_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_pick_full_tote_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_full_tote")),
        sa.UniqueConstraint("task_id", "place_id", name=op.f("uq_pick_full_tote_task_id_place_id")),
    )
    op.add_column(
        "pick_line",
        sa.Column("asks_empty", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("pick_task", sa.Column("asked_by", sa.Integer(), nullable=True))
    op.add_column("pick_task", sa.Column("asked_at", UtcDateTime(), nullable=True))
    op.add_column("pick_task", sa.Column("notice", sa.String(), nullable=False, server_default=""))
