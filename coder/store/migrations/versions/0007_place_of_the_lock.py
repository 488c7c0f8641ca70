"""The place of each lock in the order of what was done, so that no clock says what came before it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# Until now the time said it, so for what is locked already it has the last word.
PLACE_OF_OLD_LOCKS = """
UPDATE codings SET lock_id = COALESCE((
    SELECT MAX(done.id) FROM (
        SELECT e.id FROM coding_entries e WHERE e.coding_id = codings.id AND e.at <= codings.locked_at
        UNION ALL
        SELECT t.id FROM transcript_edits t WHERE t.session_id = codings.session_id AND t.at <= codings.locked_at
    ) AS done
), '')
WHERE locked_at IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("codings", sa.Column("lock_id", sa.String(36), server_default=sa.text("''"), nullable=False))
    op.execute(PLACE_OF_OLD_LOCKS)
