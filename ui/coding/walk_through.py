"""Leads from one doubtful place of the transcript to the next: plays it, and takes down what was found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from coder.domain.text_edits import MarkChecked, MarkHeard
from coder.domain.times import clock_text
from coder.domain.transcripts import Doubt, Flag, Transcript
from ui.coding.row_filter_boxes import clear
from ui.coding.row_filters import Sign
from ui.coding.text_editing_rights import hindered
from ui.coding.walk import Stop, gap_stops, stops
from ui.coding.walk_bar import HEAR, WalkBar
from ui.coding.workspace import TRANSCRIPT
from ui.widgets.doubt_words import doubt_sentences
from ui.widgets.transcript_rows import WORDED, Row, RowKind

if TYPE_CHECKING:
    from ui.coding.view import CodePage

_BEFORE_NEXT_S = 0.02


class WalkThrough(QObject):
    """Connects the walk to one Code page. Its places are chosen when it begins, so that "3 of 20" keeps its meaning."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._model = page, page.model
        self._stops: tuple[Stop, ...] = ()
        self._at = -1
        self._listed = False
        self._done: set[str] = set()
        self.bar = WalkBar(page.context.actions)
        page.space.above_list.addWidget(self.bar)
        acts: dict[str, Callable[[], object]] = {
            "walk.next": partial(self.go, 1),
            "walk.previous": partial(self.go, -1),
            "walk.right": self.right,
            "walk.end": self.end,
            "walk.gaps": self.gaps,
        }
        page.keys.bind_all(page, acts)
        self._acts: dict[str, Callable[[], object]] = {**acts, "text.edit": page.text.edit, HEAR: self.hear}
        self.bar.acted.connect(self._pressed)
        page.text.typing.kept.connect(self._corrected)
        self._model.loaded.connect(self._other_session)
        self._model.closed.connect(self._other_session)

    @property
    def stop(self) -> Stop | None:
        """The place the walk stands on; None while there is no walk."""
        return self._stops[self._at] if 0 <= self._at < len(self._stops) else None

    def go(self, step: int) -> None:
        """Go on to the next place that is left (1) or to one before (-1); the first time, begin the walk."""
        self._page.text.typing.keep()
        if not self._stops and not self._begin():
            return
        place = self._at + step
        while 0 <= place < len(self._stops) and not self._is_open(self._stops[place]):
            place += step
        if 0 <= place < len(self._stops):
            self._at = place
            self._show(self._stops[place])
        elif all(not self._is_open(one) for one in self._stops):
            self._finish()
        else:
            self._model.said.emit(self.tr("There is no place on that side."))

    def gaps(self) -> None:
        """List the speech without text by itself and begin a walk through all of it."""
        self._page.text.typing.keep()
        self.end()
        if self._begin(gap_stops):
            self._list(Sign.GAP.value)
            self.go(1)

    def hear(self) -> None:
        """Play the place once more."""
        stop = self.stop
        if stop is not None:
            # Never into the rows around it: the list would follow the sound there, and what is judged is this place.
            self._page.playback.play(stop.start_s, max(stop.start_s, stop.end_s - _BEFORE_NEXT_S))

    def right(self) -> None:
        """Take down that the place was heard and is right, and go on; outside a walk, of the current row."""
        stop = self.stop
        row_id = stop.row_id if stop is not None else self._page.space.list.current_id
        row = self._page.presenter.row(row_id)
        why_not = hindered(self._model, self._page.context.actor, self.tr)
        if why_not or row is None or row.kind not in WORDED:
            self._model.said.emit(why_not or self.tr("Choose a row with words first."))
            return
        self._page.text.typing.keep()
        if row.kind is RowKind.GAP:
            self._empty(row)
        elif not row.checked:
            self._model.edit_text((MarkChecked(row_id),), self.tr("Heard, right"), self.tr("Heard and found right"))
        if stop is not None:
            self._done.add(stop.row_id)
            self.go(1)

    def _empty(self, row: Row) -> None:
        if not row.checked:
            edit = MarkHeard(row.start_s, row.end_s)
            self._model.edit_text((edit,), self.tr("Heard, nothing said"), self.tr("Heard, nobody says anything"))

    def end(self) -> None:
        """Leave the walk; what is left can be walked another time."""
        self._stops, self._at = (), -1
        if self.bar.isVisible():
            self._show_bar(False)
            if self._listed:
                self._list("")
            self._page.space.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, sign: str) -> None:
        """Have the list show the rows with one sign only, or all of them again."""
        filters = self._page.space.filters
        clear(filters)
        filters.signs.setCurrentIndex(max(0, filters.signs.findData(sign)))
        filters.signs.activated.emit(filters.signs.currentIndex())
        self._listed = bool(sign)

    def _begin(self, find: Callable[[Transcript], tuple[Stop, ...]] = stops) -> bool:
        transcript = self._model.transcript if self._model.is_open else None
        why_not = hindered(self._model, self._page.context.actor, self.tr)
        if transcript is None or why_not:
            self._model.said.emit(why_not)
            return False
        self._done.clear()
        self._stops, self._at = find(transcript), -1
        if not self._stops:
            self._page.context.messages.info(self.tr("No place of this transcript asks to be checked."))
            return False
        return True

    def _is_open(self, stop: Stop) -> bool:
        return stop.row_id not in self._done and self._page.presenter.row(stop.row_id) is not None

    def _show(self, stop: Stop) -> None:
        space, row = self._page.space, self._page.presenter.row(stop.row_id)
        assert row is not None
        space.show_tab(TRANSCRIPT)
        if space.rows.place_of(stop.row_id) < 0:
            self._list("")
        space.list.choose(stop.row_id)
        space.list.setFocus(Qt.FocusReason.OtherFocusReason)
        words = self.tr("Place {0} of {1}, {2}: {3}").format(
            self._at + 1, len(self._stops), clock_text(stop.start_s), self._why(row)
        )
        self.bar.show_place(words, can_judge=True, is_gap=stop.is_gap, narrow=space.compact)
        self._show_bar(True)
        self._model.said.emit(words)
        self.hear()

    def _why(self, row: Row) -> str:
        if row.kind is RowKind.GAP:
            return self.tr("somebody speaks, no text")
        if Flag.SUSPECT in row.flags:
            doubts = [one for one in row.reasons if one.doubt is not Doubt.WORD_TIMES]
            return " ".join([self.tr("perhaps nobody said this."), *doubt_sentences(doubts, self.tr)])
        return self.tr("unsure words")

    def _show_bar(self, shown: bool) -> None:
        """In the narrow form there is room for the bar or for the filters, not for both."""
        self.bar.setVisible(shown)
        self._page.space.put_filters_away(shown)

    def _finish(self) -> None:
        count = len(self._stops)
        words = (
            self.tr("The one place was heard.") if count == 1 else self.tr("All {0} places were heard.").format(count)
        )
        self._stops, self._at = (), -1
        self.bar.show_place(words, can_judge=False, is_gap=False, narrow=self._page.space.compact)
        self._model.said.emit(words)

    def _corrected(self, row_id: str) -> None:
        """A place whose words were corrected has been heard."""
        if any(stop.row_id == row_id for stop in self._stops):
            self._done.add(row_id)

    def _other_session(self) -> None:
        self.end()

    def _pressed(self, id_: str) -> None:
        self._acts[id_]()
