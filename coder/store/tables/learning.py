"""Models learnt from the service's own codes, which one is in use, and sessions that are not to be learnt from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey


class LearntModelRow(Base):
    """One attempt to learn. ``content`` is the model file, only where it was better than the one before it.

    ``card`` says what it was taught on and how both did (coder.services.learning_rows).
    """

    __tablename__ = "learnt_models"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    id: Mapped[IdKey]
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(CleanText(200))
    codebook_version: Mapped[str] = mapped_column(CleanText(32))
    made_at: Mapped[datetime]
    requested_by: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    card: Mapped[dict[str, Any]]
    content: Mapped[bytes | None]


class LearntSessionRow(Base):
    """A session that a model learnt from. It stays when the session's material goes, so that the model can say so."""

    __tablename__ = "learnt_sessions"

    model_id: Mapped[IdKey] = mapped_column(ForeignKey("learnt_models.id"))
    session_id: Mapped[IdKey] = mapped_column(ForeignKey("sessions.id"), index=True)


class ModelChoiceRow(Base):
    """Which model suggestions come from, since when. Append-only: the newest (greatest id) counts.

    ``model_id`` is empty for the model that comes with the program.
    """

    __tablename__ = "model_choices"

    id: Mapped[IdKey]
    model_id: Mapped[Id | None] = mapped_column(ForeignKey("learnt_models.id"))
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class LearningAnswerRow(Base):
    """Whether a session may be learnt from. Append-only: the newest (greatest id) counts; without one it may."""

    __tablename__ = "learning_answers"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    allowed: Mapped[bool]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
