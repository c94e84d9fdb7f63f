"""Carton types, limits of packing, what packers chose instead, photos of open cartons."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carton_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("tare_g", sa.Integer(), nullable=False),
        sa.Column("most_g", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "length_mm > 0 AND width_mm > 0 AND height_mm > 0",
            name=op.f("ck_carton_type_has_room"),
        ),
        sa.CheckConstraint(
            "tare_g >= 0 AND most_g > tare_g", name=op.f("ck_carton_type_carries_something")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_carton_type_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carton_type")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_carton_type_site_id_code")),
    )
    op.create_table(
        "packing_rule",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("tolerance_g", sa.Integer(), nullable=False),
        sa.Column("tolerance_percent", sa.Integer(), nullable=False),
        sa.Column("fill_percent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_packing_rule_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_packing_rule")),
    )
    op.create_table(
        "carton_habit",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("contents", sa.String(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_carton_habit_site_id")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["carton_type.id"], name=op.f("fk_carton_habit_type_id")
        ),
        sa.PrimaryKeyConstraint("site_id", "contents", name=op.f("pk_carton_habit")),
    )
    op.create_table(
        "carton_photo",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["place_id"], ["carton.place_id"], name=op.f("fk_carton_photo_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["app_user.id"], name=op.f("fk_carton_photo_taken_by")
        ),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_carton_photo")),
    )
    with op.batch_alter_table("carton") as carton:
        carton.add_column(sa.Column("type_id", sa.Integer(), nullable=True))
        carton.create_foreign_key(op.f("fk_carton_type_id"), "carton_type", ["type_id"], ["id"])
