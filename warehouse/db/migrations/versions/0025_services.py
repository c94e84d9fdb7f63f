"""What carriers' services allow of cartons."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrier_service",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("is_one_carton", sa.Boolean(), nullable=False),
        sa.Column("longest_mm", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_carrier_service_site_id")),
        sa.PrimaryKeyConstraint("site_id", "word", name=op.f("pk_carrier_service")),
    )
