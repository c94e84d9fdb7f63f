"""What a kit is picked as, and the lines of an order that a kit is taken apart into.

The new columns of the line are no foreign keys: SQLite adds none to a table that others point to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kit_component",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_kit_component_units_positive")),
        sa.CheckConstraint("kit_id <> item_id", name=op.f("ck_kit_component_of_other_items")),
        sa.ForeignKeyConstraint(["kit_id"], ["item.id"], name=op.f("fk_kit_component_kit_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_kit_component_item_id")),
        sa.PrimaryKeyConstraint("kit_id", "item_id", name=op.f("pk_kit_component")),
    )
    op.create_index("ix_kit_component_item_id", "kit_component", ["item_id"])
    op.add_column("order_line", sa.Column("kit_id", sa.Integer(), nullable=True))
    op.add_column("order_line", sa.Column("kit_line_id", sa.Integer(), nullable=True))
    op.add_column("order_line", sa.Column("units_per_kit", sa.Integer(), nullable=True))
