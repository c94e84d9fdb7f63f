"""Rules of how stock is given, and customers' terms."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allocation_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("zone_id", sa.Integer(), nullable=True),
        sa.Column("rotation", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("reserve", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "item_id IS NULL OR zone_id IS NULL", name=op.f("ck_allocation_rule_one_subject")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_allocation_rule_item_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_allocation_rule_site_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_allocation_rule_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_rule")),
    )
    for name, columns, condition in (
        ("uq_allocation_rule_site", ["site_id"], "item_id IS NULL AND zone_id IS NULL"),
        ("uq_allocation_rule_item", ["site_id", "item_id"], "item_id IS NOT NULL"),
        ("uq_allocation_rule_zone", ["site_id", "zone_id"], "zone_id IS NOT NULL"),
    ):
        op.create_index(
            name,
            "allocation_rule",
            columns,
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
    op.create_table(
        "customer_terms",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient_name", sa.String(), nullable=False),
        sa.Column("minimum_shelf_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_customer_terms_site_id")),
        sa.PrimaryKeyConstraint(
            "site_id", "channel", "recipient_name", name=op.f("pk_customer_terms")
        ),
    )
