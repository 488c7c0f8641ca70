"""Pairs of voices of a transcript that may be one person, as they were told apart; nothing of how they sound."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("transcripts", sa.Column("alike", sa.JSON(), nullable=True))
