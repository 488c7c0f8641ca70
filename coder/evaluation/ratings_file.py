"""Ratings by several people from a CSV file with one rating a row. A bad file is refused whole."""

from __future__ import annotations

import math
import unicodedata
from pathlib import Path

from coder.analysis.agreement.figures import Level
from coder.analysis.agreement.tables import RatingTable
from coder.domain.errors import UserError
from coder.evaluation.csv_sheet import CsvSheet

UNIT, RATER, VALUE = "unit", "rater", "value"
# Not evaluable, or not rated: the row says who looked at what, and gives no value.
NO_VALUE = frozenset({"", "ne", "na", "n/a", "nan", "."})


def read_ratings(path: Path, level: Level) -> RatingTable:
    """The table of a CSV file with the columns ``unit``, ``rater``, ``value``, in any order and among others.

    Cells are parted by commas, semicolons or tabs; with semicolons or tabs a decimal comma is read. Units and raters
    are words, told apart by every letter ("01" is not "1"). An empty value, NE, NA, NaN and "." mean not evaluable.
    At the level nominal any other word is a value, and an upper-case letter another than its lower-case one. Raises
    UserError naming line and column; nothing of a bad file is used, also where one rater stands twice at a unit.
    """
    sheet = CsvSheet(path, "nothing was reckoned", ",;\t")
    lines: dict[tuple[str, str], int] = {}
    ratings: list[tuple[str, str, str | float | None]] = []
    for number, row in sheet.rows((UNIT, RATER, VALUE)):
        unit, rater = (_plain(sheet.filled(number, row, column)) for column in (UNIT, RATER))
        before = lines.setdefault((unit, rater), number)
        if before != number:
            raise sheet.refused(number, RATER, f"this rater has a row for this unit already, in line {before}")
        ratings.append((unit, rater, _value(sheet, number, _plain(row[VALUE].strip()), level)))
    if not ratings:
        raise UserError(f"{path.name} has no rows below its header.", "Give one rating a row; nothing was reckoned.")
    return RatingTable.of(ratings, level)


def _value(sheet: CsvSheet, number: int, given: str, level: Level) -> str | float | None:
    if given.casefold() in NO_VALUE:
        return None
    if level is Level.NOMINAL:
        return given
    try:
        value = float(given if "." in given else given.replace(",", ".", 1))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in given:
        why = f"it is not a number, which the level {level.value} needs; words are for the level nominal"
        raise sheet.refused(number, VALUE, why)
    return value


def _plain(word: str) -> str:
    """One way of writing what looks the same: letters with accents may be stored as one sign or as two."""
    return unicodedata.normalize("NFC", word)
