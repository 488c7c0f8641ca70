"""Columns that come up in every table."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeVar

from sqlalchemy import Enum
from sqlalchemy.orm import mapped_column

from coder.store.tables.base import ID_LENGTH, CleanText

_E = TypeVar("_E", bound=StrEnum)

IdKey = Annotated[str, mapped_column(CleanText(ID_LENGTH), primary_key=True)]
Id = Annotated[str, mapped_column(CleanText(ID_LENGTH))]
Hash = Annotated[str, mapped_column(CleanText(64))]


def choice(enum: type[_E], name: str) -> Enum:
    """A text column that holds only the values of an enum, enforced by a check constraint called ``name``."""
    return Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
