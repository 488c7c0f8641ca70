"""Second codings that are asked for, consensus talks, and the training of evaluators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    _reference_codings()
    _second_codings()
    _training_marks()
    _consensus()


def _reference_codings() -> None:
    op.create_table(
        "reference_codings",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column(
            "use",
            sa.Enum("practice", "gold", name="use", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("codebook_id", sa.String(64), nullable=False),
        sa.Column("codebook_version", sa.String(32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_reference_codings_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_reference_codings_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_codings")),
    )
    with op.batch_alter_table("reference_codings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reference_codings_session_id"), ["session_id"], unique=False)


def _second_codings() -> None:
    op.create_table(
        "second_codings",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("thread_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("evaluator_id", sa.String(36), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "drawn", "by hand", "triple-coded set", name="why", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("set_id", sa.String(36), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_second_codings_author_id_people")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["people.id"], name=op.f("fk_second_codings_evaluator_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_second_codings_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_codings")),
    )
    with op.batch_alter_table("second_codings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_codings_evaluator_id"), ["evaluator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_second_codings_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_second_codings_thread_id"), ["thread_id"], unique=False)


def _training_marks() -> None:
    op.create_table(
        "training_marks",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "codebook read",
                "practice recording discussed",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("codebook_id", sa.String(64), nullable=False),
        sa.Column("codebook_version", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_training_marks_person_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_training_marks_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_marks")),
    )
    with op.batch_alter_table("training_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_marks_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_marks_session_id"), ["session_id"], unique=False)


def _consensus() -> None:
    op.create_table(
        "consensus",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("first_coding_id", sa.String(36), nullable=False),
        sa.Column("second_coding_id", sa.String(36), nullable=False),
        sa.Column(
            "matter",
            sa.Enum("rating", "code", name="matter", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("utterance_id", sa.String(36), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("end_sample", sa.BigInteger(), nullable=False),
        sa.Column("first_value", sa.String(64), nullable=False),
        sa.Column("second_value", sa.String(64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("agreed", "unresolved", name="outcome", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("agreed", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision_thread", sa.String(36), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome = 'agreed' OR agreed = ''", name=op.f("ck_consensus_unresolved_agrees_on_nothing")),
        sa.CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name=op.f("ck_consensus_interval")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_consensus_author_id_people")),
        sa.ForeignKeyConstraint(["first_coding_id"], ["codings.id"], name=op.f("fk_consensus_first_coding_id_codings")),
        sa.ForeignKeyConstraint(
            ["second_coding_id"], ["codings.id"], name=op.f("fk_consensus_second_coding_id_codings")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_consensus_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus")),
    )
    with op.batch_alter_table("consensus", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consensus_first_coding_id"), ["first_coding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consensus_second_coding_id"), ["second_coding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consensus_session_id"), ["session_id"], unique=False)
