"""Focus tags as entries of a coding."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

_KINDS = "kind IN ('code', 'rating', 'evidence', 'moment', 'override', 'focus')"


def upgrade() -> None:
    with op.batch_alter_table("coding_entries") as batch:
        batch.drop_constraint(op.f("ck_coding_entries_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_coding_entries_kind"), _KINDS)
