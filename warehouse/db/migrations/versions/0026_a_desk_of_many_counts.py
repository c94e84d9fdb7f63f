"""What the desk and the charts of counts read, so that they open at once however many there are."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

FILL = """
    INSERT INTO count_look (result_id, round_id, site_id, user_id, settled_at, is_right)
    SELECT count_result.id, count_round.id, count_result.site_id, count_round.user_id,
           count_result.settled_at, count_line.variance_units = count_result.variance_units
    FROM count_result
    JOIN count_round ON count_round.task_id = count_result.task_id
     AND count_round.state = 'counted' AND count_round.done_at <= count_result.settled_at
    JOIN count_line ON count_line.round_id = count_round.id
     AND count_line.item_id = count_result.item_id
     AND count_line.lot_code = count_result.lot_code
    WHERE count_result.state <> 'rejected'
      AND (count_result.other_counter_id IS NOT NULL OR count_result.is_disputed)
"""


def upgrade() -> None:
    op.create_table(
        "count_look",
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["result_id"], ["count_result.id"], name=op.f("fk_count_look_result_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["count_round.id"], name=op.f("fk_count_look_round_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_count_look_site_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_count_look_user_id")),
        sa.PrimaryKeyConstraint("result_id", "round_id", name=op.f("pk_count_look")),
    )
    op.execute(FILL)
    op.create_index(
        "ix_count_look_counter", "count_look", ["site_id", "user_id", "is_right", "settled_at"]
    )
    op.drop_index("ix_count_result_of_item", table_name="count_result")
    for name, sign in (("over", ">"), ("under", "<")):
        is_open = sa.text(f"state = 'open' AND variance_units {sign} posted_units")
        op.create_index(
            f"ix_count_result_{name}",
            "count_result",
            ["item_id", "lot_code", "place_id"],
            sqlite_where=is_open,
            postgresql_where=is_open,
        )
    op.create_index(
        "ix_count_task_counted",
        "count_task",
        ["place_id", "done_at"],
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
