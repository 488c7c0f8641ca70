"""What looks after the person at the Code page: coming back, pausing, breaks, notes, decisions, colleagues' changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from ui.coding.breaks import Breaks
from ui.coding.content_note import ContentNote
from ui.coding.decisions import Decisions
from ui.coding.desk import DeskKeeper
from ui.coding.elsewhere import Elsewhere
from ui.coding.safeguarding import Safeguarding

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class Care(QObject):
    """Makes and connects these parts; ``clock`` counts seconds of listening."""

    def __init__(self, page: CodePage, clock: Callable[[], float]) -> None:
        super().__init__(page)
        self.desk = DeskKeeper(page)
        self.note = ContentNote(page, self.desk)
        self.safeguarding = Safeguarding(page)
        self.breaks = Breaks(page, clock)
        self.decisions = Decisions(page)
        self.elsewhere = Elsewhere(page)
        layout = page.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(page.banner) + 1, self.breaks.bar)
