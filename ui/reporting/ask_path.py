"""Asking where to write a file; a function of its own, so that a test can answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget

from coder.exports.formats import FileFormat

AskPath = Callable[[QWidget, str], str]


def ask_export_path(parent: QWidget, suggested: str) -> str:
    """Ask where to write what is shown; empty when the user thought better of it.

    A name that is suggested with an ending is of that kind; without one the user chooses among all kinds.
    """
    words = _words(parent)
    named = [kind for kind in FileFormat if suggested.endswith(kind.full_ending)]
    filters = {f"{words[kind]} (*{kind.full_ending})": kind for kind in named or FileFormat}
    path, chosen = QFileDialog.getSaveFileName(parent, parent.tr("Export"), suggested, ";;".join(filters))
    return with_ending(path, filters[chosen]) if path else ""


def with_ending(path: str, kind: FileFormat) -> str:
    """The path as the kind that was chosen names its files, whatever was typed of the ending."""
    if path.lower().endswith(kind.full_ending):
        return path
    return path.removesuffix(kind.ending) + kind.full_ending


def _words(parent: QWidget) -> dict[FileFormat, str]:
    return {
        FileFormat.PDF: parent.tr("PDF, to read"),
        FileFormat.DOCX: parent.tr("Text document"),
        FileFormat.XLSX: parent.tr("Workbook"),
        FileFormat.CSV: parent.tr("Comma-separated values"),
        FileFormat.SPSS: parent.tr("SPSS"),
        FileFormat.REDCAP: parent.tr("REDCap"),
    }
