"""The report of a bug that the window shows: the program's own, with the version of Qt."""

from __future__ import annotations

from PySide6.QtCore import qVersion

from coder import crash_report as program


def crash_report(error: BaseException) -> str:
    """The whole report as plain text, without anything that could be a name; see coder.crash_report."""
    return program.crash_report(error, f"Qt {qVersion()}")
