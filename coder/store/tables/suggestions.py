"""What the model would code, and what the evaluator decided about each difference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.suggestions import Decision
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class SuggestionSetRow(Base):
    """One run of one model over one session, with the number of utterances it kept silent on."""

    __tablename__ = "suggestion_sets"
    __table_args__ = (CheckConstraint("abstained >= 0", name="abstained"),)

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    model_id: Mapped[str] = mapped_column(CleanText(200))
    abstained: Mapped[int]
    made_at: Mapped[datetime]


class SuggestionRow(Base):
    """One suggested code for one utterance."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("set_id", "utterance_id"),
        CheckConstraint("probability >= 0 AND probability <= 1", name="probability"),
    )

    id: Mapped[IdKey]
    set_id: Mapped[Id] = mapped_column(ForeignKey("suggestion_sets.id"))
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    utterance_id: Mapped[Id] = mapped_column(ForeignKey("utterances.id"), index=True)
    code: Mapped[str] = mapped_column(CleanText(64))
    probability: Mapped[float]
    words: Mapped[list[Any]] = mapped_column(default=list)


class SuggestionDecisionRow(Base):
    """What an evaluator did with one difference. Append-only: the newest (greatest id) counts."""

    __tablename__ = "suggestion_decisions"

    id: Mapped[IdKey]
    suggestion_id: Mapped[Id] = mapped_column(ForeignKey("suggestions.id"), index=True)
    coding_id: Mapped[Id] = mapped_column(ForeignKey("codings.id"), index=True)
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    decision: Mapped[Decision] = mapped_column(choice(Decision, "decision"))
    chosen_code: Mapped[str] = mapped_column(CleanText(64), default="")
