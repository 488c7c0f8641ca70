"""A calm reminder to take a break from listening. It counts only while sound is playing, and never stops anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.announce import announce
from ui.lengths import length_text
from ui.machine import preferences_of
from ui.widgets.buttons import icon_button
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from ui.coding.view import CodePage

_LOOK_EVERY_MS = 5_000
# Silence of this length was a break, whether or not anybody called it one.
A_BREAK_S = 300.0


class BreakBar(Notice):
    """One line under the banner; ``closed()`` when it is put away."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("clock", parent)
        self.button = icon_button("x", self.tr("Close the reminder"))
        self.button.clicked.connect(self.closed)
        self.row.addWidget(self.button)

    def show_minutes(self, minutes: int) -> None:
        """Say how long one has listened, to eyes and once to a screen reader."""
        words = self.tr("You have listened for {0}. A short break rests ears and judgement; your place is kept.")
        self.sentence.setText(words.format(length_text(60 * minutes)))
        self.setAccessibleName(self.sentence.text())
        self.setVisible(True)
        announce(self, self.sentence.text())


class Breaks(QObject):
    """Adds up the time of playing over all sessions of one page, and shows the bar when it is due."""

    def __init__(self, page: CodePage, clock: Callable[[], float]) -> None:
        super().__init__(page)
        self._page, self._clock = page, clock
        self._listened_s = 0.0
        self._since_s: float | None = None
        self._silent_since_s: float | None = None
        self.bar = BreakBar()
        self.bar.closed.connect(self._put_away)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        page.playback.playing_changed.connect(self._playing_changed)

    @property
    def listened_s(self) -> float:
        """Seconds of playing since the last break or reminder."""
        return self._listened_s + (self._clock() - self._since_s if self._since_s is not None else 0.0)

    def look(self) -> None:
        """Show the bar when it is time, unless it is shown or switched off."""
        minutes = self._after_minutes()
        if minutes and not self.bar.isVisible() and self.listened_s >= 60 * minutes:
            self.bar.show_minutes(minutes)

    def _playing_changed(self, playing: bool) -> None:
        now = self._clock()
        if not playing:
            self._listened_s, self._since_s, self._silent_since_s = self.listened_s, None, now
            self._timer.stop()
            return
        if self._silent_since_s is not None and now - self._silent_since_s >= A_BREAK_S:
            self._begin_anew()
        self._since_s = now
        self._timer.start()

    def _put_away(self) -> None:
        self._begin_anew()
        if self._page.playback.playing:
            self._since_s = self._clock()
        # A bar that goes takes the focus along with it; the page has a better place for it.
        self._page.space.list.setFocus()

    def _begin_anew(self) -> None:
        self._listened_s, self._since_s = 0.0, None
        self.bar.setVisible(False)

    def _after_minutes(self) -> int:
        from coder.settings import Settings

        preferences = preferences_of(self._page.context)
        return (preferences.settings if preferences is not None else Settings()).break_after_min
