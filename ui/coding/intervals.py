"""What is done to stretches on the waveform: choosing marks, moving their ends, zooming to them, saying them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QToolTip

from coder.domain.coding import CodingState, Direction, Entry, EntryKind, codes_moved_with
from ui.announce import announce
from ui.coding.edits import Edit, ToggleEvidence, WithdrawCode
from ui.coding.mark_edits import MoveMark, WithdrawMoment, place_of_entry
from ui.coding.rows import interval_id, jotted_id, wave_marks
from ui.tracking import track
from ui.widgets.waveform_marks import Edge
from ui.widgets.waveform_scene import Mark
from ui.widgets.waveform_words import stretch_words

if TYPE_CHECKING:
    from ui.coding.view import CodePage

# Room beside a stretch that fills the view, so that its ends can be seen and taken.
_AIR = 0.08
_MENU = (
    ("stretch.start_here", "stretch.end_here"),
    ("mark.previous", "mark.next", "mark.withdraw"),
    ("zoom.in", "zoom.out", "zoom.stretch", "zoom.whole"),
    ("follow", "wave.where"),
)


class Intervals(QObject):
    """Connects the waveform of one Code page to the coding: marks are chosen and moved there, one undo step a time."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._wave, self._model = page, page.space.waveform, page.model
        self._known: CodingState | None = None
        self._entries: dict[str, Entry] = {}
        self._stored_as: dict[str, str] = {}
        self._row_beside = ""
        wave = self._wave
        wave.describe = self.describe
        wave.mark_moved.connect(self.move)
        wave.mark_chosen.connect(self._chosen)
        page.space.list.row_chosen.connect(self._row_chosen)
        wave.stretch_made.connect(self._stand_at)
        wave.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        wave.customContextMenuRequested.connect(self._menu)
        self._model.loaded.connect(self._begin)
        self._model.state_changed.connect(lambda: wave.set_movable(self._model.may_code))
        page.playback.playing_changed.connect(wave.tell_soon)
        track(self, page.context.actions.changed, self._show_keys)
        self._show_keys()
        self._bind()

    def _bind(self) -> None:
        page, wave, nudge = self._page, self._wave, self._nudge
        here: dict[str, Callable[[], object]] = {
            "stretch.start_here": partial(self._set_here, Edge.START),
            "stretch.end_here": partial(self._set_here, Edge.END),
        }
        zoom = {"zoom.in": partial(wave.zoom, 2.0), "zoom.out": partial(wave.zoom, 0.5)}
        page.keys.bind_all(page.space.list, {**here, **zoom})
        page.keys.bind_all(
            wave,
            {
                **here,
                "stretch.start_earlier": partial(nudge, Edge.START, -0.1),
                "stretch.start_later": partial(nudge, Edge.START, 0.1),
                "stretch.end_earlier": partial(nudge, Edge.END, -0.1),
                "stretch.end_later": partial(nudge, Edge.END, 0.1),
                "stretch.end_second_earlier": partial(nudge, Edge.END, -1.0),
                "stretch.end_second_later": partial(nudge, Edge.END, 1.0),
                "stretch.back_to_first": lambda: self._choose(0.0, wave.cursor_s),
                "stretch.on_to_last": lambda: self._choose(wave.cursor_s, wave.duration_s),
                "mark.previous": partial(self.next_mark, -1),
                "mark.next": partial(self.next_mark, 1),
                "mark.withdraw": self.withdraw,
                **zoom,
                "zoom.stretch": self.zoom_to_stretch,
                "zoom.whole": self.show_whole,
            },
        )
        page.keys.bind_all(page, {"follow": page.follower.toggle, "wave.where": self.say_where})

    def _begin(self) -> None:
        self._known, self._entries, self._stored_as = None, {}, {}
        self._page.follower.set_following(True)

    def _choose(self, start_s: float, end_s: float) -> None:
        self._wave.select((start_s, end_s))
        self._wave.say_stretch()

    def describe(self, mark: Mark) -> str:
        """A mark in words: what it is, where, and its memo."""
        entry = self._entry(mark.id)
        if entry is None:
            return mark.label
        where = stretch_words(self.tr, (mark.start_s, mark.end_s))
        words = f"{self._name(entry)}, {where}"
        words = f"{words}: {entry.note}" if entry.note else words
        codes = self._codes_on(entry)
        return self.tr("{0}. Coded: {1}").format(words, ", ".join(map(self._name, codes))) if codes else words

    def move(self, mark_id: str, start_s: float, end_s: float) -> None:
        """Store a mark on another stretch as one step."""
        entry = self._entry(mark_id)
        if entry is None:
            return
        there = place_of_entry(entry)
        edit = MoveMark(there, replace(there, start_s=start_s, end_s=end_s), entry.kind, entry.label)
        where = stretch_words(self.tr, (start_s, end_s))
        self._do(edit, self.tr("Moved: {0}, {1}").format(self._name(entry), where))

    def withdraw(self) -> None:
        """Take the chosen mark back."""
        mark = self._wave.chosen
        entry = self._entry(mark.id) if mark is not None else None
        if entry is None:
            self._refuse(self.tr("No mark is chosen on the waveform."))
            return
        there = place_of_entry(entry)
        edits: dict[EntryKind, Edit] = {
            EntryKind.CODE: WithdrawCode(there),
            EntryKind.MOMENT: WithdrawMoment(entry.label, there),
            EntryKind.EVIDENCE: ToggleEvidence(entry.label, there, entry.direction),
        }
        words = (
            self.tr("Taken back: {0}. Its code stays there.") if self._codes_on(entry) else self.tr("Taken back: {0}")
        )
        self._do(edits[entry.kind], words.format(self._name(entry)))

    def next_mark(self, step: int) -> None:
        """Choose the next (1) or previous (-1) evidence, moment or code by ear, and go to it."""
        # What is drawn, not what the model knows a moment sooner: only what is drawn can be chosen.
        marks = self._wave.marks.movable
        at_s, chosen = self._wave.cursor_s, self._wave.chosen
        ids = [one.id for one in marks]
        if chosen is not None and chosen.id in ids:
            place = ids.index(chosen.id) + step
        else:
            before = sum(one.start_s < at_s - 1e-3 for one in marks)
            place = before if step > 0 else before - 1
        if not 0 <= place < len(marks):
            self._say(self.tr("There is no mark further on.") if step > 0 else self.tr("There is no mark before."))
            return
        mark = marks[place]
        self._wave.choose(mark.id)
        self._wave.show_place(mark.start_s, mark.end_s)
        if not self._page.playback.playing:
            self._page.playback.seek(mark.start_s)
        self._say(self.describe(mark))

    def zoom_to_stretch(self) -> None:
        """Show the chosen mark or stretch as large as it goes."""
        stretch = self._wave.stretch_s
        if stretch is None:
            self._refuse(self.tr("No stretch is chosen on the waveform."))
            return
        air_s = (stretch[1] - stretch[0]) * _AIR
        self._wave.look_at(stretch[0] - air_s, stretch[1] + air_s)

    def show_whole(self) -> None:
        """Show the whole recording."""
        self._wave.look_at(0.0, self._wave.duration_s)

    def say_where(self) -> None:
        """Say position, view and choice to a screen reader, and show the words beside the waveform."""
        words = self._wave.words
        if words:
            self._say(words)
            QToolTip.showText(self._wave.mapToGlobal(QPoint(0, self._wave.height())), words, self._wave)

    def _nudge(self, edge: Edge, step_s: float) -> None:
        wave = self._wave
        if not wave.nudge(edge, step_s) and wave.chosen is not None:
            self._refuse(self.tr("This end cannot be moved further."))
        elif wave.chosen is None:
            wave.say_stretch()

    def _set_here(self, edge: Edge) -> None:
        wave, at_s = self._wave, self._page.playback.position_s
        if not wave.set_edge(edge, at_s):
            self._refuse(self.tr("A stretch must start before it ends: set its start first."))
        elif wave.chosen is not None:
            wave.settle()
        elif wave.selection_s is None:
            self._say(self.tr("The stretch starts here"))
        else:
            wave.say_stretch()

    def _chosen(self, mark_id: str) -> None:
        entry = self._entry(mark_id)
        if entry is None:
            return
        own = interval_id(entry) if entry.kind is EntryKind.CODE else jotted_id(entry)
        shown = self._page.space.rows
        row_id = next((id_ for id_ in (own, entry.utterance_id) if shown.place_of(id_) >= 0), "")
        self._row_beside = row_id or self._page.space.list.current_id
        if row_id:
            self._page.space.list.choose(row_id)

    def _row_chosen(self, row_id: str) -> None:
        """Who chooses another row wants the next mark there and no longer on a moment; rows go by with the sound."""
        target, before = self._page.acts.target, self._row_beside
        self._row_beside = row_id or before
        heard = target.heard() if self._page.playback.playing else None
        if row_id in ("", before) or (heard is not None and heard.id == row_id):
            return
        if target.moment() is not None:
            self._wave.choose("")

    def _stand_at(self, start_s: float, _end_s: float) -> None:
        """Who chose a stretch wants to hear it with the next press of the play key."""
        if not self._page.playback.playing:
            self._page.playback.seek(start_s)

    def _do(self, edit: Edit, words: str) -> None:
        may = self._model.may_code
        self._model.do(edit, words if may else "")
        if not may:
            self._page.space.show_marks(wave_marks(self._model.shown, self._model.frame))

    def _entry(self, mark_id: str) -> Entry | None:
        state = self._model.shown
        if state is not self._known:
            self._known = state
            before, entries = self._entries, (*state.codes, *state.evidence, *state.moments)
            self._entries = {entry.thread_id: entry for entry in entries}
            self._follow_ids(before)
        return self._entries.get(self._stored_as.get(mark_id, mark_id))

    def _follow_ids(self, before: Mapping[str, Entry]) -> None:
        """What was just made has another id once it is stored; a hand that has the old one still means the same."""
        fresh = [entry for id_, entry in self._entries.items() if id_ not in before]
        for was in (entry for id_, entry in before.items() if fresh and id_ not in self._entries):
            now = place_of_entry(was).find(one for one in fresh if (one.kind, one.label) == (was.kind, was.label))
            if now is not None:
                self._stored_as[was.thread_id] = now.thread_id

    def _codes_on(self, entry: Entry) -> tuple[Entry, ...]:
        """The codes that lie on a mark, if it is a moment."""
        return codes_moved_with(self._model.shown, entry) if entry.kind is EntryKind.MOMENT else ()

    def _name(self, entry: Entry) -> str:
        frame = self._model.frame
        if entry.kind is EntryKind.CODE:
            return frame.row_code(entry).name
        if entry.kind is EntryKind.MOMENT:
            return self.tr("Moment: {0}").format(frame.moment_name(entry.label))
        name, _, _ = frame.principle_mark(entry.label)
        against = entry.direction is Direction.AGAINST
        return (self.tr("Evidence against {0}") if against else self.tr("Evidence for {0}")).format(name)

    def _say(self, words: str) -> None:
        announce(self._wave, words)

    def _refuse(self, words: str) -> None:
        self._page.context.messages.warn(words)

    def _show_keys(self) -> None:
        key, button = self._page.context.actions.key_text("follow"), self._page.follower.button
        words = self.tr("Turn the page with the sound")
        button.setToolTip(f"{words} ({key})" if key else words)
        button.setAccessibleDescription(f"{words}. {self.tr('Key: {0}').format(key)}" if key else words)

    def _menu(self, place: QPoint) -> None:
        actions = self._page.context.actions
        found = self._wave.hit_at(place.toPointF())
        if found is not None:
            self._wave.choose(found.mark.id)
        menu = QMenu(self._wave)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in _MENU:
            for id_ in group:
                menu.addAction(f"{actions.text(id_)}\t{actions.key_text(id_)}", partial(actions.trigger, id_))
            menu.addSeparator()
        menu.popup(self._wave.mapToGlobal(place))
