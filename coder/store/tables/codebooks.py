"""Codebooks as they were when codings were made with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from codebook.schema import Kind
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Hash, choice


class CodebookRow(Base):
    """One version of one codebook with its full text. ``active`` marks the one that new codings use."""

    __tablename__ = "codebooks"

    id: Mapped[str] = mapped_column(CleanText(64), primary_key=True)
    version: Mapped[str] = mapped_column(CleanText(32), primary_key=True)
    hash: Mapped[Hash]
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    text: Mapped[str]
    active: Mapped[bool] = mapped_column(default=False)
    imported_at: Mapped[datetime]
