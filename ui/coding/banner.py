"""One line above the workspace that says what must be done first, with the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from coder.domain.sessions import SessionState
from ui.coding.viewmodel import CodingViewModel
from ui.widgets.buttons import primary
from ui.widgets.notice import Notice

CONTEXT, VOICES = "context", "voices"


class Banner(Notice):
    """``acted(what)`` with CONTEXT or VOICES; takes no room while nothing stands in the way."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("info", parent)
        self._what: str = ""
        self.button = primary("")
        self.button.clicked.connect(lambda: self.acted.emit(self._what))
        self.row.addWidget(self.button)

    @property
    def what(self) -> str:
        """What the button does; empty for nothing."""
        return self._what

    def show_for(self, model: CodingViewModel) -> None:
        """Say what stands in the way of coding the open session, if anything does."""
        sentence, act, self._what = self._words(model)
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.button.setText(act)
        self.button.setVisible(bool(act))
        self.setVisible(bool(sentence))

    def _words(self, model: CodingViewModel) -> tuple[str, str, str]:
        if not model.is_open:
            return "", "", ""
        if model.session.state is SessionState.WITHDRAWN:
            if model.session.time_over:
                return self.tr("The time it was to be kept is over. The sound and the text are erased."), "", ""
            return self.tr("Permission was withdrawn. The sound and the text of this session are erased."), "", ""
        if model.session.state is SessionState.TRANSCRIBING:
            return self.tr("The transcript is being made. You can code by ear meanwhile; your marks stay."), "", ""
        if model.context_missing:
            words = self.tr("The context sheet comes before listening, so that it is not coloured by what you hear.")
            return words, self.tr("Fill in the context sheet"), CONTEXT
        if model.voices_unconfirmed:
            words = self.tr("Nobody has confirmed yet who spoke. Codes count once you have.")
            return words, self.tr("Confirm who spoke"), VOICES
        if model.finished:
            return self.tr("This coding is finished. It can be read and heard, and no longer changed."), "", ""
        return "", "", ""
