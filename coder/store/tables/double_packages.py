"""Colleagues on other computers, and codings they sent that are still closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey


class PartnerRow(Base):
    """A colleague's card. Append-only: the newest row (greatest id) of a person counts."""

    __tablename__ = "package_partners"

    id: Mapped[IdKey]
    person_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    recipient: Mapped[str] = mapped_column(CleanText(200))
    signing_key: Mapped[str] = mapped_column(CleanText(64))
    author_id: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class SealedCodingRow(Base):
    """A coding as it arrived: ``content`` is the package itself, which is opened once the codings here are locked.

    ``id`` is the coding's own, so that it comes only once, however often it is sent.
    """

    __tablename__ = "sealed_codings"

    id: Mapped[IdKey]
    session_id: Mapped[Id] = mapped_column(ForeignKey("sessions.id"), index=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("people.id"), index=True)
    content: Mapped[bytes]
    at: Mapped[datetime]
