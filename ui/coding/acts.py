"""What keys, buttons and menus of the Code page do to the open coding."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from coder.audio.protocol import WORKING_RATE
from coder.domain.coding import Direction, Entry, EntryKind
from coder.domain.times import clock_text
from ui.coding.dialogs import MemoDialog
from ui.coding.edits import (
    MarkMoment,
    Place,
    Rate,
    ToggleEvidence,
    WithdrawCode,
    code_at,
    evidence_at,
)
from ui.coding.mark_edits import (
    MoveMark,
    ToggleVariant,
    WithdrawMoment,
    WriteNote,
    mark_at,
    moment_at,
    place_of_entry,
)
from ui.coding.playback import Playback
from ui.coding.presenter import Presenter, place_of_evidence
from ui.coding.rows import jotted_id, place_of
from ui.coding.target import Target
from ui.coding.viewmodel import CodingViewModel
from ui.coding.workspace import PRINCIPLES, TRANSCRIPT, Workspace
from ui.widgets.principle_card import Evidence
from ui.widgets.rating_scale import NOT_EVALUABLE
from ui.widgets.transcript_rows import RowKind


class Acts(QObject):
    """``armed_changed(principle_id)`` when the digit keys rate a principle, or (empty) choose one again;
    ``coded(place, code_id)`` when a code was given; ``menu_opening(QMenu, Row)`` before the menu of a row is shown."""

    armed_changed = Signal(str)
    coded = Signal(object, str)
    menu_opening = Signal(object, object)

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
        self._armed = ""
        self.target = Target(model, playback, workspace, presenter, self)

    def place(self) -> Place:
        """Where a mark goes; the rule is the target's."""
        return self.target.place()

    def code(self, code_id: str) -> None:
        """Put a code (or a variant, by its id) on the place, or take it away when it is there."""
        if not self._model.is_open or self._refused_here():
            return
        place, frame = self.place(), self._model.frame
        variant = next((one for one in frame.variants if one.id == code_id), None)
        code = frame.codebook.code(variant.code if variant else code_id)
        edit = ToggleVariant(place, code.id, variant.attributes if variant else {})
        after = code_at(edit.predict(self._model.shown), place)
        words = self.tr("Coded: {0}") if after is not None else self.tr("Taken back: {0}")
        self._model.do(edit, words.format(variant.name if variant else code.name))
        self._space.waveform.select(None)
        self.target.show_heard()
        if self._model.may_code:
            self.coded.emit(place, code.id if after is not None else "")

    def _refused_here(self) -> bool:
        """Whether codes are given in another mode, which is told: nobody codes a row they do not see."""
        comparing = self._space.second.isVisible()
        if self._space.listening:
            self._model.said.emit(self.tr("Codes are given in Code mode. Here you mark moments and rate."))
        elif comparing:
            self._model.said.emit(self.tr("Codes are given in Code mode. Here you choose one of two marks."))
        return self._space.listening or comparing

    def withdraw(self) -> None:
        """Take back the code of the place; in Listen mode the moment or evidence that is chosen."""
        jotted = self._jotted()
        if jotted is not None:
            place = place_of_entry(jotted)
            away = (
                WithdrawMoment(jotted.label, place)
                if jotted.kind is EntryKind.MOMENT
                else ToggleEvidence(jotted.label, place, jotted.direction)
            )
            self._model.do(away, self.tr("Taken back"))
            return
        place = self.place()
        if self._model.is_open and code_at(self._model.shown, place) is not None:
            self._model.do(WithdrawCode(place), self.tr("Taken back"))

    def evidence(self, direction: Direction, principle_id: str = "") -> None:
        """Give the place as evidence for or against the open principle (or ``principle_id``)."""
        principle_id = principle_id or self._space.principles.chosen_id
        if self._model.is_open and principle_id:
            name = self._model.frame.codebook.principle(principle_id).name
            words = self.tr("Evidence for {0}") if direction is Direction.FOR else self.tr("Evidence against {0}")
            self._model.do(ToggleEvidence(principle_id, self.place(), direction), words.format(name))

    def remove_evidence(self, principle_id: str, evidence: Evidence) -> None:
        """Take a chip away."""
        place = place_of_evidence(evidence)
        self._model.do(ToggleEvidence(principle_id, place, evidence.direction), self.tr("Taken back"))

    def turn_evidence(self, principle_id: str, evidence: Evidence) -> None:
        """Let a piece of evidence speak the other way round."""
        against = evidence.direction is Direction.FOR
        name = self._model.frame.codebook.principle(principle_id).name
        words = self.tr("Evidence against {0}") if against else self.tr("Evidence for {0}")
        direction = Direction.AGAINST if against else Direction.FOR
        self._model.do(ToggleEvidence(principle_id, place_of_evidence(evidence), direction), words.format(name))

    def note_evidence(self, principle_id: str, evidence: Evidence) -> None:
        """Write a note on a piece of evidence."""
        known = evidence_at(self._model.shown, principle_id, place_of_evidence(evidence))
        if known is not None:
            self.note(known)

    def rate(self, principle_id: str, value: int) -> None:
        """Rate a principle, 0 for not evaluable, which asks for its reason at once."""
        name = self._model.frame.codebook.principle(principle_id).name
        said = self.tr("not evaluable") if value == NOT_EVALUABLE else str(value)
        self._model.do(Rate(principle_id, None if value == NOT_EVALUABLE else value), f"{name}: {said}")
        self._space.principles.choose(principle_id)
        if value == NOT_EVALUABLE and self._model.may_code:
            self._ask_reason(principle_id)

    def _ask_reason(self, principle_id: str) -> None:
        """Go to the reason, and back with Enter for who came from the transcript or the waveform."""
        came_from = next((one for one in (self._space.list, self._space.waveform) if one.hasFocus()), None)
        field = self._space.principles.card(principle_id).reason
        self._space.show_tab(PRINCIPLES)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if came_from is not None:
            field.returnPressed.connect(partial(self._go_back, came_from), Qt.ConnectionType.SingleShotConnection)

    def _go_back(self, came_from: QWidget) -> None:
        self._space.show_tab(TRANSCRIPT)
        came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def write_reason(self, principle_id: str, text: str) -> None:
        """Keep why a principle was rated so; without a rating there is nothing to keep it with."""
        rating = self._model.shown.ratings.get(principle_id)
        if rating is not None:
            self._model.do(Rate(principle_id, rating.value, text), self.tr("Reason kept"))

    def digit(self, number: int) -> None:
        """A digit chooses a principle; the next one rates it, 0 for not evaluable. 6 to 9 always choose."""
        if not self._model.is_open:
            return
        principles = self._model.frame.codebook.principles
        top = self._model.frame.codebook.rules.scale_max
        if self._armed and number <= top:
            armed = self._armed
            self.disarm()
            self.rate(armed, number)
        elif 1 <= number <= len(principles):
            self._armed = principles[number - 1].id
            self._space.show_tab(PRINCIPLES)
            self._space.principles.choose(self._armed, focus=self._space.compact)
            self.armed_changed.emit(self._armed)

    def disarm(self) -> None:
        """Let digits choose principles again."""
        if self._armed:
            self._armed = ""
            self.armed_changed.emit("")

    def leave(self) -> None:
        """End what was begun: a rating, a chosen stretch, a row kept while the sound goes on."""
        self.disarm()
        self._space.waveform.leave()
        self.target.release()

    def memo(self) -> None:
        """Write the note of the mark on the place: its code, else what was jotted there; else mark a moment."""
        if not self._model.is_open:
            return
        known = self._jotted() if self._space.listening else code_at(self._model.shown, self.place())
        if known is None:
            known = self._moment_here()
        if known is None:
            self.moment()
        else:
            self.note(known)

    def note(self, mark: Entry) -> None:
        """Write the memo of a code or moment, or the note of evidence."""
        about = self.tr("{0} at {1}").format(self._name_of(mark), clock_text(mark.start_s))
        dialog = MemoDialog(about, mark.note, (), parent=self._space)
        place = place_of_entry(mark)

        def write(text: str) -> None:
            self._model.do(WriteNote(mark.kind, mark.label, place, text), self.tr("Memo kept"))

        dialog.written.connect(write)
        dialog.stands_on = _named(place, mark.kind.value, mark.label)
        self._open(dialog)

    def _name_of(self, mark: Entry) -> str:
        frame = self._model.frame
        if mark.kind is EntryKind.CODE:
            return frame.row_code(mark).name
        return frame.moment_name(mark.label) if mark.kind is EntryKind.MOMENT else frame.principle_mark(mark.label)[0]

    def _moment_here(self) -> Entry | None:
        """The moment marked on the very place, so that its note is written instead of a second moment."""
        return self.target.moment() or moment_at(self._model.shown, self.place())

    def _jotted(self) -> Entry | None:
        """The moment or evidence that is chosen in the list of what was jotted down."""
        id_, state = self._space.list.current_id, self._model.shown
        return next((one for one in (*state.moments, *state.evidence) if jotted_id(one) == id_), None)

    def resume(self, stands_on: str, kind: str) -> None:
        """Open the dialog again that stood on this (MemoDialog.stands_on); a mark that is gone makes it a moment."""
        about, label, *where = json.loads(stands_on)
        place = Place(*where)
        known = mark_at(self._model.shown, EntryKind(about), label, place) if about else None
        if known is not None:
            self.note(known)
        else:
            self.moment(kind, place)

    def moment(self, kind: str = "", place: Place | None = None) -> None:
        """Ask which kind of moment this is, and mark it on the place, by default where a mark goes now."""
        if not self._model.is_open:
            return
        place = place or self.place()
        about = self.tr("At {0}").format(clock_text(place.start_s))
        dialog = MemoDialog(about, "", self._model.frame.codebook.moments, kind, parent=self._space)
        dialog.marked.connect(partial(self._mark, place))
        dialog.stands_on = _named(place)
        self._open(dialog)

    def _mark(self, place: Place, kind: str, note: str, shareable: bool) -> None:
        name = self._model.frame.moment_name(kind)
        self._model.do(MarkMoment(kind, place, note, shareable), self.tr("Marked: {0}").format(name))

    def _open(self, dialog: MemoDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def loop(self) -> None:
        """Repeat the chosen stretch or row; once more, and it goes on."""
        if self._playback.loop is not None:
            self._playback.set_loop(None)
            return
        place = self.place()
        self._playback.set_loop((place.start_s, place.end_s))
        if not self._playback.playing:
            self._playback.play(place.start_s)

    def play_range(self) -> None:
        """Play the chosen stretch or row from its start, and stop at its end."""
        if self._model.is_open:
            place = self.place()
            # One sample short of its end the place still belongs to this row, so the key can be pressed again.
            self._playback.play(place.start_s, max(place.start_s, place.end_s - 1 / WORKING_RATE))

    def play_row(self) -> None:
        """Play on from the chosen row."""
        row = self._presenter.row(self._space.list.current_id)
        if row is not None:
            self._playback.play(row.start_s)

    def play_word(self, row_id: str, word: int) -> None:
        """Play on from a word."""
        row = self._presenter.row(row_id)
        if row is not None:
            self._playback.play(row.starts_s[word] if word < len(row.starts_s) else row.start_s)

    def menu(self, row_id: str, point: QPoint) -> None:
        """What can be done with a row, for those who do not know the keys yet."""
        row = self._presenter.row(row_id)
        if row is None:
            return
        menu = QMenu(self._space)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Play from here"), self.play_row)
        menu.addAction(self.tr("Play this only"), self.play_range)
        menu.addAction(self.tr("Evidence for the open principle"), partial(self.evidence, Direction.FOR))
        menu.addAction(self.tr("Evidence against the open principle"), partial(self.evidence, Direction.AGAINST))
        moments = menu.addMenu(self.tr("Mark a moment"))
        for moment in self._model.frame.codebook.moments:
            moments.addAction(f"{moment.name}…", partial(self.moment, moment.id))
        menu.addAction(self.tr("Memo…"), self.memo)
        chosen = self._space.waveform.selection_s
        if row.kind is RowKind.INTERVAL and chosen is not None:
            move = MoveMark(place_of(row), Place(*chosen))
            menu.addAction(self.tr("Move the code to the chosen stretch"), partial(self._model.do, move))
        menu.addAction(self.tr("Take the code back"), self.withdraw)
        self.menu_opening.emit(menu, row)
        menu.popup(point)


def _named(place: Place, kind: str = "", label: str = "") -> str:
    return json.dumps([kind, label, place.start_s, place.end_s, place.utterance_id])
