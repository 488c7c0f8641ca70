"""A menu whose entries are chosen by number, even where digits do something on the page around it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from typing_extensions import override


class DigitMenu(QMenu):
    """The first ten entries carry a digit, the tenth 0, and are chosen by it."""

    @override
    def event(self, event: QEvent) -> bool:
        """Take digits before shortcuts do: the list below keeps the focus while a menu is open."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return bool(super().event(event))

    def offer(self, words: str, act: Callable[[], object]) -> QAction:
        """Add an entry; ``words`` are shown as they are, with the next digit before them."""
        number = len(self.actions()) + 1
        plain = words.replace("&", "&&")
        return self.addAction(f"&{number % 10}  {plain}" if number <= 10 else plain, act)
