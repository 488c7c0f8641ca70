"""Answers to the question whether a clip of a meeting may leave the program."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.clips import Asked
from coder.domain.sessions import Answer, HowAsked
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class ClipPermissionRow(Base):
    """One answer. Append-only, and beside the permission ledger: who refuses here has no recording erased."""

    __tablename__ = "clip_permissions"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    who: Mapped[str] = mapped_column(CleanText(200))
    asked: Mapped[Asked] = mapped_column(choice(Asked, "asked"))
    how_asked: Mapped[HowAsked] = mapped_column(choice(HowAsked, "how_asked"))
    asked_by: Mapped[str] = mapped_column(CleanText(200))
    answer: Mapped[Answer] = mapped_column(choice(Answer, "answer"))
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
