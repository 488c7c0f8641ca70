"""What keys, buttons and menus of the Code page do to the open coding."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from coder.domain.coding import Direction
from coder.domain.times import clock_text
from ui.coding.dialogs import MemoDialog
from ui.coding.edits import (
    MarkMoment,
    MoveCode,
    Place,
    Rate,
    ToggleCode,
    ToggleEvidence,
    WithdrawCode,
    WithdrawMoment,
    WriteMemo,
    code_at,
)
from ui.coding.playback import Playback
from ui.coding.presenter import Presenter, place_of_evidence
from ui.coding.rows import place_of
from ui.coding.viewmodel import CodingViewModel
from ui.coding.workspace import PRINCIPLES, TRANSCRIPT, Workspace
from ui.widgets.principle_card import Evidence
from ui.widgets.rating_scale import NOT_EVALUABLE
from ui.widgets.transcript_rows import Row, RowKind

# Coding by ear marks what was just heard; an utterance of a home visit takes about this long.
HEARD_S = 5.0


class Acts(QObject):
    """``armed_changed(principle_id)`` when the digit keys rate a principle, or (empty) choose one again."""

    armed_changed = Signal(str)

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

    def place(self) -> Place:
        """Where a mark goes: the stretch chosen on the waveform, else the chosen row, else what was just heard."""
        chosen = self._space.waveform.selection_s
        if chosen is not None:
            return Place(*chosen)
        row = self._presenter.row(self._space.list.current_id)
        by_ear = row is None or (row.kind is RowKind.INTERVAL and self._playback.playing)
        if row is not None and not by_ear:
            return place_of(row)
        heard = self._playback.position_s
        return Place(max(0.0, heard - HEARD_S), max(heard, min(0.1, self._model.duration_s)))

    def code(self, code_id: str) -> None:
        """Put a code on the place, or take it away when it is there."""
        if not self._model.is_open:
            return
        place = self.place()
        name = self._model.frame.codebook.code(code_id).name
        known = code_at(self._model.shown, place)
        there = known is not None and known.label == code_id
        words = self.tr("Taken back: {0}") if there else self.tr("Coded: {0}")
        self._model.do(ToggleCode(place, code_id), words.format(name))
        self._space.waveform.select(None)

    def withdraw(self) -> None:
        """Take back the code of the place; in Listen mode the moment or evidence that is chosen."""
        row = self._presenter.row(self._space.list.current_id)
        if row is not None and row.id.startswith(("moment-", "evidence-")):
            self._withdraw_jotted(row)
            return
        place = self.place()
        if self._model.is_open and code_at(self._model.shown, place) is not None:
            self._model.do(WithdrawCode(place), self.tr("Taken back"))

    def _withdraw_jotted(self, row: Row) -> None:
        kind, label, _ = row.id.split("-", 2)
        place = Place(row.start_s, row.end_s)
        if kind == "moment":
            self._model.do(WithdrawMoment(label, place), self.tr("Taken back"))
            return
        for one in self._model.shown.evidence_for(label):
            if (one.start_s, one.end_s) == (row.start_s, row.end_s):
                place = Place(one.start_s, one.end_s, one.utterance_id)
                self._model.do(ToggleEvidence(label, place, one.direction), self.tr("Taken back"))
                return

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
        """A digit chooses a principle; the next one rates it, 0 for not evaluable. 6 and 7 always choose."""
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

    def memo(self) -> None:
        """Write the memo of the code on the place; without a code, mark a moment with a note."""
        if not self._model.is_open:
            return
        place = self.place()
        known = code_at(self._model.shown, place)
        if known is None:
            self.moment()
            return
        name = self._model.frame.codebook.code(known.label).name
        about = self.tr("{0} at {1}").format(name, clock_text(place.start_s))
        dialog = MemoDialog(about, known.note, (), parent=self._space)
        dialog.written.connect(lambda text: self._model.do(WriteMemo(place, text), self.tr("Memo kept")))
        self._open(dialog)

    def moment(self, kind: str = "") -> None:
        """Ask which kind of moment this is, and mark it on the place."""
        if not self._model.is_open:
            return
        place = self.place()
        about = self.tr("At {0}").format(clock_text(place.start_s))
        dialog = MemoDialog(about, "", self._model.frame.codebook.moments, kind, parent=self._space)
        dialog.marked.connect(partial(self._mark, place))
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
        menu.addAction(self.tr("Evidence for the open principle"), partial(self.evidence, Direction.FOR))
        menu.addAction(self.tr("Evidence against the open principle"), partial(self.evidence, Direction.AGAINST))
        moments = menu.addMenu(self.tr("Mark a moment"))
        for moment in self._model.frame.codebook.moments:
            moments.addAction(f"{moment.name}…", partial(self.moment, moment.id))
        menu.addAction(self.tr("Memo…"), self.memo)
        chosen = self._space.waveform.selection_s
        if row.kind is RowKind.INTERVAL and chosen is not None:
            move = MoveCode(place_of(row), Place(*chosen))
            menu.addAction(self.tr("Move the code to the chosen stretch"), partial(self._model.do, move))
        menu.addAction(self.tr("Take the code back"), self.withdraw)
        menu.popup(point)
