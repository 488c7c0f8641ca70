"""Figures as tables that say what each column is, and what every file of figures says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from codebook.schema import Codebook
from coder.analysis.wording import DEMO, PURPOSE
from coder.domain.consensus import NOT_EVALUABLE
from coder.exports.delimited import Cell

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")

Row = tuple[Cell, ...]


class ColumnKind(StrEnum):
    """What a column holds; the word stands in the data dictionary."""

    TEXT = "text"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    DAY = "date (year-month-day)"
    CHOICE = "one of the values named"


@dataclass(frozen=True)
class Column:
    """One column: its name (lower-case letters, digits and _), what it is, its unit, and what its values mean."""

    name: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DataTable:
    """One table; a cell is None where there is no figure. Days are ISO texts."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Stamp:
    """When a file is made, and the newest line of the audit trail then, as ``number:hash``."""

    made_at: datetime
    audit_head: str


@dataclass(frozen=True)
class Provenance:
    """What a file says of itself. ``counted`` is what its figures rest on, None where that is not shown; ``more`` what
    only some files have to say."""

    title: str
    period: str
    codebook: str
    counted: tuple[tuple[str, int | None], ...]
    method: str
    demo: bool
    stamp: Stamp
    more: tuple[tuple[str, str], ...] = ()
    purpose: str = PURPOSE


@dataclass(frozen=True)
class Dataset:
    """The tables of one export; ``record`` tells it from others of its kind."""

    record: str
    about: Provenance
    tables: tuple[DataTable, ...]


SHOWN = Column("shown", "Whether the figure is shown", ColumnKind.CHOICE, "", (("0", "no"), ("1", "yes")))
WHY_HIDDEN = Column("hidden_because", "Why it is not shown")
ABOUT = ("about", "is")
DICTIONARY = ("table", "column", "meaning", "kind", "unit", "values")


def about_rows(about: Provenance) -> tuple[tuple[str, Cell], ...]:
    """What a file says of itself, a line each: purpose, period, codebook, n, audit trail, method."""
    counts = tuple(
        (f"n, {name}", "not shown, so that nobody can be picked out" if number is None else number)
        for name, number in about.counted
    )
    return (
        ("title", about.title),
        ("purpose", about.purpose),
        *((("data", DEMO),) if about.demo else ()),
        ("period", about.period),
        *about.more,
        ("codebook", about.codebook),
        *counts,
        ("made at", about.stamp.made_at.astimezone(UTC).isoformat(timespec="seconds")),
        ("audit trail up to line", about.stamp.audit_head),
        ("how the figures are made", about.method),
    )


def about_line(about: Provenance) -> str:
    """The same in one line for the end of a printed document, without what stands in its head and foot."""
    counts = ", ".join(f"{name} {'not shown' if number is None else number}" for name, number in about.counted)
    made = f"{about.stamp.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    more = "".join(f" {name.capitalize()}: {value}." for name, value in about.more)
    return f"Period: {about.period}.{more} n: {counts}. Made {made}. Audit trail up to line {about.stamp.audit_head}."


def dictionary_rows(tables: Iterable[DataTable]) -> Iterator[tuple[str, ...]]:
    """The data dictionary: a line for every column of every table."""
    for table in tables:
        for one in table.columns:
            values = "; ".join(f"{value} = {meaning}" for value, meaning in one.choices)
            yield table.name, one.name, one.label, one.kind.value, one.unit, values


def column_names(prefix: str, ids: Iterable[str], longest: int = 64) -> list[str]:
    """Names of columns for ids of any shape, each once and at most ``longest`` characters: ``rating_evo``."""
    names: list[str] = []
    for id_ in ids:
        plain = f"{prefix}_{_NOT_IN_NAMES.sub('_', id_.lower()).strip('_')}"[:longest].rstrip("_")
        name, number = plain, 2
        while name in names:
            name, number = f"{plain[: longest - 4]}_{number}", number + 1
        names.append(name)
    return names


def scale_choices(book: Codebook) -> tuple[tuple[str, str], ...]:
    """What the values in a column of ratings mean; not evaluable is no number, so that nothing averages it."""
    meanings = dict(zip(map(str, book.rules.values), book.scale, strict=False))
    values = tuple((value, meanings.get(value, value)) for value in map(str, book.rules.values))
    return (*values, (NOT_EVALUABLE, "not evaluable"))


def codebook_line(book: Codebook) -> str:
    """Which codebook the figures were made with, and what it is not."""
    return f"{book.title} {book.version} ({book.provenance})"


def shown(value: float, digits: int = 1) -> float:
    """A figure with as many decimals as the page shows, and no negative zero."""
    return round(value, digits) + 0.0
