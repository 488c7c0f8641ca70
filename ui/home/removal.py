"""Asking before the demo data are removed; the first page and the settings ask the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.widgets.confirm import ConfirmDialog, confirm


def ask_demo_removal(parent: QWidget, then: Callable[[], object]) -> ConfirmDialog:
    """Ask, and do ``then`` when the user says so twice."""
    return confirm(
        parent,
        _tr("Remove the demo data?"),
        _tr(
            "All invented people, sessions, codings and the demo visit are erased, also what you coded on it. "
            "Your own recordings and people stay as they are."
        ),
        _tr("Remove demo data"),
        _tr("I do not need my work on the demo visit any more"),
        then,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("demo", text)
