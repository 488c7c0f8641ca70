"""Tables of figures in the shape REDCap imports: one record, every table a repeating instrument, and its dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coder.exports.bundle import bundle
from coder.exports.dataset import ABOUT, Column, ColumnKind, Dataset, DataTable, about_rows, column_names
from coder.exports.delimited import Cell, csv_text

# REDCap's own heading line, kept as data, since it is REDCap's wording and not ours.
_HEADINGS = Path(__file__).parent / "templates" / "redcap-dictionary.csv"
# REDCap warns of names of fields that are longer.
_LONGEST = 26
_ABOUT = "about"
_RECORD = ("record_id", "redcap_repeat_instrument", "redcap_repeat_instance")
_VALIDATION = {ColumnKind.WHOLE: "integer", ColumnKind.DECIMAL: "number", ColumnKind.DAY: "date_ymd"}


def redcap_bundle(data: Dataset) -> bytes:
    """An archive of ``dictionary.csv`` (the project's fields), ``data.csv`` (one record) and ``about.csv``.

    Switch the instruments named after the tables to repeating before the data are imported.
    """
    about = about_rows(data.about)
    fields = {table.name: _names(table) for table in data.tables}
    said = column_names(_ABOUT, (name for name, _ in about), _LONGEST)
    lines = _dictionary(data, fields, said)
    return bundle(
        {
            "dictionary.csv": _HEADINGS.read_text(encoding="utf-8") + csv_text(_RECORD_FIELD, lines),
            "data.csv": csv_text(
                [*_RECORD, *said, *(name for table in data.tables for name in fields[table.name])], _rows(data)
            ),
            "about.csv": csv_text(ABOUT, about),
        }
    )


def _names(table: DataTable) -> list[str]:
    return column_names(table.name, (column.name for column in table.columns), _LONGEST)


def _dictionary(data: Dataset, fields: dict[str, list[str]], said: list[str]) -> Iterator[tuple[str, ...]]:
    for name, (label, _) in zip(said, about_rows(data.about), strict=True):
        yield _line(name, _ABOUT, Column(name, label))
    for table in data.tables:
        for name, column in zip(fields[table.name], table.columns, strict=True):
            yield _line(name, table.name, column)


def _line(name: str, form: str, column: Column) -> tuple[str, ...]:
    kind = "radio" if column.choices else "text"
    choices = " | ".join(f"{value}, {meaning.replace('|', '/')}" for value, meaning in column.choices)
    validation = "" if column.choices else _VALIDATION.get(column.kind, "")
    return (name, form, "", kind, column.label, choices, column.unit, validation, *("",) * 10)


# The first field of a project is its record.
_RECORD_FIELD = _line("record_id", _ABOUT, Column("record_id", "Record"))


def _rows(data: Dataset) -> Iterator[list[Cell]]:
    about = [value for _, value in about_rows(data.about)]
    widths = [len(table.columns) for table in data.tables]
    yield [data.record, None, None, *about, *(None,) * sum(widths)]
    for place, table in enumerate(data.tables):
        before, after = sum(widths[:place]), sum(widths[place + 1 :])
        for instance, row in enumerate(table.rows, start=1):
            empty = (None,) * (len(about) + before)
            yield [data.record, table.name, instance, *empty, *row, *(None,) * after]
