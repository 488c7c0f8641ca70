"""A button that can be checked, and for which a screen reader's own way of checking it counts as a press."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override


class CheckableButton(QPushButton):
    """``clicked`` follows whenever a person turns the mark, by mouse, by key or through a screen reader.

    A screen reader does not click: Qt then turns the mark alone, so that a rating would look given and never be
    stored. Programs show a mark with :meth:`show_checked`, which tells nobody.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._heard_of = False
        self.toggled.connect(self._turned)

    def show_checked(self, checked: bool) -> None:
        """Show the mark as it is stored."""
        self._heard_of = True
        self.setChecked(checked)
        self._heard_of = False

    @override
    def nextCheckState(self) -> None:
        """A click turns the mark, and is told by Qt itself right after."""
        self._heard_of = True
        super().nextCheckState()
        self._heard_of = False

    @Slot(bool)
    def _turned(self, checked: bool) -> None:
        # Of buttons that exclude each other, the one that lets go was not pressed.
        if not self._heard_of and (checked or not self.autoExclusive()):
            self.clicked[bool].emit(checked)  # type: ignore[index]  # PySide6 knows overloads, its stubs do not
