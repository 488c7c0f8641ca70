"""Kinds of practice beside visits, the supervisor as a role of a voice, and threads from a supervision to a visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_SESSIONS = "'visit', 'telephone', 'direct work', 'supervision', 'other', 'recruitment', 'skills workshop'"
_CODEBOOKS = "'practice', 'supervision', 'recruitment', 'skills', 'family_feedback'"
_ROLES = "'worker', 'parent', 'child', 'interpreter', 'other', 'supervisor'"


def upgrade() -> None:
    for table, column, values in (
        ("sessions", "kind", _SESSIONS),
        ("codebooks", "kind", _CODEBOOKS),
        ("speakers", "role", _ROLES),
        ("speaker_roles", "role", _ROLES),
    ):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN ({values})")
    _thread_links()


def _thread_links() -> None:
    op.create_table(
        "thread_links",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("visit_id", sa.String(36), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_thread_links_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_thread_links_session_id_sessions")),
        sa.ForeignKeyConstraint(["visit_id"], ["sessions.id"], name=op.f("fk_thread_links_visit_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_links")),
    )
    with op.batch_alter_table("thread_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_links_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_links_visit_id"), ["visit_id"], unique=False)
