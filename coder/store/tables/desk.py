"""Where a person stopped in a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base
from coder.store.tables.columns import IdKey


class DeskPlaceRow(Base):
    """The page as one person left it over one session, half-typed text included; ``data`` as coder.domain.desk has it.

    Nothing that counts: it is overwritten as the person goes on, and goes when the session is erased.
    """

    __tablename__ = "desk_places"

    person_id: Mapped[IdKey] = mapped_column(ForeignKey("people.id"))
    session_id: Mapped[IdKey] = mapped_column(ForeignKey("sessions.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
