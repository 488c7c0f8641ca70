"""Transcripts, codings and suggestions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _transcripts()
    _speakers()
    _speaker_roles()
    _utterances()
    _codings()
    _coding_entries()
    _suggestion_sets()
    _suggestions()
    _suggestion_decisions()


def _transcripts() -> None:
    op.create_table(
        "transcripts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("sample_count", sa.BigInteger(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("coverage >= 0 AND coverage <= 1", name=op.f("ck_transcripts_coverage")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_transcripts_version")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_transcripts_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
        sa.UniqueConstraint("session_id", "version", name=op.f("uq_transcripts_session_id_version")),
    )


def _speakers() -> None:
    op.create_table(
        "speakers",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("transcript_id", sa.String(36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "worker", "parent", "child", "other", name="role", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("role_probability", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcripts.id"], name=op.f("fk_speakers_transcript_id_transcripts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speakers")),
        sa.UniqueConstraint("transcript_id", "position", name=op.f("uq_speakers_transcript_id_position")),
    )


def _speaker_roles() -> None:
    op.create_table(
        "speaker_roles",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("speaker_id", sa.String(36), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "worker", "parent", "child", "other", name="role", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("confirmed_by", sa.String(36), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_speaker_roles_confirmed_by_people")),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name=op.f("fk_speaker_roles_speaker_id_speakers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_roles")),
    )
    op.create_index(op.f("ix_speaker_roles_speaker_id"), "speaker_roles", ["speaker_id"], unique=False)


def _utterances() -> None:
    op.create_table(
        "utterances",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("transcript_id", sa.String(36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("end_sample", sa.BigInteger(), nullable=False),
        sa.Column("speaker_id", sa.String(36), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name=op.f("ck_utterances_interval")),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name=op.f("fk_utterances_speaker_id_speakers")),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcripts.id"], name=op.f("fk_utterances_transcript_id_transcripts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utterances")),
        sa.UniqueConstraint("transcript_id", "position", name=op.f("uq_utterances_transcript_id_position")),
    )
    op.create_index(op.f("ix_utterances_speaker_id"), "utterances", ["speaker_id"], unique=False)


def _codings() -> None:
    op.create_table(
        "codings",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("evaluator_id", sa.String(36), nullable=False),
        sa.Column("codebook_id", sa.String(64), nullable=False),
        sa.Column("codebook_version", sa.String(32), nullable=False),
        sa.Column("codebook_hash", sa.String(64), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("blind", "assisted", name="mode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_suggestions_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("finished_at IS NULL OR locked_at IS NOT NULL", name=op.f("ck_codings_finished_after_lock")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["people.id"], name=op.f("fk_codings_evaluator_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_codings_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codings")),
        sa.UniqueConstraint(
            "session_id", "evaluator_id", "codebook_id", name=op.f("uq_codings_session_id_evaluator_id_codebook_id")
        ),
    )
    op.create_index(op.f("ix_codings_evaluator_id"), "codings", ["evaluator_id"], unique=False)
    op.create_index(
        op.f("ix_codings_one_primary"),
        "codings",
        ["session_id", "codebook_id"],
        unique=True,
        sqlite_where=sa.text("is_primary"),
        postgresql_where=sa.text("is_primary"),
    )


def _coding_entries() -> None:
    op.create_table(
        "coding_entries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("coding_id", sa.String(36), nullable=False),
        sa.Column("thread_id", sa.String(36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "code",
                "rating",
                "evidence",
                "moment",
                "override",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "blind", "after seeing", "assisted", name="origin", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step_id", sa.String(36), nullable=False),
        sa.Column("step_text", sa.String(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("do", "undo", "redo", name="act", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("act_of", sa.String(36), nullable=False),
        sa.Column("supersedes", sa.String(36), nullable=False),
        sa.Column("utterance_id", sa.String(36), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("end_sample", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("not_evaluable", sa.Boolean(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("for", "against", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("shareable", sa.Boolean(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.CheckConstraint("value IS NULL OR kind = 'rating'", name=op.f("ck_coding_entries_only_ratings_have_values")),
        sa.CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name=op.f("ck_coding_entries_interval")),
        sa.CheckConstraint("value IS NULL OR NOT not_evaluable", name=op.f("ck_coding_entries_value_or_not_evaluable")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_coding_entries_author_id_people")),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name=op.f("fk_coding_entries_coding_id_codings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_entries")),
    )
    op.create_index(op.f("ix_coding_entries_author_id"), "coding_entries", ["author_id"], unique=False)
    op.create_index(op.f("ix_coding_entries_coding_id_id"), "coding_entries", ["coding_id", "id"], unique=False)


def _suggestion_sets() -> None:
    op.create_table(
        "suggestion_sets",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("model_id", sa.String(200), nullable=False),
        sa.Column("abstained", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("abstained >= 0", name=op.f("ck_suggestion_sets_abstained")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_suggestion_sets_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_sets")),
    )
    op.create_index(op.f("ix_suggestion_sets_session_id"), "suggestion_sets", ["session_id"], unique=False)


def _suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("set_id", sa.String(36), nullable=False),
        sa.Column("session_id", sa.String(36), nullable=False),
        sa.Column("utterance_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.CheckConstraint("probability >= 0 AND probability <= 1", name=op.f("ck_suggestions_probability")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_suggestions_session_id_sessions")),
        sa.ForeignKeyConstraint(["set_id"], ["suggestion_sets.id"], name=op.f("fk_suggestions_set_id_suggestion_sets")),
        sa.ForeignKeyConstraint(
            ["utterance_id"], ["utterances.id"], name=op.f("fk_suggestions_utterance_id_utterances")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("set_id", "utterance_id", name=op.f("uq_suggestions_set_id_utterance_id")),
    )
    op.create_index(op.f("ix_suggestions_session_id"), "suggestions", ["session_id"], unique=False)
    op.create_index(op.f("ix_suggestions_utterance_id"), "suggestions", ["utterance_id"], unique=False)


def _suggestion_decisions() -> None:
    op.create_table(
        "suggestion_decisions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("suggestion_id", sa.String(36), nullable=False),
        sa.Column("coding_id", sa.String(36), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("keep", "change", "discuss", name="decision", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("chosen_code", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_suggestion_decisions_author_id_people")),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name=op.f("fk_suggestion_decisions_coding_id_codings")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_decisions_suggestion_id_suggestions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_decisions")),
    )
    op.create_index(op.f("ix_suggestion_decisions_coding_id"), "suggestion_decisions", ["coding_id"], unique=False)
    op.create_index(
        op.f("ix_suggestion_decisions_suggestion_id"), "suggestion_decisions", ["suggestion_id"], unique=False
    )
