"""Walks a window or page as a keyboard and a screen reader do, and lists what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollBar,
    QWidget,
)

# Parts of compound controls that Qt itself focuses through their owner.
INNER_PARTS = ("qt_spinbox_lineedit", "qt_scrollarea_viewport", "qt_toolbar_ext_button", "qt_tablewidget")
STEPS_MAX = 2_000


@dataclass(frozen=True)
class Finding:
    """One widget and what is wrong with it."""

    widget: str
    wrong: str


def describe(widget: QWidget) -> str:
    """Class, object name and words of a widget, enough to find it in the source."""
    words = widget.text() if isinstance(widget, QAbstractButton | QLabel | QLineEdit) else ""
    return " ".join(part for part in (type(widget).__name__, widget.objectName(), repr(words) if words else "") if part)


def focusable(root: QWidget) -> list[QWidget]:
    """Every visible, enabled widget that can have the keyboard, in no particular order."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not (widget.isVisible() and widget.isEnabled()) or widget.focusProxy() is not None:
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, QScrollBar | QHeaderView):
            continue
        if widget.objectName().startswith(INNER_PARTS) or (
            widget.parent() is None and widget.isWindow() and widget is root
        ):
            continue
        found.append(widget)
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader calls the widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)) if interface is not None else ""


def unnamed(root: QWidget) -> list[Finding]:
    """Focusable widgets without a name."""
    return [Finding(describe(one), "has no accessible name") for one in focusable(root) if not name_of(one).strip()]


def purposeless(root: QWidget) -> list[Finding]:
    """Boxes of which a screen reader tells the choice alone: on Linux that is their name, a label tells the rest."""
    found = []
    for box in root.findChildren(QComboBox):
        interface = QAccessible.queryAccessibleInterface(box)
        if box.isVisible() and not (interface.relations() or interface.text(QAccessible.Text.Description)):
            found.append(Finding(describe(box), "has neither a label nor a description"))
    return found


def roleless(root: QWidget) -> list[Finding]:
    """Focusable widgets that a screen reader would only call a part of the window."""
    nothing = (QAccessible.Role.Client, QAccessible.Role.NoRole, QAccessible.Role.Whitespace)
    found = []
    for widget in focusable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or interface.role() in nothing:
            found.append(Finding(describe(widget), "has no role of its own"))
    return found


def unreachable(root: QWidget) -> list[Finding]:
    """Focusable widgets that neither Tab nor, inside a group of exclusive buttons, an arrow reaches."""
    reached = set(_tab_stops(root))
    found = []
    for widget in focusable(root):
        if widget in reached:
            continue
        grouped = isinstance(widget, QAbstractButton) and widget.autoExclusive()
        siblings = widget.parentWidget().findChildren(QAbstractButton) if grouped and widget.parentWidget() else []
        if not any(sibling in reached for sibling in siblings):
            found.append(Finding(describe(widget), "cannot be reached with Tab"))
    return found


def without_ring(root: QWidget) -> list[Finding]:
    """Focusable widgets that look the same with and without the focus."""
    found = []
    for widget in focusable(root):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QCoreApplication.processEvents()
        if QApplication.focusWidget() is not widget:
            continue
        with_focus = _picture(widget)
        widget.clearFocus()
        QCoreApplication.processEvents()
        if changed_pixels(with_focus, _picture(widget)) < 8:
            found.append(Finding(describe(widget), "shows no focus"))
    return found


def clipped(root: QWidget) -> list[Finding]:
    """Labels and buttons whose words do not fit into the room they were given."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton) or not widget.text():
            continue
        wanted = widget.minimumSizeHint()
        needed = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else wanted.height()
        if widget.width() < wanted.width() or widget.height() < needed:
            found.append(
                Finding(describe(widget), f"is {widget.size().toTuple()} and needs {wanted.toTuple()}, {needed}")
            )
    return found


def walk(root: QWidget) -> list[Finding]:
    """Everything of the above that makes a page unusable by keyboard or screen reader; empty for a good page."""
    checks: Iterable[Callable[[QWidget], list[Finding]]] = (
        unnamed,
        purposeless,
        roleless,
        unreachable,
        without_ring,
    )
    return [finding for check in checks for finding in check(root)]


def changed_pixels(first: QImage, second: QImage) -> int:
    """How many pixels differ; all of them when the sizes do."""
    if first.size() != second.size():
        return first.width() * first.height()
    one, two = (_pixels(image) for image in (first, second))
    return int((one != two).sum())


def _pixels(image: QImage) -> NDArray[np.uint32]:
    converted = image.convertToFormat(QImage.Format.Format_ARGB32)
    return np.frombuffer(bytes(converted.constBits()), np.uint32)


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def _tab_stops(root: QWidget) -> list[QWidget]:
    """Where Tab stops, from the first widget of the window round to it again."""
    window = root.window()
    window.activateWindow()
    able = focusable(root)
    if not able:
        return []
    able[0].setFocus(Qt.FocusReason.TabFocusReason)
    stops: list[QWidget] = []
    for _ in range(STEPS_MAX):
        focused = QApplication.focusWidget()
        if focused is None or focused in stops:
            break
        stops.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        # A list may use Tab for its own rows, as F6 leaves it; a text field may not keep it.
        if QApplication.focusWidget() is focused and isinstance(focused, QAbstractItemView):
            QTest.keyClick(focused, Qt.Key.Key_F6)
    return stops
