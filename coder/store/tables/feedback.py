"""What families said about a session: forms, goals, and where each side says a goal stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.feedback import Audience, Side, Way
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Hash, Id, IdKey, choice


class FamilyFeedbackRow(Base):
    """One form as it was given. Append-only; a family that takes it back has it erased.

    ``answers`` and ``words`` by question; what was skipped is in neither. ``drawing``: lines of points in thousandths.
    """

    __tablename__ = "family_feedback"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    codebook_id: Mapped[str] = mapped_column(CleanText(64))
    codebook_version: Mapped[str] = mapped_column(CleanText(32))
    codebook_hash: Mapped[Hash]
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    way: Mapped[Way] = mapped_column(choice(Way, "way"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    drawing: Mapped[list[Any]] = mapped_column(default=list)
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class FamilyGoalRow(Base):
    """A goal in the family's words. Append-only; erased, with its ratings, when the family takes it away."""

    __tablename__ = "family_goals"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    words: Mapped[str] = mapped_column(CleanText(300))
    set_by: Mapped[Side] = mapped_column(choice(Side, "set_by"))
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class GoalRatingRow(Base):
    """Where a goal stood, as one side said. Append-only: the newest (greatest id) of a side counts."""

    __tablename__ = "goal_ratings"
    __table_args__ = (CheckConstraint("level BETWEEN -2 AND 2", name="level"),)

    id: Mapped[IdKey]
    goal_id: Mapped[Id] = mapped_column(ForeignKey("family_goals.id"), index=True)
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    rater: Mapped[Side] = mapped_column(choice(Side, "rater"))
    level: Mapped[int]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
