"""What is noted about the next recording of a worker."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.programme import Act, Reason
from coder.store.tables.base import Base
from coder.store.tables.columns import Id, IdKey, choice


class ProgrammeNoteRow(Base):
    """A planned day, a recording not made, a rest, or one of these taken back. Append-only; ``supersedes`` names the
    note it replaces or takes back.

    ``on_day`` is there for the first two, ``reason`` for the second and third.
    """

    __tablename__ = "programme_notes"
    __table_args__ = (
        CheckConstraint("(on_day IS NOT NULL) = (act IN ('planned', 'not made'))", name="day_where_there_is_one"),
        CheckConstraint("(reason IS NOT NULL) = (act IN ('not made', 'rests'))", name="reason_where_one_is_due"),
    )

    id: Mapped[IdKey]
    worker_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    act: Mapped[Act] = mapped_column(choice(Act, "act"))
    on_day: Mapped[date | None]
    reason: Mapped[Reason | None] = mapped_column(choice(Reason, "reason"))
    supersedes: Mapped[Id] = mapped_column(default="")
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
