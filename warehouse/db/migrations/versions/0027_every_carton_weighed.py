"""Whether cartons of the put wall and of single items are weighed, too."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "packing_rule",
        sa.Column("weighs_all", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
