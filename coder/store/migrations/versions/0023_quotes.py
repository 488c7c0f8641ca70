"""Words that workers offered for their team's report, and in which reports they are shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "quotes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("quote_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("end_sample", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("start_sample >= 0 AND end_sample > start_sample", name=op.f("ck_quotes_interval")),
        sa.CheckConstraint("(text = '') = (NOT offered)", name=op.f("ck_quotes_words_of_an_offer")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_quotes_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_quotes_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
    )
    op.create_table(
        "quote_choices",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("quote_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("team_id", sa.String(36), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_quote_choices_author_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_quote_choices_session_id_sessions")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_quote_choices_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_choices")),
    )
    for table, columns in {"quotes": ("quote_id", "session_id"), "quote_choices": _OF_CHOICES}.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


_OF_CHOICES = ("quote_id", "session_id", "team_id")
