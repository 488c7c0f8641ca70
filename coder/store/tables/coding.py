"""Codings and their append-only entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.coding import Act, Direction, EntryKind, Mode, Origin
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Hash, Id, IdKey, choice


class CodingRow(Base):
    """One evaluator's pass over one session. ``primary`` is the one that profiles and reports read.

    ``lock_id`` is the place of the lock in the order of ids: no entry or edit with a greater one was there before it.
    Empty before the lock.
    """

    __tablename__ = "codings"
    __table_args__ = (
        UniqueConstraint("session_id", "evaluator_id", "codebook_id"),
        Index(
            "ix_codings_one_primary",
            "session_id",
            "codebook_id",
            unique=True,
            sqlite_where=text("is_primary"),
            postgresql_where=text("is_primary"),
        ),
        CheckConstraint("finished_at IS NULL OR locked_at IS NOT NULL", name="finished_after_lock"),
    )

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"))
    evaluator_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    codebook_id: Mapped[str] = mapped_column(CleanText(64))
    codebook_version: Mapped[str] = mapped_column(CleanText(32))
    codebook_hash: Mapped[Hash]
    mode: Mapped[Mode] = mapped_column(choice(Mode, "mode"))
    primary: Mapped[bool] = mapped_column("is_primary", default=True)
    started_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    lock_id: Mapped[Id] = mapped_column(default="", server_default=text("''"))
    seen_suggestions_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class CodingEntryRow(Base):
    """The fields of coder.domain.coding.Entry, times as samples. Append-only: a trigger refuses changes."""

    __tablename__ = "coding_entries"
    __table_args__ = (
        Index("ix_coding_entries_coding_id_id", "coding_id", "id"),
        CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name="interval"),
        CheckConstraint("value IS NULL OR kind = 'rating'", name="only_ratings_have_values"),
        CheckConstraint("value IS NULL OR NOT not_evaluable", name="value_or_not_evaluable"),
    )

    id: Mapped[IdKey]
    coding_id: Mapped[Id] = mapped_column(ForeignKey("codings.id"))
    thread_id: Mapped[Id]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    label: Mapped[str] = mapped_column(CleanText(64))
    active: Mapped[bool]
    origin: Mapped[Origin] = mapped_column(choice(Origin, "origin"))
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    step_id: Mapped[Id]
    step_text: Mapped[str]
    act: Mapped[Act] = mapped_column(choice(Act, "act"), default=Act.DO)
    act_of: Mapped[Id] = mapped_column(default="")
    supersedes: Mapped[Id] = mapped_column(default="")
    utterance_id: Mapped[Id] = mapped_column(default="")
    start_sample: Mapped[int] = mapped_column(default=0)
    end_sample: Mapped[int] = mapped_column(default=0)
    value: Mapped[int | None]
    not_evaluable: Mapped[bool] = mapped_column(default=False)
    direction: Mapped[Direction] = mapped_column(choice(Direction, "direction"), default=Direction.FOR)
    note: Mapped[str] = mapped_column(default="")
    shareable: Mapped[bool] = mapped_column(default=False)
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
