"""Stops that a batch makes for several orders, with what each order line has in them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pick_share",
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_pick_share_allocation_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["pick_line.id"], name=op.f("fk_pick_share_line_id")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_pick_share_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_pick_share_order_id")
        ),
        sa.PrimaryKeyConstraint("allocation_id", name=op.f("pk_pick_share")),
    )
    op.create_index("ix_pick_share_order_line_id", "pick_share", ["order_line_id"])
    op.create_index(op.f("ix_pick_share_line_id"), "pick_share", ["line_id"])
