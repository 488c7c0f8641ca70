"""The files a recording was made of, each by its hash, and the stretches in which nothing was recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Until now a recording was one file; its row gets the recording's own id, which no other row of this table can have.
FILES_OF_OLD_RECORDINGS = """
INSERT INTO recording_files (id, recording_id, position, sha256, source_format, start_sample, sample_count)
SELECT id, id, 0, original_sha256, source_format, 0, sample_count FROM recordings
"""


def upgrade() -> None:
    op.add_column("recordings", sa.Column("unrecorded", sa.JSON(), nullable=True))
    op.create_table(
        "recording_files",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("recording_id", sa.String(36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("source_format", sa.String(64), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("sample_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_recording_files_recording_id_recordings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_files")),
        sa.UniqueConstraint("sha256", name=op.f("uq_recording_files_sha256")),
    )
    op.create_index(op.f("ix_recording_files_recording_id"), "recording_files", ["recording_id"], unique=False)
    op.execute(FILES_OF_OLD_RECORDINGS)
