"""An item's supplier by name, so that all of theirs can be counted at once."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item", sa.Column("supplier", sa.String(), nullable=True))
