"""Which later visit belongs to which supervision, as somebody said who knows the family."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base
from coder.store.tables.columns import Id, IdKey


class ThreadLinkRow(Base):
    """That a visit followed a supervision about the same family, or no longer (not ``active``); the newest counts.

    ``session_id`` is the supervision. Append-only: a trigger refuses changes.
    """

    __tablename__ = "thread_links"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    visit_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    active: Mapped[bool]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
