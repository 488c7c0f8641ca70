"""Which waiting job goes first, which ones are paused, how far each has come, and what does the sums."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("jobs", sa.Column("turn", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("jobs", sa.Column("reached_sample", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("jobs", sa.Column("device", sa.String(64), server_default=sa.text("''"), nullable=False))
