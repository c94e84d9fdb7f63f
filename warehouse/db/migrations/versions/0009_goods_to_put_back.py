"""Tasks to put goods back."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "put_back_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("container_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("for_user_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at_container", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'claimed', 'paused', 'done', 'cancelled')",
            name=op.f("ck_put_back_task_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["ledger_event.id"],
            name=op.f("fk_put_back_task_asked_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["container_id"], ["place.id"], name=op.f("fk_put_back_task_container_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_user_id"], ["app_user.id"], name=op.f("fk_put_back_task_for_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_put_back_task_order_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_put_back_task_site_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_put_back_task_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_back_task")),
    )
    op.create_index("ix_put_back_task_asked_by", "put_back_task", ["asked_by"], unique=False)
    op.create_index("ix_put_back_task_order_id", "put_back_task", ["order_id"], unique=False)
    op.create_index(
        "ix_put_back_task_site_id_state", "put_back_task", ["site_id", "state"], unique=False
    )
    op.create_table(
        "put_back_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("put", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("lot_seen", sa.Boolean(), nullable=False),
        sa.Column("in_hand", sa.Integer(), nullable=False),
        sa.CheckConstraint("wanted > 0", name=op.f("ck_put_back_line_wanted_positive")),
        sa.CheckConstraint(
            "put >= 0 AND missing >= 0 AND in_hand >= 0 AND put + missing + in_hand <= wanted",
            name=op.f("ck_put_back_line_parts_within_wanted"),
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_put_back_line_allocation_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_put_back_line_item_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_put_back_line_lot_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_put_back_line_place_id")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["put_back_task.id"], name=op.f("fk_put_back_line_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_back_line")),
    )
    op.create_index(
        "ix_put_back_line_task_id_sequence", "put_back_line", ["task_id", "sequence"], unique=False
    )
