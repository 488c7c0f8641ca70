"""What is shown after a bug: what happened, what is safe, what to do, and a report to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.announce import announce
from ui.crash_report import crash_report
from ui.focus import fit_to_screen
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.labels import label


class CrashDialog(QDialog):
    """Shows the report of one error; the program goes on when it is closed."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(label(self.tr("The program met a fault of its own"), Role.TITLE, wrap=True))
        column.addWidget(
            label(
                self.tr(
                    "What you did before is saved; the last step may not be. You can go on, or close the program and "
                    "open it again. If it happens twice, copy the details and send them to your support."
                ),
                wrap=True,
            )
        )
        self.details = QPlainTextEdit(crash_report(error))
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(self.tr("Details: versions and places in the program, no names, no recordings"))
        column.addWidget(
            label(self.tr("Details (no names, no words from recordings)"), Role.STRONG, buddy=self.details)
        )
        column.addWidget(self.details, 1)
        row = QHBoxLayout()
        self.copy_button = secondary(self.tr("Copy details"), "copy")
        self.copy_button.clicked.connect(self.copy)
        go_on = primary(self.tr("Go on"))
        go_on.clicked.connect(self.accept)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(go_on)
        column.addLayout(row)
        fit_to_screen(self, 560, 400)
        go_on.setFocus()

    @Slot()
    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy_button.setText(self.tr("Copied"))
        announce(self, self.tr("Details copied"))
