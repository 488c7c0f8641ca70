"""The page follows the sound: cursor, clock, the word being heard, and the chosen row while it is with it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ui.announce import announce
from ui.coding.playback import Playback
from ui.coding.workspace import Workspace
from ui.widgets.buttons import Button, Kind
from ui.widgets.transcript_rows import Row, RowKind


class Follower(QObject):
    """Moves what moves with the sound.

    The waveform turns its page with the cursor while ``following``: until the user looks elsewhere on it, and again
    once they ask for it; ``following_changed(bool)``. The chosen row goes on to the next one being heard only if it was
    the one being heard before: who stepped back to code an earlier row is left there.
    """

    following_changed = Signal(bool)

    def __init__(self, playback: Playback, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback, self._space = playback, workspace
        self._rows: list[Row] = []
        self._starts: list[float] = []
        self._heard = ""
        self.following = True
        self.button = Button(self.tr("Follow"), Kind.GHOST)
        self.button.setCheckable(True)
        self.button.show_checked(True)
        self.button.clicked.connect(self.toggle)
        workspace.waveform.set_corner(self.button)
        workspace.waveform.wandered.connect(self.stay)
        workspace.overview.centre_wanted.connect(self.stay)
        workspace.list.row_chosen.connect(self._row_chosen)
        playback.moved.connect(self._moved)
        playback.playing_changed.connect(self._playing_changed)

    def toggle(self) -> None:
        """Follow the sound on the waveform, or stay where the user looks."""
        self.set_following(not self.following)

    def stay(self) -> None:
        """Let the user look elsewhere without being carried back."""
        self.set_following(False)

    def set_following(self, following: bool) -> None:
        """Follow or stay, and say so when it is new."""
        if following == self.following:
            return
        self.following = following
        self.button.show_checked(following)
        words = self.tr("The waveform follows the sound") if following else self.tr("The waveform stays where you look")
        announce(self._space.waveform, words)
        self.following_changed.emit(following)
        if following:
            self._moved(self._playback.position_s)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Follow these rows, in order of time."""
        self._rows = [row for row in rows if row.kind is RowKind.UTTERANCE]
        self._starts = [row.start_s for row in self._rows]
        self._light(self._playback.position_s)

    def row_at(self, at_s: float) -> Row | None:
        """The utterance being said at a position; None in a silence."""
        place = bisect_right(self._starts, at_s) - 1
        if place >= 0 and at_s < self._rows[place].end_s:
            return self._rows[place]
        return None

    def _row_chosen(self, row_id: str) -> None:
        """Who stands, in a pause of the talk, on what was said last goes on with the sound."""
        place = bisect_right(self._starts, self._playback.position_s) - 1
        if place >= 0 and self._rows[place].id == row_id:
            self._heard = row_id

    def _playing_changed(self, playing: bool) -> None:
        self._space.transport.set_playing(playing)

    def _moved(self, at_s: float) -> None:
        space = self._space
        space.waveform.set_cursor_s(at_s, follow=self.following)
        space.overview.set_cursor_s(at_s)
        space.transport.set_position_s(at_s)
        self._light(at_s)

    def _light(self, at_s: float) -> None:
        space, playing = self._space, self._playback.playing
        row = self.row_at(at_s)
        if row is None:
            space.list.set_playing("", -1)
            return
        if playing and row.id != self._heard and space.list.current_id in (self._heard, ""):
            space.list.choose(row.id)
        self._heard = row.id
        space.list.set_playing(row.id, row.word_at(at_s))
