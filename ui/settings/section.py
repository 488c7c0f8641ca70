"""One section of the settings: its name and its cards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.labels import label


class Section(QWidget):
    """Fill ``column`` with cards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(current().px(10))

    def card(self, title: str, trailing: str = "", sentence: str = "") -> Card:
        """A new card at the end, with a quiet sentence at its top if there is one."""
        made = Card(title, trailing)
        if sentence:
            made.body.addWidget(label(sentence, Role.SUBTITLE, wrap=True))
        self.column.addWidget(made)
        return made

    def fill(self) -> None:
        """Call once after the last card: what room is left stays below."""
        self.column.addStretch(1)


def row(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side at the left."""
    made = QHBoxLayout()
    made.setSpacing(current().px(8))
    for widget in widgets:
        made.addWidget(widget)
    made.addStretch(1)
    return made


def form(rows: Sequence[tuple[str, QWidget]]) -> QFormLayout:
    """Fields with their names, which are their accessible names as well."""
    made = QFormLayout()
    made.setVerticalSpacing(current().px(8))
    made.setHorizontalSpacing(current().px(14))
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    for words, field in rows:
        if isinstance(field, QComboBox):
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        elif isinstance(field, QLineEdit):
            field.setMinimumWidth(current().px(260))
        if not field.accessibleName():
            field.setAccessibleName(words)
        beside = label(words, buddy=field)
        beside.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        made.addRow(beside, field)
    return made
