"""The audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Hash


class AuditRow(Base):
    """One audited act, chained to the one before. Append-only; written only by coder.store.audit.append.

    No foreign keys: the trail outlives what it speaks of.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_object_kind_object_id", "object_kind", "object_id"),
        CheckConstraint("seq >= 1", name="seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(CleanText(64))
    action: Mapped[str] = mapped_column(CleanText(64))
    object_kind: Mapped[str] = mapped_column(CleanText(64))
    object_id: Mapped[str] = mapped_column(CleanText(128))
    detail: Mapped[dict[str, Any]]
    prev: Mapped[Hash]
    mac: Mapped[Hash]
