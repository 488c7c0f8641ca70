"""Asking where to write a document; a function of its own, so that a test can answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget

AskPath = Callable[[QWidget, str], str]


def ask_pdf_path(parent: QWidget, suggested: str) -> str:
    """Ask where to write a PDF; empty when the user thought better of it."""
    return QFileDialog.getSaveFileName(parent, parent.tr("Export PDF"), suggested, "PDF (*.pdf)")[0]
