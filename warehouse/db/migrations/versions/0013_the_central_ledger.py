"""Targets that events are posted to, and the ledgers that other sites post here."""

import sqlalchemy as sa
from alembic import op

from warehouse.db.base import UtcDateTime
from warehouse.db.triggers import frozen_statements

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    far_sites()
    targets()
    for statement in frozen_statements(op.get_bind().dialect.name, ("far_event", "far_move")):
        op.execute(statement)


def far_sites() -> None:
    op.create_table(
        "far_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pos", BIG, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("head_pos", BIG, nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_far_site")),
        sa.UniqueConstraint("code", name=op.f("uq_far_site_code")),
    )
    op.create_table(
        "far_event",
        sa.Column("far_site_id", sa.Integer(), nullable=False),
        sa.Column("pos", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("left_out", sa.String(), nullable=True),
        sa.Column("taken_in_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["far_site_id"], ["far_site.id"], name=op.f("fk_far_event_far_site_id")
        ),
        sa.PrimaryKeyConstraint("far_site_id", "pos", name=op.f("pk_far_event")),
        sa.UniqueConstraint("id", name=op.f("uq_far_event_id")),
    )
    op.create_table(
        "far_move",
        sa.Column("id", BIG, nullable=False),
        sa.Column("far_site_id", sa.Integer(), nullable=False),
        sa.Column("pos", BIG, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_far_move_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["far_site_id", "pos"],
            ["far_event.far_site_id", "far_event.pos"],
            name=op.f("fk_far_move_far_site_id_pos"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_far_move")),
    )
    op.create_index("ix_far_move_site_pos", "far_move", ["far_site_id", "pos"], unique=False)
    op.create_index(
        "ix_far_move_site_item_pos", "far_move", ["far_site_id", "item_id", "pos"], unique=False
    )
    for table, number, words in (
        ("far_item", "item_id", ("sku", "name")),
        ("far_lot", "lot_id", ("code",)),
        ("far_place", "place_id", ("kind", "code")),
    ):
        op.create_table(
            table,
            sa.Column("far_site_id", sa.Integer(), nullable=False),
            sa.Column(number, sa.Integer(), autoincrement=False, nullable=False),
            *(sa.Column(word, sa.String(), nullable=False) for word in words),
            *([sa.Column("expires_on", sa.Date(), nullable=True)] if table == "far_lot" else []),
            sa.ForeignKeyConstraint(
                ["far_site_id"], ["far_site.id"], name=op.f(f"fk_{table}_far_site_id")
            ),
            sa.PrimaryKeyConstraint("far_site_id", number, name=op.f(f"pk_{table}")),
        )
    op.create_index("ix_far_item_sku", "far_item", ["sku"], unique=False)
    op.create_table(
        "far_balance",
        sa.Column("far_site_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lot_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["far_site_id"], ["far_site.id"], name=op.f("fk_far_balance_far_site_id")
        ),
        sa.PrimaryKeyConstraint(
            "far_site_id", "place_id", "item_id", "lot_id", name=op.f("pk_far_balance")
        ),
    )
    op.create_index("ix_far_balance_item", "far_balance", ["far_site_id", "item_id"], unique=False)


def targets() -> None:
    op.create_table(
        "posting_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("old_secret", sa.String(), nullable=False),
        sa.Column("old_secret_until", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("pos", BIG, nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("run_after", UtcDateTime(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('central', 'webhook', 'files')", name=op.f("ck_posting_target_known_kind")
        ),
        sa.CheckConstraint(
            "state IN ('on', 'stopped', 'off')", name=op.f("ck_posting_target_known_state")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_posting_target_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_target")),
        sa.UniqueConstraint("name", name=op.f("uq_posting_target_name")),
    )
    op.create_table(
        "posting_skip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("pos", BIG, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("skipped_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["posting_target.id"], name=op.f("fk_posting_skip_target_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_posting_skip_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_skip")),
        sa.UniqueConstraint("target_id", "pos", name=op.f("uq_posting_skip_target_id_pos")),
    )
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.Column("pos", BIG, nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["posting_target.id"], name=op.f("fk_reconciliation_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
    )
    op.create_index(
        "ix_reconciliation_target_id_ran_at",
        "reconciliation",
        ["target_id", "ran_at"],
        unique=False,
    )
