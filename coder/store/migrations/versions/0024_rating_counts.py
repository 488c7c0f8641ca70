"""How often each worker was given each rating, which the ranges of everybody else's profile are made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "rating_counts",
        sa.Column("worker_id", sa.String(36), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["people.id"], name=op.f("fk_rating_counts_worker_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_rating_counts")),
    )
