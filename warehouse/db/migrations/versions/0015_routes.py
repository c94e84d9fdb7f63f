"""Plans of floors, and how far a trip is."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "floor_plan",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_floor_plan_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_floor_plan")),
    )
    op.add_column("pick_task", sa.Column("route_cm", sa.Integer(), nullable=True))
