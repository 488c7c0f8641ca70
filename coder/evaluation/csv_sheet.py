"""Rows of a CSV file with their lines, and refusals that name line and column. A bad file is refused whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from coder.domain.errors import UserError

MAX_BYTES = 200_000_000


@dataclass(frozen=True)
class CsvSheet:
    """A CSV file (RFC 4180, UTF-8 with or without a byte order mark, a header row).

    ``untouched`` ends every refusal and says what did not happen ("nothing was judged"). ``separators`` are tried in
    this order; the first with which the header has the columns that are needed counts.
    """

    path: Path
    untouched: str
    separators: str = ","

    @property
    def name(self) -> str:
        """Its name for refusals."""
        return self.path.name

    def rows(self, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """Every row as a mapping with the number of the line it begins in; empty lines are passed over.

        Columns may be in any order and case, others than ``needed`` (folded) are kept. Raises UserError naming the
        line, and the column where one is at fault.
        """
        text = self._text()
        lines = csv.reader(StringIO(text, newline=""), strict=True, delimiter=self.separator_of(text, needed))
        header: list[str] = []
        begins = 1
        try:
            for cells in lines:
                number, begins = begins, lines.line_num + 1
                if not header:
                    header = self._header(cells, needed)
                elif any(cell.strip() for cell in cells):
                    if len(cells) != len(header):
                        wrong = f"it has {len(cells)} cells and the header {len(header)}"
                        raise self.refused(number, header[min(len(cells), len(header) - 1)], wrong)
                    yield number, dict(zip(header, cells, strict=True))
        except csv.Error as error:
            raise self._unreadable(begins, error) from error
        if not header:
            raise UserError(f"{self.name} is empty.", f"Give a file with a header row; {self.untouched}.")

    def filled(self, number: int, row: Mapping[str, str], column: str) -> str:
        """What stands in a cell that may not be empty. Raises UserError."""
        value = row[column].strip()
        if not value:
            raise self.refused(number, column, "it is empty")
        return value

    def refused(self, number: int, column: str, why: str) -> UserError:
        """The refusal of a cell, to be raised."""
        return UserError(f"Line {number} of {self.name}, column “{column}”: {why}.", f"Correct it; {self.untouched}.")

    def _unreadable(self, number: int, error: csv.Error) -> UserError:
        correct = f"Correct it; {self.untouched}."
        if "field limit" in str(error):
            longest = f"{csv.field_size_limit():,} characters"
            why = f"A cell in line {number} of {self.name} is longer than {longest}"
            return UserError(f"{why}, or a quotation mark there is never closed.", correct)
        return UserError(f"Line {number} of {self.name} cannot be read as CSV: {error}.", correct)

    def separator_of(self, text: str, needed: Sequence[str]) -> str:
        """What stands between the cells: the first separator that finds the columns, else the first of all."""
        first = text.partition("\n")[0]
        for separator in self.separators:
            cells = [folded(cell.strip().strip('"')) for cell in first.split(separator)]
            if all(column in cells for column in needed):
                return separator
        return self.separators[0]

    def _header(self, cells: Sequence[str], needed: Sequence[str]) -> list[str]:
        header = [folded(cell) for cell in cells]
        missing = [column for column in needed if column not in header]
        if missing:
            raise UserError(
                f"Line 1 of {self.name} has no column {', '.join(missing)}.",
                f"The first line names the columns, separated by commas; {self.untouched}.",
            )
        twice = next((column for column in needed if header.count(column) > 1), None)
        if twice is not None:
            raise self.refused(1, twice, "it stands twice in the header")
        return header

    def _text(self) -> str:
        try:
            if self.path.stat().st_size > MAX_BYTES:
                limit = f"{MAX_BYTES // 1_000_000} MB"
                raise UserError(f"{self.name} is larger than {limit}.", f"Give a part of it; {self.untouched}.")
            data = self.path.read_bytes()
        except OSError as error:
            raise UserError(
                f"{self.name} could not be opened.", f"Check that it is there and you may read it; {self.untouched}."
            ) from error
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise UserError(
                f"Line {line} of {self.name} is not UTF-8 text.", f"Save it as CSV in UTF-8; {self.untouched}."
            ) from error


def folded(word: str) -> str:
    """A word as columns are compared: without space around it, and in one case."""
    return word.strip().casefold()
