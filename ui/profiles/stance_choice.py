"""Whether the worker agrees with an evaluation or sees it otherwise; until they say so, neither is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from coder.domain.profiles import Stance
from ui.widgets.flow import in_lines


class StanceChoice(QWidget):
    """``picked()`` when somebody chooses."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agree = QRadioButton(self.tr("Agrees"))
        self.otherwise = QRadioButton(self.tr("Sees it otherwise"))
        self._group = QButtonGroup(self)
        for button in (self.agree, self.otherwise):
            self._group.addButton(button)
        self._group.buttonClicked.connect(lambda _: self.picked.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(in_lines(self.agree, self.otherwise))

    @property
    def stance(self) -> Stance | None:
        """What is chosen, or None."""
        if self.agree.isChecked():
            return Stance.AGREE
        return Stance.OTHERWISE if self.otherwise.isChecked() else None

    def speak_to(self, *, own: bool) -> None:
        """Speak to the worker themself, or of them to whoever sits with them."""
        self.agree.setText(self.tr("I agree") if own else self.tr("Agrees"))
        self.otherwise.setText(self.tr("I see it otherwise") if own else self.tr("Sees it otherwise"))

    def show_stance(self, stance: Stance | None) -> None:
        """Show what was said before, or that nothing was."""
        # An exclusive group keeps one of its buttons pressed.
        self._group.setExclusive(False)
        self.agree.setChecked(stance is Stance.AGREE)
        self.otherwise.setChecked(stance is Stance.OTHERWISE)
        self._group.setExclusive(True)
