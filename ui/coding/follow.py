"""The page follows the sound: cursor, clock, the word being heard, and the chosen row while it is with it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QObject

from ui.coding.playback import Playback
from ui.coding.workspace import Workspace
from ui.widgets.transcript_rows import Row, RowKind


class Follower(QObject):
    """Moves what moves with the sound.

    The chosen row goes on to the next one being heard only if it was the one being heard before: who stepped back to
    code an earlier row is left there.
    """

    def __init__(self, playback: Playback, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback, self._space = playback, workspace
        self._rows: list[Row] = []
        self._starts: list[float] = []
        self._heard = ""
        playback.moved.connect(self._moved)
        playback.playing_changed.connect(self._playing_changed)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Follow these rows, in order of time."""
        self._rows = [row for row in rows if row.kind is RowKind.UTTERANCE]
        self._starts = [row.start_s for row in self._rows]
        self._moved(self._playback.position_s)

    def row_at(self, at_s: float) -> Row | None:
        """The utterance being said at a position; None in a silence."""
        place = bisect_right(self._starts, at_s) - 1
        if place >= 0 and at_s < self._rows[place].end_s:
            return self._rows[place]
        return None

    def _playing_changed(self, playing: bool) -> None:
        self._space.transport.set_playing(playing)

    def _moved(self, at_s: float) -> None:
        space, playing = self._space, self._playback.playing
        space.waveform.set_cursor_s(at_s, follow=playing)
        space.overview.set_cursor_s(at_s)
        space.transport.set_position_s(at_s)
        row = self.row_at(at_s)
        if row is None:
            space.list.set_playing("", -1)
            return
        if playing and row.id != self._heard and space.list.current_id in (self._heard, ""):
            space.list.choose(row.id)
        self._heard = row.id
        space.list.set_playing(row.id, row.word_at(at_s))
