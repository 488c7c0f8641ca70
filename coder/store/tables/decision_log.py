"""The decision log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.decisions import DecisionState
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class DecisionRow(Base):
    """A question about the frame, or the answer to one. Append-only: the newest row (greatest id) of a thread counts.

    ``session_id`` and the samples are where it arose; rows that have them go when that session is erased.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_codebook_id_label", "codebook_id", "label"),
        CheckConstraint("state <> 'decided' OR decision <> ''", name="decided_has_decision"),
        CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name="interval"),
    )

    id: Mapped[IdKey]
    thread_id: Mapped[Id] = mapped_column(index=True)
    supersedes: Mapped[Id] = mapped_column(default="")
    codebook_id: Mapped[str] = mapped_column(CleanText(64))
    codebook_version: Mapped[str] = mapped_column(CleanText(32))
    label: Mapped[str] = mapped_column(CleanText(64), default="")
    session_id: Mapped[Id | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    start_sample: Mapped[int | None]
    end_sample: Mapped[int | None]
    question: Mapped[str]
    decision: Mapped[str] = mapped_column(default="")
    state: Mapped[DecisionState] = mapped_column(choice(DecisionState, "state"), default=DecisionState.OPEN)
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
