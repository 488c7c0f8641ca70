"""Asking before what was filled in is thrown away. Going on is what Enter, Esc and closing the question mean."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.question import Question


class DiscardQuestion(Question):
    """``discarded()`` when what was filled in may go."""

    discarded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Discard what you filled in?"),
            _tr("Nothing has been added yet. The file itself stays where it is either way."),
            _tr("Go on filling in"),
            parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cancel.setText(_tr("Discard"))
        # Its usual meaning, going back, would make Esc discard as well.
        self.cancel.clicked.disconnect(self.reject)
        self.cancel.clicked.connect(self._discard)

    def _discard(self) -> None:
        self.accept()
        self.discarded.emit()


def _tr(text: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("import", text)
