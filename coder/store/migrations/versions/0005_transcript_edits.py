"""Edits of transcripts, rows that edits add for others to point to, and the interpreter as a role of a voice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ROLES = "role IN ('worker', 'parent', 'child', 'interpreter', 'other')"


def upgrade() -> None:
    for table in ("speakers", "speaker_roles"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_role"), _ROLES)
    for table in ("speakers", "utterances"):
        op.add_column(table, sa.Column("added", sa.Boolean(), server_default=sa.false(), nullable=False))
    _transcript_edits()


def _transcript_edits() -> None:
    op.create_table(
        "transcript_edits",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("transcript_id", sa.String(36), nullable=False),
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
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_transcript_edits_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_transcript_edits_session_id_sessions")),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcripts.id"], name=op.f("fk_transcript_edits_transcript_id_transcripts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_edits")),
    )
    op.create_index(op.f("ix_transcript_edits_author_id"), "transcript_edits", ["author_id"], unique=False)
    op.create_index(op.f("ix_transcript_edits_session_id"), "transcript_edits", ["session_id"], unique=False)
    op.create_index(
        op.f("ix_transcript_edits_transcript_id_id"), "transcript_edits", ["transcript_id", "id"], unique=False
    )
