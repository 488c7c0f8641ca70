"""How long a recording is kept: holds, their end, and what the clock erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "retention_entries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('kept longer', 'hold ended', 'erased by the clock')", name=op.f("ck_retention_entries_act")
        ),
        sa.CheckConstraint(
            "(until IS NOT NULL) = (act = 'kept longer')", name=op.f("ck_retention_entries_day_of_a_hold")
        ),
        sa.CheckConstraint(
            "(author_id IS NULL) = (act = 'erased by the clock')",
            name=op.f("ck_retention_entries_nobody_but_the_clock"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_retention_entries_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_retention_entries_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_entries")),
    )
    with op.batch_alter_table("retention_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_entries_session_id"), ["session_id"], unique=False)
