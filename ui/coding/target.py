"""Where the next mark goes, by one rule that is also said in words beside the codes."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QObject, Signal

from coder.domain.coding import Entry
from coder.domain.times import clock_text
from ui.coding.edits import Place
from ui.coding.playback import Playback
from ui.coding.presenter import Presenter
from ui.coding.rows import place_of
from ui.coding.viewmodel import CodingViewModel
from ui.coding.workspace import Workspace
from ui.widgets.transcript_rows import Row, RowKind
from ui.widgets.waveform_scene import MarkKind

# Coding by ear marks what was just heard; an utterance of a home visit takes about this long.
HEARD_S = 5.0


class Target(QObject):
    """The place of the next mark; ``changed(words)`` when it is another one.

    In this order: the stretch or the moment chosen on the waveform; while playing, what is being heard, and in a pause
    what was said last; the chosen row. Who chooses another row while playing keeps it until ``release`` or until the
    sound comes to it. Where there is no text, a mark goes on the last five seconds heard.
    """

    changed = Signal(str)

    def __init__(
        self,
        model: CodingViewModel,
        playback: Playback,
        workspace: Workspace,
        presenter: Presenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._playback, self._space, self._presenter = model, playback, workspace, presenter
        self._spoken: list[Row] = []
        self._starts: list[float] = []
        self._kept = ""
        self._said = ""
        presenter.rows_changed.connect(self._rows_changed)
        workspace.list.row_chosen.connect(self._row_chosen)
        workspace.waveform.selection_changed.connect(self._tell)
        workspace.waveform.mark_chosen.connect(self._tell)
        model.marks_changed.connect(self._tell)
        presenter.off_row = self.off_row
        self.changed.connect(presenter.ask_beside)
        playback.moved.connect(self._tell)
        playback.playing_changed.connect(self._playing_changed)

    def place(self) -> Place:
        """Where a mark goes now."""
        chosen = self.off_row()
        if chosen is not None:
            return chosen
        row = self._row()
        return place_of(row) if row is not None else self._by_ear()

    def off_row(self) -> Place | None:
        """The stretch or the moment that is chosen on the waveform; None where a mark goes on a row or by ear."""
        stretch, moment = self._space.waveform.selection_s, self.moment()
        if stretch is not None:
            return Place(*stretch)
        return Place(moment.start_s, moment.end_s) if moment is not None else None

    def moment(self) -> Entry | None:
        """The moment that is chosen on the waveform and still stands, if there is one."""
        mark, moments = self._space.waveform.chosen, self._model.shown.moments
        if mark is None or mark.kind is not MarkKind.MOMENT:
            return None
        # One that was stored a moment ago has another id than the waveform knows yet.
        here = Place(mark.start_s, mark.end_s)
        known = next((one for one in moments if one.thread_id == mark.id), None)
        return known or next((one for one in moments if here.is_at(one)), None)

    def heard(self) -> Row | None:
        """The utterance being heard, or in a pause the last one; None while there is no text for what is heard."""
        at_s = self._playback.position_s
        place = bisect_right(self._starts, at_s) - 1
        row = self._spoken[place] if place >= 0 else None
        return row if row is not None and row.kind is RowKind.UTTERANCE else None

    def release(self) -> None:
        """Go on with the sound, when another row was kept while playing."""
        if self._kept:
            self._kept = ""
            self.show_heard()

    def show_heard(self) -> None:
        """Have the list stand where the mark goes while playing."""
        row = self.heard()
        if row is not None and self._playback.playing and not self._kept:
            self._space.list.choose(row.id)
        self._tell()

    def _row(self) -> Row | None:
        if self._playback.playing and not self._kept:
            return self.heard()
        return self._presenter.row(self._space.list.current_id)

    def _by_ear(self) -> Place:
        heard = self._playback.position_s
        return Place(max(0.0, heard - HEARD_S), max(heard, min(0.1, self._model.duration_s)))

    def _rows_changed(self) -> None:
        heard = (RowKind.UTTERANCE, RowKind.GAP)
        self._spoken = [row for row in self._presenter.rows if row.kind in heard]
        self._starts = [row.start_s for row in self._spoken]
        self._tell()

    def _row_chosen(self, row_id: str) -> None:
        row = self.heard()
        with_the_sound = not self._playback.playing or row is None or row.id == row_id
        self._kept = "" if with_the_sound else row_id
        self._tell()

    def _playing_changed(self, _playing: bool) -> None:
        self._kept = ""
        self.show_heard()

    def _tell(self, *_: object) -> None:
        if self._kept and (row := self.heard()) is not None and row.id == self._kept:
            self._kept = ""
        words = self._words() if self._model.is_open else ""
        if words != self._said:
            self._said = words
            self.changed.emit(words)

    def _words(self) -> str:
        chosen = self._space.waveform.selection_s
        if chosen is not None:
            return self.tr("A mark goes on the chosen stretch, {0} to {1}").format(*map(clock_text, chosen))
        moment = self.moment()
        if moment is not None:
            name, at = self._model.frame.moment_name(moment.label), clock_text(moment.start_s)
            return self.tr("A mark goes on the moment at {0}: {1}. Esc: let it go").format(at, name)
        row = self._row()
        if row is None:
            return self.tr("A mark goes on the last {0} seconds heard").format(round(HEARD_S))
        where = f"{row.speaker} {clock_text(row.start_s)}".strip()
        if self._playback.playing and not self._kept:
            return self.tr("A mark goes on what is heard: {0}").format(where)
        if self._kept:
            return self.tr("A mark goes on the chosen row: {0}. Esc: go on with the sound").format(where)
        return self.tr("A mark goes on the chosen row: {0}").format(where)
