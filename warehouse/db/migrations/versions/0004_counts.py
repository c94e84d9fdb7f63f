"""Counts: rounds with their rows, what they came to, decisions, limits, classes and photos.

`count_task` is made anew, as SQLite adds no foreign key to a table; nothing points to it yet.
"""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN_TASK = sa.text("done_at IS NULL")
STATES = "state IN ('open', 'claimed', 'paused', 'review', 'done', 'cancelled')"


def upgrade() -> None:
    op.drop_index("uq_count_task_open", "count_task")
    with op.batch_alter_table("count_task") as table:
        table.add_column(sa.Column("requested_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))
        table.add_column(sa.Column("user_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("seen_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("planned_on", sa.Date(), nullable=True))
        table.add_column(
            sa.Column("is_control", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("next_reasons", sa.String(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_count_task_requested_by"), "app_user", ["requested_by"], ["id"]
        )
        table.create_foreign_key(op.f("fk_count_task_user_id"), "app_user", ["user_id"], ["id"])
        table.create_check_constraint(op.f("ck_count_task_known_state"), STATES)
    op.execute("UPDATE count_task SET state = 'done' WHERE done_at IS NOT NULL")
    with op.batch_alter_table("count_task") as table:
        for column in ("state", "sequence", "is_control", "next_reasons"):
            table.alter_column(column, server_default=None)
    op.create_index(
        "uq_count_task_open",
        "count_task",
        ["place_id"],
        unique=True,
        sqlite_where=OPEN_TASK,
        postgresql_where=OPEN_TASK,
    )
    op.create_index(
        "ix_count_task_site_id_state", "count_task", ["site_id", "state", "sequence", "asked_at"]
    )
    op.create_table(
        "count_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("item_class", sa.String(), nullable=False),
        sa.Column("most_units", sa.Integer(), nullable=False),
        sa.Column("most_percent", sa.Integer(), nullable=False),
        sa.Column("most_value_minor", sa.Integer(), nullable=False),
        sa.Column("tolerance_units", sa.Integer(), nullable=False),
        sa.Column("tolerance_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "item_class IN ('', 'A', 'B', 'C')", name=op.f("ck_count_limit_known_class")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_count_limit_site_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_count_limit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_limit")),
        sa.UniqueConstraint(
            "site_id",
            "user_id",
            "item_class",
            name=op.f("uq_count_limit_site_id_user_id_item_class"),
        ),
    )
    op.create_index(
        "uq_count_limit_everybody",
        "count_limit",
        ["site_id", "item_class"],
        unique=True,
        sqlite_where=sa.text("user_id IS NULL"),
        postgresql_where=sa.text("user_id IS NULL"),
    )
    op.create_table(
        "item_class",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("class_code", sa.String(), nullable=False),
        sa.CheckConstraint("class_code IN ('A', 'B', 'C')", name=op.f("ck_item_class_known_class")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_class_item_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_item_class_site_id")),
        sa.PrimaryKeyConstraint("site_id", "item_id", name=op.f("pk_item_class")),
    )
    op.create_table(
        "count_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["app_user.id"], name=op.f("fk_count_photo_taken_by")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["count_task.id"], name=op.f("fk_count_photo_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_photo")),
    )
    op.create_index(op.f("ix_count_photo_task_id"), "count_photo", ["task_id"], unique=False)
    op.create_table(
        "count_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("lot_code", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("item_class", sa.String(), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.Column("expected_units", sa.Integer(), nullable=False),
        sa.Column("counted_units", sa.Integer(), nullable=False),
        sa.Column("variance_units", sa.Integer(), nullable=False),
        sa.Column("posted_units", sa.Integer(), nullable=False),
        sa.Column("value_minor", sa.Integer(), nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("from_pos", sa.Integer(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("other_counter_id", sa.Integer(), nullable=True),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'agreed', 'posted', 'rejected')",
            name=op.f("ck_count_result_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["app_user.id"], name=op.f("fk_count_result_counter_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_count_result_item_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_count_result_lot_id")),
        sa.ForeignKeyConstraint(
            ["other_counter_id"], ["app_user.id"], name=op.f("fk_count_result_other_counter_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_count_result_place_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_count_result_site_id")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["count_task.id"], name=op.f("fk_count_result_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_result")),
    )
    op.create_index(
        "ix_count_result_on_desk",
        "count_result",
        ["site_id", "value_minor", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_count_result_record", "count_result", ["place_id", "item_id", "pos"], unique=False
    )
    op.create_index(
        "ix_count_result_site_id_settled_at",
        "count_result",
        ["site_id", "settled_at"],
        unique=False,
    )
    op.create_index("ix_count_result_task_id", "count_result", ["task_id"], unique=False)
    op.create_table(
        "count_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("from_pos", sa.Integer(), nullable=False),
        sa.Column("at_bin", sa.Boolean(), nullable=False),
        sa.Column("said_empty", sa.Boolean(), nullable=False),
        sa.Column("wants_done", sa.Boolean(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("asks_lot_of", sa.Integer(), nullable=True),
        sa.Column("asks_units", sa.Integer(), nullable=False),
        sa.Column("last_code", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_pos", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'counted', 'moved', 'rejected')",
            name=op.f("ck_count_round_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asks_lot_of"], ["item.id"], name=op.f("fk_count_round_asks_lot_of")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["count_task.id"], name=op.f("fk_count_round_task_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_count_round_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_round")),
        sa.UniqueConstraint("task_id", "number", name=op.f("uq_count_round_task_id_number")),
    )
    op.create_index(op.f("ix_count_round_user_id"), "count_round", ["user_id"], unique=False)
    op.create_index(
        "uq_count_round_open",
        "count_round",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "count_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("other_counter_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('automatic', 'approve', 'swap', 'reject')",
            name=op.f("ck_count_decision_known_kind"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR (decided_by <> counter_id AND (other_counter_id IS NULL OR decided_by <> other_counter_id))",
            name=op.f("ck_count_decision_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["app_user.id"], name=op.f("fk_count_decision_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["app_user.id"], name=op.f("fk_count_decision_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["ledger_event.id"],
            name=op.f("fk_count_decision_event_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["other_counter_id"], ["app_user.id"], name=op.f("fk_count_decision_other_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["count_result.id"], name=op.f("fk_count_decision_result_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"],
            ["ledger_event.id"],
            name=op.f("fk_count_decision_undone_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_decision")),
    )
    op.create_index(
        op.f("ix_count_decision_decided_at"), "count_decision", ["decided_at"], unique=False
    )
    op.create_index(
        op.f("ix_count_decision_event_id"), "count_decision", ["event_id"], unique=False
    )
    op.create_index("ix_count_decision_result_id", "count_decision", ["result_id"], unique=False)
    op.create_table(
        "count_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("lot_code", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("counted_units", sa.Integer(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.Column("is_absent", sa.Boolean(), nullable=False),
        sa.Column("from_pos", sa.Integer(), nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.Column("expected_units", sa.Integer(), nullable=True),
        sa.Column("variance_units", sa.Integer(), nullable=True),
        sa.Column("has_moved", sa.Boolean(), nullable=False),
        sa.CheckConstraint("counted_units >= 0", name=op.f("ck_count_line_counted_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_count_line_item_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_count_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["count_round.id"], name=op.f("fk_count_line_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_line")),
        sa.UniqueConstraint(
            "round_id", "item_id", "lot_code", name=op.f("uq_count_line_round_id_item_id_lot_code")
        ),
    )
    op.create_table(
        "count_unknown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("after_code", sa.String(), nullable=False),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["count_round.id"], name=op.f("fk_count_unknown_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_unknown")),
    )
    op.create_index(op.f("ix_count_unknown_round_id"), "count_unknown", ["round_id"], unique=False)
