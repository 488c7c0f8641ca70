"""Cards of colleagues on other computers, and codings they sent that are still closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "package_partners",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("signing_key", sa.String(64), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_package_partners_author_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_package_partners_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_partners")),
    )
    with op.batch_alter_table("package_partners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_partners_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sealed_codings",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sealed_codings_person_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_sealed_codings_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_codings")),
    )
    with op.batch_alter_table("sealed_codings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_codings_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sealed_codings_session_id"), ["session_id"], unique=False)
