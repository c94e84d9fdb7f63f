"""Planning counts: settings, records with their past, days with their lines; stock-takes, sheets."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CONTROL = sa.text("why = 'control'")


def fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "count_plan_setting",
        sa.Column("site_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in (
                "minutes_a_day",
                "flagged_percent",
                "control_percent",
                "coverage_percent",
                "days_a",
                "days_b",
                "days_c",
                "bin_seconds",
                "record_seconds",
            )
        ),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("sets_classes", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "hour IS NULL OR (hour >= 0 AND hour <= 23)",
            name=op.f("ck_count_plan_setting_hour_of_a_day"),
        ),
        sa.CheckConstraint(
            "flagged_percent + control_percent + coverage_percent <= 100",
            name=op.f("ck_count_plan_setting_shares_of_a_day"),
        ),
        fk("count_plan_setting", "site_id", "site"),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_count_plan_setting")),
    )
    op.create_table(
        "count_record",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("past_moves", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("picks_a_day", sa.Double(), nullable=False),
        sa.Column("units_a_day", sa.Double(), nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        fk("count_record", "place_id", "place"),
        fk("count_record", "item_id", "item"),
        fk("count_record", "lot_id", "lot"),
        fk("count_record", "site_id", "site"),
        sa.PrimaryKeyConstraint("place_id", "item_id", "lot_id", name=op.f("pk_count_record")),
    )
    op.create_index("ix_count_record_site_id", "count_record", ["site_id"])
    op.create_table(
        "count_digest",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        fk("count_digest", "site_id", "site"),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_count_digest")),
    )
    op.create_table(
        "count_day",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("bins", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("waiting_seconds", sa.Integer(), nullable=False),
        sa.Column("control", sa.Integer(), nullable=False),
        sa.Column("stretch_percent", sa.Integer(), nullable=False),
        sa.Column("missing_a_day", sa.Integer(), nullable=False),
        fk("count_day", "site_id", "site"),
        fk("count_day", "planned_by", "app_user"),
        sa.PrimaryKeyConstraint("site_id", "day", name=op.f("pk_count_day")),
    )
    op.create_table(
        "count_plan_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        fk("count_plan_line", "site_id", "site"),
        fk("count_plan_line", "task_id", "count_task"),
        fk("count_plan_line", "place_id", "place"),
        fk("count_plan_line", "item_id", "item"),
        fk("count_plan_line", "lot_id", "lot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_plan_line")),
    )
    op.create_index("ix_count_plan_line_day", "count_plan_line", ["site_id", "day"])
    op.create_index("ix_count_plan_line_task_id", "count_plan_line", ["task_id"])
    op.create_index(
        "ix_count_plan_line_control",
        "count_plan_line",
        ["site_id", "day", "task_id"],
        sqlite_where=CONTROL,
        postgresql_where=CONTROL,
    )
    stock_takes()
    sheets()


def stock_takes() -> None:
    op.create_table(
        "stock_take",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        fk("stock_take", "site_id", "site"),
        fk("stock_take", "zone_id", "zone"),
        fk("stock_take", "started_by", "app_user"),
        fk("stock_take", "closed_by", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_take")),
    )
    op.create_index("ix_stock_take_site_id", "stock_take", ["site_id"])
    op.create_table(
        "stock_take_bin",
        sa.Column("stock_take_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        fk("stock_take_bin", "stock_take_id", "stock_take"),
        fk("stock_take_bin", "place_id", "place"),
        fk("stock_take_bin", "task_id", "count_task"),
        sa.PrimaryKeyConstraint("stock_take_id", "place_id", name=op.f("pk_stock_take_bin")),
    )
    op.create_index("ix_stock_take_bin_task_id", "stock_take_bin", ["task_id"])


def sheets() -> None:
    op.create_table(
        "count_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", UtcDateTime(), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        fk("count_sheet", "site_id", "site"),
        fk("count_sheet", "printed_by", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_sheet")),
    )
    op.create_index("ix_count_sheet_site_id", "count_sheet", ["site_id"])
    op.create_table(
        "count_sheet_bin",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        fk("count_sheet_bin", "sheet_id", "count_sheet"),
        fk("count_sheet_bin", "task_id", "count_task"),
        sa.PrimaryKeyConstraint("sheet_id", "number", name=op.f("pk_count_sheet_bin")),
    )
    op.create_index("ix_count_sheet_bin_task_id", "count_sheet_bin", ["task_id"])
