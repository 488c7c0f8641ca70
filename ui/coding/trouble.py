"""What is wrong with the sound, said in one line under the waveform and to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from coder.audio.player import Trouble
from ui.announce import announce
from ui.coding.playback import Playback
from ui.messages import Messages
from ui.widgets.transport import Transport


def trouble_words(trouble: Trouble, output_name: str) -> str:
    """What happened, what is safe, what to do; empty for no trouble. ``output_name`` is empty for the system's own."""
    return {
        Trouble.NONE: "",
        Trouble.NO_OUTPUT: _tr("No audio output was found: playing without sound."),
        Trouble.WAITING: _tr("The audio output was lost. Playing goes on with the next."),
        Trouble.MOVED: _tr("The sound goes on through {0}.").format(output_name or _tr("the system's own output")),
        Trouble.LOST: _tr("The audio output was lost. Press play to go on here."),
        Trouble.DAMAGED: _tr("The sound cannot be read further from here."),
    }[trouble]


def _tr(text: str) -> str:
    return QCoreApplication.translate("trouble", text)


class TroubleTeller(QObject):
    """Tells each trouble when it comes; that there is no output at all is announced once.

    Where there is no room for a line under the waveform, it is said as a message of the window.
    """

    def __init__(self, playback: Playback, transport: Transport, messages: Messages, page: QWidget) -> None:
        super().__init__(page)
        self._messages = messages
        self._playback, self._transport, self._page = playback, transport, page
        self._told: set[Trouble] = set()
        playback.trouble_changed.connect(self._tell)

    def _tell(self, trouble: Trouble) -> None:
        words = trouble_words(trouble, self._playback.output_name)
        self._transport.set_trouble(words)
        if words and self._transport.narrow:
            self._messages.warn(words, passing=True)
        if words and not (trouble is Trouble.NO_OUTPUT and trouble in self._told):
            self._told.add(trouble)
            announce(self._page, words)
