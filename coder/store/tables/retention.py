"""What is noted about how long a recording is kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.keeping import KeepAct
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class RetentionRow(Base):
    """A hold with its last day and reason, its end, or that the clock erased the recording. Append-only.

    Nobody is the author of what the clock did. Holds go with the recording, since a reason may tell of people.
    """

    __tablename__ = "retention_entries"
    __table_args__ = (
        CheckConstraint("(until IS NOT NULL) = (act = 'kept longer')", name="day_of_a_hold"),
        CheckConstraint("(author_id IS NULL) = (act = 'erased by the clock')", name="nobody_but_the_clock"),
    )

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    act: Mapped[KeepAct] = mapped_column(choice(KeepAct, "act"))
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(CleanText(500), default="")
    author_id: Mapped[Id | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
