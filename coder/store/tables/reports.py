"""Team figures that were shown, kept so that two reports cannot be subtracted from each other."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey


class ReleasedReportRow(Base):
    """The numbers of a team report as it was released; both dates are included, without a team it is the service's."""

    __tablename__ = "released_reports"
    __table_args__ = (
        Index("ix_released_reports_team_id_start_end", "team_id", "start", "end"),
        CheckConstraint('start <= "end"', name="period"),
    )

    id: Mapped[IdKey]
    team_id: Mapped[Id | None] = mapped_column(ForeignKey("teams.id"))
    start: Mapped[date]
    end: Mapped[date]
    codebook_id: Mapped[str] = mapped_column(CleanText(64))
    codebook_version: Mapped[str] = mapped_column(CleanText(32))
    released_at: Mapped[datetime]
    numbers: Mapped[dict[str, Any]]
