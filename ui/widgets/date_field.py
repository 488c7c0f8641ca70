"""A date as people write it, with day, month and year under the arrows and Tab leaving the field."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QAbstractSpinBox, QDateEdit, QWidget
from typing_extensions import override

from ui.theme import current


class DateField(QDateEdit):
    """Left and right move between day, month and year; up and down change them; digits may be typed."""

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(QDate(day.year, day.month, day.day), parent)
        self.setDisplayFormat("d MMMM yyyy")
        self.lineEdit().setTextMargins(current().px(7), 0, 0, 0)

    @property
    def day(self) -> date:
        """The date as it stands."""
        at = self.date()
        return date(at.year(), at.month(), at.day())

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt's own field keeps Tab for its three parts, which leads nobody anywhere."""
        return bool(super(QAbstractSpinBox, self).focusNextPrevChild(forward))
