"""Sessions, their recordings and keys, and the permission ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.sessions import Answer, HowAsked, SessionKind, SessionState
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Hash, Id, IdKey, choice


class SessionRow(Base):
    """One meeting. ``context`` holds the fields of coder.domain.sessions.Context; ``team_id`` the team at the time."""

    __tablename__ = "sessions"

    id: Mapped[IdKey]
    code: Mapped[str] = mapped_column(CleanText(32), unique=True)
    kind: Mapped[SessionKind] = mapped_column(choice(SessionKind, "kind"))
    held_on: Mapped[date] = mapped_column(index=True)
    worker_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    team_id: Mapped[Id] = mapped_column(ForeignKey("teams.id"), index=True)
    state: Mapped[SessionState] = mapped_column(choice(SessionState, "state"))
    evaluator_id: Mapped[Id | None] = mapped_column(ForeignKey("people.id"), index=True)
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    imported_at: Mapped[datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)


class RecordingRow(Base):
    """Facts about a sound. They stay after erasure, so that a withdrawn recording is recognised and not added again.

    ``original_sha256`` is of its first file; ``unrecorded`` a list of [start_sample, stop_sample, reason], None where
    nobody looked.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        CheckConstraint("sample_count > 0", name="has_sound"),
        CheckConstraint("cipher_size > 0", name="has_file"),
    )

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), unique=True)
    sample_count: Mapped[int]
    original_sha256: Mapped[Hash] = mapped_column(unique=True)
    cipher_sha256: Mapped[Hash]
    cipher_size: Mapped[int]
    source_format: Mapped[str] = mapped_column(CleanText(64))
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    unrecorded: Mapped[list[Any] | None]
    peaks: Mapped[bytes | None]
    erased_at: Mapped[datetime | None]


class RecordingFileRow(Base):
    """One file a recording was made of, by its hash, and where its sound lies in the working copy."""

    __tablename__ = "recording_files"

    id: Mapped[IdKey]
    recording_id: Mapped[Id] = mapped_column(ForeignKey("recordings.id"), index=True)
    position: Mapped[int]
    sha256: Mapped[Hash] = mapped_column(unique=True)
    source_format: Mapped[str] = mapped_column(CleanText(64))
    start_sample: Mapped[int]
    sample_count: Mapped[int]


class RecordingKeyRow(Base):
    """The sealed age identity that opens one recording. Deleting this row shreds the sound."""

    __tablename__ = "recording_keys"

    recording_id: Mapped[IdKey] = mapped_column(ForeignKey("recordings.id"))
    identity: Mapped[bytes]


class PermissionRow(Base):
    """One line of the permission ledger. Append-only: a trigger refuses changes."""

    __tablename__ = "permissions"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    who: Mapped[str]
    adult: Mapped[bool]
    how_asked: Mapped[HowAsked] = mapped_column(choice(HowAsked, "how_asked"))
    asked_by: Mapped[str]
    answer: Mapped[Answer] = mapped_column(choice(Answer, "answer"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
