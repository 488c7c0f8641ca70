"""What worker and coach agreed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base
from coder.store.tables.columns import Id, IdKey


class NextStepRow(Base):
    """An agreed next step in the worker's words. Append-only by use: the newest counts, older ones stay readable."""

    __tablename__ = "next_steps"

    id: Mapped[IdKey]
    worker_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str]
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    due_on: Mapped[date | None]
