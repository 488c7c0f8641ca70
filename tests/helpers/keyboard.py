"""Someone at the keyboard: presses keys where the focus is, and reads what the window shows. Touches nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

STEPS_MAX = 90
PATIENCE_MS = 30_000
FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 10, 250
"""Between two looks at what is shown: many looks in a row would take the processor from the work that is waited for."""


class Keyboard:
    """Keys go to the window that has the focus, through the platform's own way, so shortcuts and popups count."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def press(self, key: str, times: int = 1) -> None:
        """Press a key or a combination, as the key sheet writes it: ``Ctrl+2``, ``Tab``, ``Shift+R``."""
        combination = QKeySequence(key)[0]
        for _ in range(times):
            QTest.keyClick(self._window(key), combination.key(), combination.keyboardModifiers())
            QCoreApplication.processEvents()

    def type(self, text: str) -> None:
        """Type text, letter by letter."""
        for letter in text:
            QTest.keyClick(self._window(letter), letter)
        QCoreApplication.processEvents()

    def _window(self, key: str) -> QWindow:
        """The window that gets the key. A display server hands the focus over a moment after a dialog is seen."""

        def so() -> None:
            assert _focus_has_followed(), f"no window has the focus, so {key} goes nowhere"

        self._qtbot.waitUntil(so, timeout=PATIENCE_MS)
        return QGuiApplication.focusWindow()

    def wait(self, until: Callable[[], object], what: str, timeout_ms: int = PATIENCE_MS) -> None:
        """Wait for something to be so; fails with ``what`` and what is shown instead."""
        deadline, pause_ms = QDeadlineTimer(timeout_ms), FIRST_PAUSE_MS
        while not until():
            assert not deadline.hasExpired(), f"not so: {what}\nshown: {shown()}\nfocus: {self.focus}"
            self._qtbot.wait(pause_ms)
            pause_ms = min(2 * pause_ms, LONGEST_PAUSE_MS)

    def wait_for(self, words: str, timeout_ms: int = PATIENCE_MS) -> None:
        """Wait until the window shows these words somewhere."""
        self.wait(lambda: words in shown(), f"“{words}” is shown", timeout_ms)

    @property
    def focus(self) -> str:
        """What a screen reader calls the thing that has the focus; empty for nothing."""
        widget = QApplication.focusWidget()
        return spoken(widget) if widget is not None else ""

    def go(self, name: str, key: str = "Tab") -> None:
        """Press a key until the focus is on what is called so (or begins so), as a blind user would."""
        met: list[str] = []
        self._window(key)
        for _ in range(STEPS_MAX):
            if self.focus.startswith(name):
                return
            met.append(self.focus)
            self.press(key)
        raise AssertionError(f"{key} does not lead to “{name}”, but to {list(dict.fromkeys(met))}\nshown: {shown()}")

    def choose(self, words: str) -> None:
        """Move through the choices of the box with the focus until it says so."""
        seen: list[str] = []
        self.press("Home")
        for _ in range(STEPS_MAX):
            said = value()
            if said == words:
                return
            seen.append(said)
            self.press("Down")
        raise AssertionError(f"no choice is called “{words}”, but {list(dict.fromkeys(seen))}")


def _focus_has_followed() -> bool:
    dialog = QApplication.activeModalWidget()
    if QApplication.activePopupWidget() is not None or dialog is None:
        return QGuiApplication.focusWindow() is not None
    return QApplication.activeWindow() is dialog


def spoken(widget: QWidget) -> str:
    """What a screen reader calls a widget. Of a box Qt tells the choice as its name where labels tell the rest."""
    if widget.accessibleName():
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)) if interface is not None else ""


def value() -> str:
    """What the thing with the focus holds: the text of a field, the choice of a box, the row of a list."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QAbstractItemView):
        return str(widget.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")
    interface = QAccessible.queryAccessibleInterface(widget) if widget is not None else None
    return str(interface.text(QAccessible.Text.Value)) if interface is not None else ""


def shown() -> str:
    """All words of the window in front, dialogs first, one line each."""
    front = QApplication.activeModalWidget() or QApplication.activeWindow()
    return "\n".join(dict.fromkeys(_words(front))) if front is not None else ""


def _words(root: QWidget) -> Iterator[str]:
    yield root.windowTitle()
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit) and widget.text():
            yield widget.text()
        elif isinstance(widget, QComboBox):
            yield widget.currentText()
        elif isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _rows(widget)


def _rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    for row in range(model.rowCount()):
        cells = [model.index(row, column) for column in range(columns)]
        yield " | ".join(str(cell.data(Qt.ItemDataRole.DisplayRole) or "") for cell in cells)
