"""Where people stopped in a session, and the decision log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _desk_places()
    _decisions()


def _desk_places() -> None:
    op.create_table(
        "desk_places",
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_desk_places_person_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_desk_places_session_id_sessions")),
        sa.PrimaryKeyConstraint("person_id", "session_id", name=op.f("pk_desk_places")),
    )
    op.create_index(op.f("ix_desk_places_session_id"), "desk_places", ["session_id"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("thread_id", sa.String(36), nullable=False),
        sa.Column("supersedes", sa.String(36), nullable=False),
        sa.Column("codebook_id", sa.String(64), nullable=False),
        sa.Column("codebook_version", sa.String(32), nullable=False),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=True),
        sa.Column("start_sample", sa.BigInteger(), nullable=True),
        sa.Column("end_sample", sa.BigInteger(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "decided", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name=op.f("ck_decisions_interval")),
        sa.CheckConstraint("state <> 'decided' OR decision <> ''", name=op.f("ck_decisions_decided_has_decision")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_decisions_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_decisions_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_codebook_id_label"), "decisions", ["codebook_id", "label"], unique=False)
    op.create_index(op.f("ix_decisions_session_id"), "decisions", ["session_id"], unique=False)
    op.create_index(op.f("ix_decisions_thread_id"), "decisions", ["thread_id"], unique=False)
