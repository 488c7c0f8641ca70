"""The service's own rules, one value a key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base, CleanText, Json


class PolicyRow(Base):
    """One rule. ``value`` is any JSON value."""

    __tablename__ = "policy"

    key: Mapped[str] = mapped_column(CleanText(64), primary_key=True)
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    changed_at: Mapped[datetime]
