"""Plays one moment after another through a page's transport."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Slot

from coder.audio.player import Trouble
from ui.coding.playback import Playback
from ui.messages import Messages


class Moment(Protocol):
    """A stretch [start_s, end_s) of a session's recording."""

    @property
    def session_id(self) -> str: ...
    @property
    def start_s(self) -> float: ...
    @property
    def end_s(self) -> float: ...


class ClipPlayer(QObject):
    """Plays moments; the same one again stops it."""

    def __init__(self, playback: Playback, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self._clip: Moment | None = None

    @Slot(object)
    def play(self, clip: Moment) -> None:
        """Hear a moment from its first second to its last."""
        if self._playback.playing and clip == self._clip:
            self._playback.pause()
            return
        if self._clip is None or clip.session_id != self._clip.session_id or not self._playback.playing:
            self._playback.open(clip.session_id, clip.end_s)
        self._clip = clip
        self._playback.play(clip.start_s, clip.end_s)


def tell_trouble(messages: Messages, trouble: Trouble) -> None:
    """Say why a moment cannot be heard, and what to do."""
    if trouble in (Trouble.NO_OUTPUT, Trouble.WAITING):
        hint = _tr("Connect headphones or a loudspeaker and play it again.")
        messages.warn(_tr("This moment cannot be heard: there is no audio output."), hint)
    elif trouble is Trouble.DAMAGED:
        hint = _tr("The rating and its notes are safe.")
        messages.warn(_tr("The sound of this recording cannot be read further."), hint)


def _tr(text: str) -> str:
    return QCoreApplication.translate("moments", text)
