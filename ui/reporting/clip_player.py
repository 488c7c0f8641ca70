"""Plays one moment after another through a page's transport."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from ui.coding.playback import Playback


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
