"""Passages worth hearing for each principle, and what evaluators said of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    _sets()
    _passages()
    _answers()


def _sets() -> None:
    op.create_table(
        "passage_sets",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("model_id", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_passage_sets_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_sets")),
    )
    op.create_index(op.f("ix_passage_sets_session_id"), "passage_sets", ["session_id"], unique=False)


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("set_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("utterance_id", sa.String(36), nullable=False),
        sa.Column("principle_id", sa.String(64), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("for", "against", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("end_sample", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_passages_position")),
        sa.CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name=op.f("ck_passages_samples")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_passages_session_id_sessions")),
        sa.ForeignKeyConstraint(["set_id"], ["passage_sets.id"], name=op.f("fk_passages_set_id_passage_sets")),
        sa.ForeignKeyConstraint(["utterance_id"], ["utterances.id"], name=op.f("fk_passages_utterance_id_utterances")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint(
            "set_id",
            "principle_id",
            "direction",
            "position",
            name=op.f("uq_passages_set_id_principle_id_direction_position"),
        ),
    )
    op.create_index(op.f("ix_passages_session_id"), "passages", ["session_id"], unique=False)
    op.create_index(op.f("ix_passages_utterance_id"), "passages", ["utterance_id"], unique=False)


def _answers() -> None:
    op.create_table(
        "passage_answers",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("passage_id", sa.String(36), nullable=False),
        sa.Column("coding_id", sa.String(36), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_passage_answers_author_id_people")),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name=op.f("fk_passage_answers_coding_id_codings")),
        sa.ForeignKeyConstraint(["passage_id"], ["passages.id"], name=op.f("fk_passage_answers_passage_id_passages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_answers")),
    )
    op.create_index(op.f("ix_passage_answers_coding_id"), "passage_answers", ["coding_id"], unique=False)
    op.create_index(op.f("ix_passage_answers_passage_id"), "passage_answers", ["passage_id"], unique=False)
