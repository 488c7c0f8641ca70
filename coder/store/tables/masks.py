"""Names of a case, and what people decided about masks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.coding import Act
from coder.store.tables.base import Base
from coder.store.tables.columns import Id, IdKey, choice


class MaskDecisionRow(Base):
    """One decision about a session's masks, or a step of them undone or redone. Append-only, in order of id.

    ``payload`` is what coder.services.mask_rows makes of a decision; empty where ``act`` is no "do".
    """

    __tablename__ = "mask_decisions"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    step_id: Mapped[Id]
    step_text: Mapped[str]
    act: Mapped[Act] = mapped_column(choice(Act, "act"), default=Act.DO)
    act_of: Mapped[Id] = mapped_column(default="")
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
