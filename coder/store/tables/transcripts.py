"""Transcripts: utterances of speakers, and who each speaker was confirmed to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.people import SpeakerRole
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class TranscriptRow(Base):
    """One version of a transcript; version 0 is the machine's. ``gaps`` is a list of [start_sample, end_sample]."""

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
    made_at: Mapped[datetime]


class SpeakerRow(Base):
    """One voice with the guessed role. What a person confirmed stands in SpeakerRoleRow."""

    __tablename__ = "speakers"
    __table_args__ = (UniqueConstraint("transcript_id", "position"),)

    id: Mapped[IdKey]
    transcript_id: Mapped[Id] = mapped_column(ForeignKey("transcripts.id"))
    position: Mapped[int]
    label: Mapped[str]
    role: Mapped[SpeakerRole] = mapped_column(choice(SpeakerRole, "role"))
    role_probability: Mapped[float]


class SpeakerRoleRow(Base):
    """A confirmation of who a voice is. Append-only: the newest (greatest id) of a speaker counts."""

    __tablename__ = "speaker_roles"

    id: Mapped[IdKey]
    speaker_id: Mapped[Id] = mapped_column(ForeignKey("speakers.id"), index=True)
    role: Mapped[SpeakerRole] = mapped_column(choice(SpeakerRole, "role"))
    confirmed_by: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime]


class UtteranceRow(Base):
    """One utterance; never changed. ``words`` is a list of [start_sample, end_sample, text, probability]."""

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
