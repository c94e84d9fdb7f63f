"""A tote may hold the summed units of several orders, each with its place on the put wall."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A primary key cannot be changed in place on SQLite: the rows step aside for a moment.
    op.execute(
        "CREATE TABLE order_container_kept AS SELECT place_id, order_id FROM order_container"
    )
    op.drop_table("order_container")
    op.create_table(
        "order_container",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("wall_no", sa.Integer(), nullable=False),
        sa.CheckConstraint("wall_no > 0", name=op.f("ck_order_container_wall_no_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("fk_order_container_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_order_container_place_id")
        ),
        sa.PrimaryKeyConstraint("place_id", "order_id", name=op.f("pk_order_container")),
        sa.UniqueConstraint(
            "place_id", "wall_no", name=op.f("uq_order_container_place_id_wall_no")
        ),
    )
    op.create_index(
        op.f("ix_order_container_order_id"), "order_container", ["order_id"], unique=False
    )
    op.execute(
        "INSERT INTO order_container (place_id, order_id, wall_no)"
        " SELECT place_id, order_id, 1 FROM order_container_kept"
    )
    op.drop_table("order_container_kept")
