"""Models learnt from the service's own codes, which is in use, and jobs that belong to no session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_KINDS = "kind IN ('transcribe', 'suggest', 'learn')"


def upgrade() -> None:
    with op.batch_alter_table("jobs") as batch:
        batch.alter_column("session_id", existing_type=sa.String(36), nullable=True)
        batch.drop_constraint(op.f("ck_jobs_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_jobs_kind"), _KINDS)
    _models()
    _choices()
    _answers()


def _models() -> None:
    op.create_table(
        "learnt_models",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("codebook_version", sa.String(32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(36), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_learnt_models_number")),
        sa.ForeignKeyConstraint(["requested_by"], ["people.id"], name=op.f("fk_learnt_models_requested_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnt_models")),
        sa.UniqueConstraint("number", name=op.f("uq_learnt_models_number")),
    )
    op.create_table(
        "learnt_sessions",
        sa.Column("model_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["learnt_models.id"], name=op.f("fk_learnt_sessions_model_id_learnt_models")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_learnt_sessions_session_id_sessions")),
        sa.PrimaryKeyConstraint("model_id", "session_id", name=op.f("pk_learnt_sessions")),
    )
    op.create_index(op.f("ix_learnt_sessions_session_id"), "learnt_sessions", ["session_id"], unique=False)


def _choices() -> None:
    op.create_table(
        "model_choices",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("model_id", sa.String(36), nullable=True),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["learnt_models.id"], name=op.f("fk_model_choices_model_id_learnt_models")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_model_choices_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_choices")),
    )


def _answers() -> None:
    op.create_table(
        "learning_answers",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_learning_answers_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_learning_answers_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_answers")),
    )
    op.create_index(op.f("ix_learning_answers_session_id"), "learning_answers", ["session_id"], unique=False)
