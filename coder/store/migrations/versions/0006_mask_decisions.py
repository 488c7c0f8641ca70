"""The case's names, and what people decided about masks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "mask_decisions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step_id", sa.String(36), nullable=False),
        sa.Column("step_text", sa.String(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("do", "undo", "redo", name="act", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("act_of", sa.String(36), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_mask_decisions_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_mask_decisions_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mask_decisions")),
    )
    op.create_index(op.f("ix_mask_decisions_author_id"), "mask_decisions", ["author_id"], unique=False)
    op.create_index(op.f("ix_mask_decisions_session_id"), "mask_decisions", ["session_id"], unique=False)
