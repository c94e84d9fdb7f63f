"""Tryton is one more kind of target."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAME = "ck_posting_target_known_kind"


def upgrade() -> None:
    with op.batch_alter_table("posting_target") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(
            op.f(NAME), "kind IN ('central', 'webhook', 'files', 'tryton')"
        )
