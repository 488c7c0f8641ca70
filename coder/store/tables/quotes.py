"""A worker's own words that they offered for their team's report, and in which reports they are shown."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.quotes import LONGEST_QUOTE
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey


class QuoteRow(Base):
    """An offer, or that it was taken back: the newest row of a ``quote_id`` holds. Append-only.

    ``text`` is exactly what was agreed to, with its masks; empty where it is taken back.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint("start_sample >= 0 AND end_sample > start_sample", name="interval"),
        CheckConstraint("(text = '') = (NOT offered)", name="words_of_an_offer"),
    )

    id: Mapped[IdKey]
    quote_id: Mapped[Id] = mapped_column(index=True)
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    offered: Mapped[bool]
    text: Mapped[str] = mapped_column(CleanText(LONGEST_QUOTE))
    start_sample: Mapped[int]
    end_sample: Mapped[int]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class QuoteChoiceRow(Base):
    """Whether a quote is shown in the report of a team and a period; the newest row holds. Append-only."""

    __tablename__ = "quote_choices"

    id: Mapped[IdKey]
    quote_id: Mapped[Id] = mapped_column(index=True)
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    team_id: Mapped[Id] = mapped_column(ForeignKey("teams.id"), index=True)
    start: Mapped[date]
    end: Mapped[date]
    shown: Mapped[bool]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
