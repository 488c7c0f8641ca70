"""Fields with their names below each other, and widgets side by side at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from ui.theme import current
from ui.widgets.labels import label


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
    # At large text a field goes below its name rather than over the edge of the page.
    made.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
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
