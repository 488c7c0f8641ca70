"""Who said that a clip of their meeting may leave the program: worker, adults, and whoever answers for a child."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "clip_permissions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("asked", _choice("asked", "worker", "adult", "child"), nullable=False),
        sa.Column(
            "how_asked",
            _choice("how_asked", "spoken", "written", "on the recording", "through an interpreter"),
            nullable=False,
        ),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("answer", _choice("answer", "given", "refused", "withdrawn"), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_clip_permissions_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_clip_permissions_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip_permissions")),
    )
    with op.batch_alter_table("clip_permissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clip_permissions_session_id"), ["session_id"], unique=False)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
