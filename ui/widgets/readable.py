"""Fields that everybody may read and only some may change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from ui.theme import current
from ui.widgets.form import form

_Twinned = QAbstractSpinBox | QCheckBox | QComboBox
Field = _Twinned | QLineEdit


class Readable:
    """Beside each field a read-only line with its value, shown in its place to who may not change it.

    Tab passes over a disabled field, and so does a screen reader; a read-only line is reached and told.
    """

    def __init__(self) -> None:
        self._pairs: list[tuple[QFormLayout, _Twinned, QLineEdit]] = []
        self._lines: list[QLineEdit] = []

    def form(self, rows: Sequence[tuple[str, Field]]) -> QFormLayout:
        """Fields with their names; a tick box has its name already and is laid out by the caller."""
        shown: list[tuple[str, QWidget]] = []
        pairs: list[tuple[_Twinned, QLineEdit]] = []
        for words, field in rows:
            if not isinstance(field, QCheckBox):
                shown.append((words, field))
            if not isinstance(field, QLineEdit):
                pairs.append((field, _line(field)))
                shown.append((words, pairs[-1][1]))
        made = form(shown)
        for field, line in pairs:
            # A value is short; narrower than what is typed in, it keeps beside its name at large text.
            line.setMinimumWidth(current().px(150))
            made.setRowVisible(line, False)
            self._pairs.append((made, field, line))
        self._lines += [field for _, field in rows if isinstance(field, QLineEdit)]
        return made

    def allow(self, may_change: bool) -> None:
        """Show the fields or, with the values they have now, the lines."""
        for own in self._lines:
            own.setReadOnly(not may_change)
        for made, field, line in self._pairs:
            line.setText(_value(field))
            made.setRowVisible(line, not may_change)
            if isinstance(field, QCheckBox):
                field.setVisible(may_change)
            else:
                made.setRowVisible(field, may_change)


def _line(field: _Twinned) -> QLineEdit:
    line = QLineEdit()
    line.setReadOnly(True)
    line.setAccessibleDescription(field.accessibleDescription())
    return line


def _value(field: _Twinned) -> str:
    if isinstance(field, QAbstractSpinBox):
        return field.text()
    if isinstance(field, QComboBox):
        return field.currentText()
    on, off = QCoreApplication.translate("readable", "On"), QCoreApplication.translate("readable", "Off")
    return on if field.isChecked() else off
