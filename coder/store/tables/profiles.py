"""What worker and coach agreed, and what the ranges of profiles are made from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

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


class RatingCountRow(Base):
    """How often one person was given each rating, of kind of session, codebook and its major version, and principle:
    ``counts[kind][codebook_id][major][principle_id][value]``. Empty where nothing is rated.

    Worked out from locked codings and true as long as it stands: coder.store.recounts removes it when one changes.
    """

    __tablename__ = "rating_counts"

    worker_id: Mapped[IdKey] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    counts: Mapped[dict[str, Any]]
