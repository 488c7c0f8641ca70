"""Asked when the window is closed while work runs in the background: nothing is lost, but it does not go on alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.focus import fit_to_screen
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.labels import label


class CloseDialog(QDialog):
    """``accepted`` when the user closes all the same; staying open is the button that Enter presses."""

    def __init__(self, work: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Close the program?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(label(self.tr("Work is still going on"), Role.TITLE, wrap=True))
        told = self.tr(
            "In the background: {0}. Everything you did is saved. If you close now, the work stops and goes on from "
            "where it was when you open the program again."
        )
        column.addWidget(label(told.format(work), wrap=True))
        column.addStretch(1)
        row = QHBoxLayout()
        self.close_button = secondary(self.tr("Close now"))
        self.stay_button = primary(self.tr("Stay open"))
        self.stay_button.setDefault(True)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.stay_button)
        column.addLayout(row)
        self.close_button.clicked.connect(self.accept)
        self.stay_button.clicked.connect(self.reject)
        fit_to_screen(self, 460, 190)
        self.stay_button.setFocus()
