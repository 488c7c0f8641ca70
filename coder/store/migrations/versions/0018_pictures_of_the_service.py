"""Reports of the whole service, kept beside those of its teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("released_reports", schema=None) as batch_op:
        batch_op.alter_column("team_id", existing_type=sa.String(36), nullable=True)
