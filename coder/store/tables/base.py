"""The base of all rows, and column types that keep SQLite and PostgreSQL from behaving differently."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Double, LargeBinary, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from coder.domain.errors import UserError

ID_LENGTH = 36

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ValueRefused(DontWrapMixin, UserError):
    """A value that one of the two databases could not hold; nothing was written."""


def check_text(value: str) -> str:
    """The text itself. Raises ValueRefused for NUL and lone surrogates: PostgreSQL refuses them, SQLite would not."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueRefused(
            "This text holds a character that cannot be stored. Nothing was saved.",
            "Type the text again or paste it as plain text.",
        )
    return value


class CleanText(TypeDecorator[str]):
    """Text without NUL and lone surrogates, and no longer than declared: SQLite enforces neither."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"text expected, {type(value).__name__} given")
        length = getattr(self.impl_instance, "length", None)
        if length is not None and len(value) > length:
            raise ValueRefused(f"A text is longer than the {length} characters that fit. Nothing was saved.")
        return check_text(value)


class WholeNumber(TypeDecorator[int]):
    """A whole number of up to 63 bits. SQLite would keep fractions and text in the same column."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, _dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"whole number expected, {type(value).__name__} given")
        if not -(2**63) <= value < 2**63:
            raise ValueRefused("A number is too large to be stored. Nothing was saved.")
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python on both databases. SQLite would silently drop the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an aware datetime is needed")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON that both databases accept: no NaN, no infinity, no NUL, no lone surrogate.

    Assign a new list or dictionary to change one; a change inside the old one is not noticed.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        if value is None:
            return None
        try:
            text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        except ValueError as error:
            raise ValueRefused("A figure is not a number and cannot be stored. Nothing was saved.") from error
        # json.dumps writes NUL as an escape, so it has to be looked for as one; a backslash before it would be doubled.
        check_text(text.replace("\\\\", "").replace("\\u0000", "\0"))
        return value


class Base(DeclarativeBase):
    """Base of all rows. Rows never leave coder.store and coder.services."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        str: CleanText(),
        int: WholeNumber(),
        float: Double(),
        bool: Boolean(),
        bytes: LargeBinary(),
        date: Date(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json(),
        list[Any]: Json(),
    }
