"""What workers do with evaluations, coaching conversations, the day of an agreed step, and why a second coding."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_WHY = "'drawn', 'by hand', 'triple-coded set', 'asked by the worker'"


def upgrade() -> None:
    with op.batch_alter_table("next_steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
    with op.batch_alter_table("second_codings", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_second_codings_why"), type_="check")
        batch_op.create_check_constraint(op.f("ck_second_codings_why"), f"why IN ({_WHY})")
    _evaluation_replies()
    _coaching_entries()


def _evaluation_replies() -> None:
    op.create_table(
        "evaluation_replies",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("coding_id", sa.String(36), nullable=False),
        sa.Column("worker_id", sa.String(36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opened", "comment", "second listen", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "stance",
            sa.Enum("agree", "see it otherwise", name="stance", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind = 'comment' OR (stance IS NULL AND text = '')", name=op.f("ck_evaluation_replies_only_comments_say")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_evaluation_replies_author_id_people")),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name=op.f("fk_evaluation_replies_coding_id_codings")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_evaluation_replies_session_id_sessions")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_evaluation_replies_worker_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_replies")),
    )
    with op.batch_alter_table("evaluation_replies", schema=None) as batch_op:
        for column in ("coding_id", "session_id", "worker_id"):
            batch_op.create_index(batch_op.f(f"ix_evaluation_replies_{column}"), [column], unique=False)


def _coaching_entries() -> None:
    op.create_table(
        "coaching_entries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("worker_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                *("begun", "pleased with", "would do again", "wanted from today", "bright moment"),
                *("second bright moment", "bright moment heard", "fork", "tried aloud", "intention"),
                *("worker's reflection", "signed by the worker", "signed by the coach"),
                name="part",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("principle_id", sa.String(64), nullable=False),
        sa.Column("utterance_id", sa.String(36), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("end_sample", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("takes_back", sa.String(36), nullable=False),
        sa.Column("prepared", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "start_sample >= 0 AND end_sample >= start_sample", name=op.f("ck_coaching_entries_interval")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_coaching_entries_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_coaching_entries_session_id_sessions")),
        sa.ForeignKeyConstraint(["worker_id"], ["people.id"], name=op.f("fk_coaching_entries_worker_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_entries")),
    )
    with op.batch_alter_table("coaching_entries", schema=None) as batch_op:
        for column in ("conversation_id", "session_id", "worker_id"):
            batch_op.create_index(batch_op.f(f"ix_coaching_entries_{column}"), [column], unique=False)
