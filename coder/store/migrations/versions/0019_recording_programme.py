"""What is noted about the next recording of each worker."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_ACTS = "'planned', 'not made', 'rests', 'taken back'"
_REASONS = "'family', 'cancelled', 'unfitting', 'equipment', 'away', 'time', 'long away', 'other work', 'left'"


def upgrade() -> None:
    op.create_table(
        "programme_notes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("worker_id", sa.String(36), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("supersedes", sa.String(36), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"act IN ({_ACTS})", name=op.f("ck_programme_notes_act")),
        sa.CheckConstraint(f"reason IN ({_REASONS})", name=op.f("ck_programme_notes_reason")),
        sa.CheckConstraint(
            "(on_day IS NOT NULL) = (act IN ('planned', 'not made'))",
            name=op.f("ck_programme_notes_day_where_there_is_one"),
        ),
        sa.CheckConstraint(
            "(reason IS NOT NULL) = (act IN ('not made', 'rests'))",
            name=op.f("ck_programme_notes_reason_where_one_is_due"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_programme_notes_author_id_people")),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_programme_notes_worker_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_notes")),
    )
    with op.batch_alter_table("programme_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_notes_worker_id"), ["worker_id"], unique=False)
