"""What must be known before anybody listens, and in words what is still to be said."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.sessions import Context as ContextSheet
from coder.domain.sessions import SessionKind
from ui.theme import Role
from ui.widgets.buttons import ghost
from ui.widgets.context_form import ContextForm
from ui.widgets.labels import label
from ui.widgets.question import Question


class ContextDialog(Question):
    """Asks for the context sheet before anybody listens. ``filled(sheet)`` when it is complete and agreed.

    While it is not, Enter and a button lead to the first field that is missing.
    """

    filled = Signal(object)

    def __init__(self, sheet: ContextSheet, kind: SessionKind, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Before you listen"),
            _tr(
                "Say what kind of conversation this was. Nothing here is scored, and no earlier rating of this "
                "worker is shown until you have locked yours."
            ),
            _tr("Save and go on"),
            parent,
        )
        self.form = ContextForm(sheet, kind)
        self.body.addWidget(self.form)
        self.needed = label("", Role.STRONG, wrap=True)
        self.to_missing = ghost("", "arrow-right")
        # Beside the button that waits for it, and never scrolled out of sight.
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.needed)
        self.ends.insertWidget(0, self.to_missing)
        self.to_missing.clicked.connect(self._go_to_missing)
        self.form.changed.connect(self._check)
        self.accepted.connect(lambda: self.filled.emit(self.form.sheet()))
        self._check()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Have Tab reach the way to what is missing before the buttons that end the dialog."""
        super().showEvent(event)
        self.setTabOrder(self.form.content_note, self.to_missing)
        self.setTabOrder(self.to_missing, self.cancel)

    def _check(self) -> None:
        missing = self.form.missing()
        names = [words for words, _ in missing]
        said = self.tr("Still needed: {0}.").format(", ".join(names)) if missing else self.tr("Nothing is missing.")
        self.needed.setText(said)
        self.act.setEnabled(not missing)
        self.act.setAccessibleDescription(said if missing else "")
        self.to_missing.setVisible(bool(missing))
        if missing:
            self.to_missing.setText(self.tr("Go to: {0}").format(names[0]))
        (self.to_missing if missing else self.act).setDefault(True)

    def _go_to_missing(self) -> None:
        missing = self.form.missing()
        if missing:
            missing[0][1].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("coding", words)
