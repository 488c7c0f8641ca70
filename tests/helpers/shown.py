"""What a page shows, and a button pressed by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

_ROUNDS = 6


def settle() -> None:
    """Let answers of the store arrive, and what they change be laid out and shown."""
    for _ in range(_ROUNDS):
        QCoreApplication.processEvents()


def words(widget: QWidget) -> str:
    """Everything the visible labels of a widget say."""
    settle()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def cells(table: QTableView) -> list[list[str]]:
    """The text of a table, row by row."""
    model = table.model()
    columns = range(model.columnCount())
    return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    """Press a button with Space, as somebody without a mouse does."""
    settle()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
