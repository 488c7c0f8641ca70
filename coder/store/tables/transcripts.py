"""Transcripts: utterances of speakers, and who each speaker was confirmed to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.coding import Act
from coder.domain.people import SpeakerRole
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class TranscriptRow(Base):
    """One version of a transcript; version 0 is the machine's. ``gaps`` is a list of [start_sample, end_sample].

    ``alike`` is a list of pairs of speaker ids whose voices may be one person's; of how they sound nothing is kept.
    """

    __tablename__ = "transcripts"
    __table_args__ = (
        UniqueConstraint("session_id", "version"),
        CheckConstraint("version >= 0", name="version"),
        CheckConstraint("coverage >= 0 AND coverage <= 1", name="coverage"),
    )

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(CleanText(16))
    model: Mapped[str] = mapped_column(CleanText(200))
    sample_count: Mapped[int]
    gaps: Mapped[list[Any]] = mapped_column(default=list)
    coverage: Mapped[float] = mapped_column(default=1.0)
    alike: Mapped[list[Any] | None]
    made_at: Mapped[datetime]


class SpeakerRow(Base):
    """One voice with the guessed role. What a person confirmed stands in SpeakerRoleRow.

    An ``added`` one is no voice of the machine's: it is there for other rows to point to, and what is known about it
    stands in TranscriptEditRow.
    """

    __tablename__ = "speakers"
    __table_args__ = (UniqueConstraint("transcript_id", "position"),)

    id: Mapped[IdKey]
    transcript_id: Mapped[Id] = mapped_column(ForeignKey("transcripts.id"))
    position: Mapped[int]
    label: Mapped[str]
    role: Mapped[SpeakerRole] = mapped_column(choice(SpeakerRole, "role"))
    role_probability: Mapped[float]
    added: Mapped[bool] = mapped_column(default=False, server_default=false())


class SpeakerRoleRow(Base):
    """A confirmation of who a voice is. Append-only: the newest (greatest id) of a speaker counts."""

    __tablename__ = "speaker_roles"

    id: Mapped[IdKey]
    speaker_id: Mapped[Id] = mapped_column(ForeignKey("speakers.id"), index=True)
    role: Mapped[SpeakerRole] = mapped_column(choice(SpeakerRole, "role"))
    confirmed_by: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime]


class UtteranceRow(Base):
    """One utterance; never changed. ``words`` is a list of [start_sample, end_sample, text, probability].

    An ``added`` one came with an edit and is there for other rows to point to; its words stand in TranscriptEditRow.
    """

    __tablename__ = "utterances"
    __table_args__ = (
        UniqueConstraint("transcript_id", "position"),
        CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name="interval"),
    )

    id: Mapped[IdKey]
    transcript_id: Mapped[Id] = mapped_column(ForeignKey("transcripts.id"))
    position: Mapped[int]
    start_sample: Mapped[int]
    end_sample: Mapped[int]
    speaker_id: Mapped[Id] = mapped_column(ForeignKey("speakers.id"), index=True)
    text: Mapped[str]
    words: Mapped[list[Any]] = mapped_column(default=list)
    flags: Mapped[list[Any]] = mapped_column(default=list)
    added: Mapped[bool] = mapped_column(default=False, server_default=false())


class TranscriptEditRow(Base):
    """One edit of one version of a transcript, or a step undone or redone. Append-only, in order of id.

    ``payload`` is what coder.domain.text_edits.to_payload makes; empty where ``act`` is no "do".
    """

    __tablename__ = "transcript_edits"
    __table_args__ = (Index("ix_transcript_edits_transcript_id_id", "transcript_id", "id"),)

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    transcript_id: Mapped[Id] = mapped_column(ForeignKey("transcripts.id"))
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    step_id: Mapped[Id]
    step_text: Mapped[str]
    act: Mapped[Act] = mapped_column(choice(Act, "act"), default=Act.DO)
    act_of: Mapped[Id] = mapped_column(default="")
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
