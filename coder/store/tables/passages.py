"""Passages worth hearing that a job found, and what evaluators said of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.coding import Direction
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class PassageSetRow(Base):
    """One search through one session; a set without passages says that nothing was found."""

    __tablename__ = "passage_sets"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    model_id: Mapped[str] = mapped_column(CleanText(200))
    made_at: Mapped[datetime]


class PassageRow(Base):
    """One passage for or against one principle; ``position`` counts from 0 within both, what to hear first first."""

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("set_id", "principle_id", "direction", "position"),
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("start_sample >= 0 AND end_sample >= start_sample", name="samples"),
    )

    id: Mapped[IdKey]
    set_id: Mapped[Id] = mapped_column(ForeignKey("passage_sets.id"))
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    utterance_id: Mapped[Id] = mapped_column(ForeignKey("utterances.id"), index=True)
    principle_id: Mapped[str] = mapped_column(CleanText(64))
    direction: Mapped[Direction] = mapped_column(choice(Direction, "direction"))
    position: Mapped[int]
    start_sample: Mapped[int]
    end_sample: Mapped[int]
    words: Mapped[list[Any]] = mapped_column(default=list)
    because: Mapped[list[Any]] = mapped_column(default=list)


class PassageAnswerRow(Base):
    """Whether a passage has to do with its principle, as one evaluator said. Append-only: the newest counts."""

    __tablename__ = "passage_answers"

    id: Mapped[IdKey]
    passage_id: Mapped[Id] = mapped_column(ForeignKey("passages.id"), index=True)
    coding_id: Mapped[Id] = mapped_column(ForeignKey("codings.id"), index=True)
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    relevant: Mapped[bool]
