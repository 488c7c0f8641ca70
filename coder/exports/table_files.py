"""Tables of figures for spreadsheets: a workbook, or a bundle of comma-separated values. Both with a dictionary."""

from __future__ import annotations

from coder.exports.bundle import bundle
from coder.exports.dataset import ABOUT, DICTIONARY, Dataset, about_rows, dictionary_rows
from coder.exports.delimited import csv_text
from coder.exports.spreadsheet import Sheet, workbook


def _sheets(data: Dataset) -> list[Sheet]:
    tables = [Sheet(table.name, [column.name for column in table.columns], table.rows) for table in data.tables]
    dictionary = Sheet("dictionary", DICTIONARY, list(dictionary_rows(data.tables)))
    return [Sheet("about", ABOUT, about_rows(data.about)), *tables, dictionary]


def table_workbook(data: Dataset) -> bytes:
    """The tables as .xlsx, with what the file says of itself first and the data dictionary last."""
    return workbook(_sheets(data))


def table_csv(data: Dataset) -> bytes:
    """The same as an archive of .csv files, one a sheet of the workbook."""
    # With the mark of UTF-8 at its head, without which spreadsheets take it for another encoding.
    return bundle({f"{one.name}.csv": csv_text(one.columns, one.rows).encode("utf-8-sig") for one in _sheets(data)})
