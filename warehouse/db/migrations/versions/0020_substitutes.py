"""Another item in the place of one that is missing, where the customer's terms allow it.

The new column of the line is no foreign key: SQLite adds none to a table that others point to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("order_line", sa.Column("replaces_id", sa.Integer(), nullable=True))
    op.add_column(
        "customer_terms",
        sa.Column("takes_substitutes", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
