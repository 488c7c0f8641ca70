"""What families say of a session: forms, goals in their words, and where each side says a goal stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_SIDES = ("family", "worker", "together")


def upgrade() -> None:
    _family_feedback()
    _family_goals()
    _goal_ratings()


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _hang_on(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def _family_feedback() -> None:
    op.create_table(
        "family_feedback",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("codebook_id", sa.String(64), nullable=False),
        sa.Column("codebook_version", sa.String(32), nullable=False),
        sa.Column("codebook_hash", sa.String(64), nullable=False),
        sa.Column("audience", _choice("audience", "adult", "child"), nullable=False),
        sa.Column("way", _choice("way", "collector", "handed over"), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("words", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("drawing", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_family_feedback_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_family_feedback_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_feedback")),
    )
    _hang_on("family_feedback", "session_id")


def _family_goals() -> None:
    op.create_table(
        "family_goals",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("set_by", _choice("set_by", *_SIDES), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_family_goals_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_family_goals_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_goals")),
    )
    _hang_on("family_goals", "session_id")


def _goal_ratings() -> None:
    op.create_table(
        "goal_ratings",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("goal_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("rater", _choice("rater", *_SIDES), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN -2 AND 2", name=op.f("ck_goal_ratings_level")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_goal_ratings_author_id_people")),
        sa.ForeignKeyConstraint(["goal_id"], ["family_goals.id"], name=op.f("fk_goal_ratings_goal_id_family_goals")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_goal_ratings_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_ratings")),
    )
    _hang_on("goal_ratings", "goal_id", "session_id")
