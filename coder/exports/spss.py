"""Tables of figures for SPSS (and PSPP): comma-separated values, and the syntax that reads and labels them.

Syntax and not a .sav file, since syntax is text that anybody can read before running it.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from coder.domain.consensus import NOT_EVALUABLE
from coder.exports.bundle import bundle
from coder.exports.dataset import Column, ColumnKind, Dataset, DataTable, Row, about_rows
from coder.exports.delimited import Cell, csv_text

# A rating that could not be given: outside every scale, and declared as missing.
_MISSING = -9
_FORMATS = {ColumnKind.WHOLE: "F8.0", ColumnKind.DECIMAL: "F8.1", ColumnKind.CHOICE: "F8.0", ColumnKind.DAY: "SDATE10"}
_LEVELS = {
    ColumnKind.WHOLE: "SCALE",
    ColumnKind.DECIMAL: "SCALE",
    ColumnKind.DAY: "SCALE",
    ColumnKind.CHOICE: "ORDINAL",
}
# What the program takes, in bytes of UTF-8: a label, the meaning of a value, a line of a note.
_LABEL, _MEANING, _NOTE = 255, 120, 78
_HEAD = """* Encoding: UTF-8.
* Unpack all files of this archive into one folder, write that folder into the next line, and run everything.
CD 'C:\\figures'."""


def spss_bundle(data: Dataset) -> bytes:
    """An archive of a .csv file a table, and ``read.sps``, which makes a labelled .sav file of each."""
    tables = {f"{one.name}.csv": csv_text([c.name for c in one.columns], map(_plain, one.rows)) for one in data.tables}
    return bundle({"read.sps": _syntax(data), **tables})


def _plain(row: Row) -> list[Cell]:
    return [_MISSING if cell == NOT_EVALUABLE else cell for cell in row]


def _syntax(data: Dataset) -> str:
    notes = [f"{name}: {value}" for name, value in about_rows(data.about)]
    return "\n\n".join([_HEAD, *(_table(table, notes) for table in data.tables)]) + "\n"


def _table(table: DataTable, notes: list[str]) -> str:
    filled = [column for column in table.columns if column.kind is not ColumnKind.TEXT]
    coded = [column for column in filled if column.choices]
    missing = [column.name for column in coded if any(value == NOT_EVALUABLE for value, _ in column.choices)]
    commands = [
        f"* {_one_line(table.title)}.",
        "\n".join(_reading(table)),
        f"DATASET NAME {table.name}.",
        "VARIABLE LABELS\n" + "\n".join(f"  {one.name} {_quoted(_label(one), _LABEL)}" for one in table.columns) + ".",
        *(_values(column) for column in coded),
        *([f"MISSING VALUES {' '.join(missing)} ({_MISSING})."] if missing else []),
        *(f"VARIABLE LEVEL {one.name} ({_LEVELS[one.kind]})." for one in filled),
        "ADD DOCUMENT\n" + "\n".join(f"  {_quoted(line, _NOTE)}" for note in notes for line in wrap(note, 60)) + ".",
        f"SAVE OUTFILE='{table.name}.sav'.",
    ]
    return "\n".join(commands)


def _reading(table: DataTable) -> Iterator[str]:
    yield f"GET DATA /TYPE=TXT /FILE='{table.name}.csv' /ENCODING='UTF8' /ARRANGEMENT=DELIMITED /DELCASE=LINE"
    yield "  /DELIMITERS=',' /QUALIFIER='\"' /FIRSTCASE=2 /VARIABLES="
    for place, column in enumerate(table.columns):
        yield f"  {column.name} {_FORMATS.get(column.kind) or _width(table, place)}"
    yield "."


def _width(table: DataTable, place: int) -> str:
    longest = max((len(str(row[place] or "").encode()) for row in table.rows), default=1)
    # One more for the sign that keeps a text from being taken for a formula.
    return f"A{max(longest, 1) + 1}"


def _values(column: Column) -> str:
    values = [(_MISSING if value == NOT_EVALUABLE else value, meaning) for value, meaning in column.choices]
    return f"VALUE LABELS {column.name}\n" + "\n".join(f"  {v} {_quoted(m, _MEANING)}" for v, m in values) + "."


def _label(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str, longest: int) -> str:
    cut = _one_line(text).encode()[:longest].decode(errors="ignore")
    return "'" + cut.replace("'", "''") + "'"
