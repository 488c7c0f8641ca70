"""Teams and the people of the service."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey


class TeamRow(Base):
    """A team. ``demo`` marks what one step removes."""

    __tablename__ = "teams"

    id: Mapped[IdKey]
    name: Mapped[str] = mapped_column(unique=True)
    demo: Mapped[bool] = mapped_column(default=False)


class PersonRow(Base):
    """A person of the service. ``roles`` is a list of coder.domain.people.Role values."""

    __tablename__ = "people"

    id: Mapped[IdKey]
    code: Mapped[str] = mapped_column(CleanText(32), unique=True)
    name: Mapped[str]
    roles: Mapped[list[Any]]
    team_id: Mapped[Id | None] = mapped_column(ForeignKey("teams.id"), index=True)
    coach_id: Mapped[Id | None] = mapped_column(ForeignKey("people.id"), index=True)
    demo: Mapped[bool] = mapped_column(default=False)
