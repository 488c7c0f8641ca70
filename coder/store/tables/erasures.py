"""The one door through which append-only rows may leave."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base
from coder.store.tables.columns import IdKey


class OpenErasureRow(Base):
    """A session whose material is being erased in this very transaction; see coder.store.erasure."""

    __tablename__ = "open_erasures"

    session_id: Mapped[IdKey] = mapped_column(ForeignKey("sessions.id"))
