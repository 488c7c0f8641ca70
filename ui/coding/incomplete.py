"""One line that says when the machine left out so much speech that its text is no whole, and leads to the places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QBoxLayout

from coder.domain.transcripts import Transcript
from ui.coding.walk import gap_stops
from ui.tracking import track
from ui.widgets.buttons import icon_button, secondary
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from ui.coding.view import CodePage

ACT = "walk.gaps"


class Incomplete(QObject):
    """Shows ``bar`` under the banner of one Code page, unless the banner asks for something first."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._put_away = page, ""
        self.bar = Notice("triangle-alert")
        self.hear = secondary(self.tr("Hear the gaps"), "play")
        self.close = icon_button("x", self.tr("Put this line away"))
        for button in (self.hear, self.close):
            self.bar.row.addWidget(button)
        layout = page.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(layout.indexOf(page.banner) + 1, self.bar)
        self.hear.clicked.connect(page.walk.gaps)
        self.close.clicked.connect(self._close)
        page.model.state_changed.connect(self.show)
        page.model.transcript_changed.connect(self.show)
        page.model.closed.connect(lambda: self.bar.setVisible(False))
        self._show_key()
        track(self, page.context.actions.changed, self._show_key)

    def show(self) -> None:
        """Say it, or take the line away once every gap was heard."""
        model = self._page.model
        transcript = model.transcript if model.is_open else None
        words = self._words(transcript) if transcript is not None and not model.finished else ""
        self.bar.sentence.setText(words)
        self.bar.setAccessibleName(words)
        self.hear.setVisible(transcript is not None and bool(gap_stops(transcript)))
        asked_first = self._page.banner.isVisibleTo(self._page)
        away = transcript is not None and self._put_away == transcript.id
        self.bar.setVisible(bool(words) and not asked_first and not away)

    def _words(self, transcript: Transcript) -> str:
        if not transcript.incomplete:
            return ""
        left, share = len(gap_stops(transcript)), round(100 * (1 - transcript.coverage))
        if left == 1:
            words = self.tr("Incomplete: {0}% of the speech got no text. One place asks to be heard; no sound is lost.")
        elif left:
            words = self.tr("Incomplete: {0}% of the speech got no text. {1} places ask to be heard; no sound is lost.")
        elif transcript.heard:
            return ""
        else:
            words = self.tr(
                "Incomplete: {0}% of the speech got no text, here and there. Trust the sound, not the text."
            )
        return words.format(share, left)

    def _close(self) -> None:
        transcript = self._page.model.transcript
        self._put_away = transcript.id if transcript is not None else ""
        self.show()
        self._page.space.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_key(self) -> None:
        self.hear.set_key_hint(self._page.context.actions.key_text(ACT))
