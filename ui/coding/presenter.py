"""Keeps the widgets of the Code page showing what the view-model holds, and no more of it than has changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import QObject, QTimer, Signal

from coder.domain.coding import Entry, what_is_missing
from coder.domain.people import SpeakerRole
from coder.domain.practice import is_coded, practice_of
from coder.domain.transcripts import Transcript
from ui.coding.edits import Place, code_at
from ui.coding.measures import Measures
from ui.coding.palette_codes import palette_codes
from ui.coding.row_filter_boxes import chosen, clear, fill
from ui.coding.row_filters import Filters, filtered
from ui.coding.rows import (
    Known,
    all_rows,
    listening_rows,
    place_of,
    row_marks,
    wave_marks,
    wave_scene,
)
from ui.coding.soon import Soon
from ui.coding.unrecorded import unrecorded_of, unrecorded_rows
from ui.coding.viewmodel import CodingViewModel
from ui.coding.workspace import Workspace
from ui.context import Context
from ui.tracking import track
from ui.widgets.code_palette import PaletteCode
from ui.widgets.principle_card import Evidence, PrincipleState
from ui.widgets.rating_scale import NOT_EVALUABLE
from ui.widgets.transcript_rows import Row, RowKind, RowMarks

# The row is repainted at once; strip and lanes may follow within a tenth of a second.
_STRIP_LATER_MS = 60


class Presenter(QObject):
    """``rows_changed()`` when other rows are in the list."""

    rows_changed = Signal()

    def __init__(
        self, context: Context, model: CodingViewModel, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._model, self._space = context, model, workspace
        self._filters = Filters()
        self._known: Known = {}
        self._listening = False
        self.instead: Transcript | None = None
        self._written: list[Row] = []
        self._hits: list[str] = []
        self.rows: list[Row] = []
        self._starts: list[float] = []
        self._ours: list[str] = []
        self._by_ear: list[Row] = []
        self._by_id: dict[str, Row] = {}
        self._marks: dict[str, RowMarks] = {}
        self._palettes: dict[tuple[str, SpeakerRole], list[PaletteCode]] = {}
        track(self, context.actions.changed, self._palettes.clear)
        self._lanes_due = False
        self._later = QTimer(self, singleShot=True, interval=_STRIP_LATER_MS)
        self._later.timeout.connect(self._show_strip)
        # Where a mark goes that goes on no row; the rule is the target's.
        self.off_row: Callable[[], Place | None] = lambda: None
        self._soon = Soon(self._show_beside, self)
        self.ask_beside = self._soon.ask
        self._measures = Measures(context, model, self)
        self._measures.changed.connect(workspace.measures.show_summary)
        workspace.measures.wanted.connect(self._measures.set_wanted)
        model.transcript_changed.connect(self._show_text)
        model.marks_changed.connect(self.show_marks)
        workspace.list.row_chosen.connect(self._soon.ask)
        workspace.filters.search.textChanged.connect(self._search)
        workspace.filters.search.returnPressed.connect(lambda: self.next_hit(1))
        workspace.filters.speakers.activated.connect(self._filter)
        workspace.filters.codes.activated.connect(self._filter)
        workspace.filters.signs.activated.connect(self._filter)

    def row(self, row_id: str) -> Row | None:
        """A row by its id, in view of the filters or not."""
        return self._by_id.get(row_id)

    @property
    def _transcript(self) -> Transcript | None:
        return self._model.transcript if self.instead is None else self.instead

    def show_instead(self, masked: Transcript | None) -> None:
        """Show the rows of a masked transcript in place of the real ones, or the real ones again."""
        self.instead = masked
        if self._model.is_open:
            self._show_text()

    def show_session(self) -> None:
        """Show another session from its start."""
        self.instead = None
        clear(self._space.filters)
        self._known.clear()
        self._space.filters.search.clear()
        self._show_principles()
        self._show_text(fresh=True)
        self._space.transport.set_duration_s(self._model.duration_s)

    def show_listening(self, listening: bool) -> None:
        """Show moments instead of the transcript, or the transcript again."""
        if listening != self._listening:
            self._listening = listening
            self._show_rows()

    def show_written(self, rows: list[Row]) -> None:
        """Show what is written down of a transcript under way; nothing of it where there is a transcript."""
        self._written = rows
        if self._model.is_open:
            self._show_rows(scroll=False)

    def show_marks(self) -> None:
        """Show codes, ratings, evidence and moments as they are now."""
        if not self._model.is_open:
            return
        state, frame = self._model.shown, self._model.frame
        if self._listening or self._by_ear != all_rows(None, state, self.tr):
            self._show_rows()
        else:
            self._marks = row_marks(self.rows, self._starts, state, frame, self.tr)
            self._space.rows.set_marks(self._marks)
        self._show_states()
        self._soon.ask()
        self._later.start()

    def next_hit(self, step: int) -> None:
        """Go to the next (1) or previous (-1) row that was found."""
        if not self._hits:
            return
        here = self._space.list.current_id
        place = self._hits.index(here) + step if here in self._hits else 0
        self._space.list.choose(self._hits[place % len(self._hits)])
        self._show_found()

    def _show_text(self, fresh: bool = False) -> None:
        self._filters = fill(self._space.filters, self._transcript, self._model.frame, self.tr)
        # Who has scrolled away from the current row is not brought back by a change of words.
        self._show_rows(scroll=fresh or self._space.list.shows_current)
        self.show_marks()
        self._lanes_due = True
        if fresh:
            self._show_lanes(fresh)
            self._show_strip()
            self._soon.now()

    def _show_lanes(self, fresh: bool) -> None:
        self._lanes_due = False
        transcript, peaks = self._transcript, self._model.peaks
        scene = (
            wave_scene(peaks, transcript, self.tr, unrecorded_of(self._model.session)) if peaks is not None else None
        )
        waveform = self._space.waveform
        show = waveform.set_scene if fresh else waveform.set_lanes_of
        show(scene)
        self._space.overview.set_scene(scene)

    def _show_rows(self, scroll: bool = True) -> None:
        model, space = self._model, self._space
        if self._listening:
            self.rows = listening_rows(model.shown, model.frame, self.tr)
        else:
            self.rows = all_rows(self._transcript, model.shown, self.tr, self._known)
            if self._written and model.transcript is None:
                self.rows = sorted([*self.rows, *self._written], key=attrgetter("start_s"))
            missing = unrecorded_rows(unrecorded_of(model.session), self.tr)
            if missing:
                self.rows = sorted([*self.rows, *missing], key=attrgetter("start_s"))
        self._by_id = {row.id: row for row in self.rows}
        self._by_ear = [row for row in self.rows if row.kind is RowKind.INTERVAL]
        self._starts = [row.start_s for row in self.rows]
        practice = practice_of(model.session.kind)
        self._ours = [row.id for row in self.rows if row.kind is RowKind.UTTERANCE and is_coded(practice, row.role)]
        self._marks = row_marks(self.rows, self._starts, model.shown, model.frame, self.tr)
        keep = space.list.current_id
        space.rows.set_rows(self.rows if self._listening else filtered(self.rows, self._marks, self._filters))
        space.rows.set_marks(self._marks)
        if keep:
            space.list.choose(keep, scroll)
        self.rows_changed.emit()

    def _show_strip(self) -> None:
        self._later.stop()
        if self._model.is_open:
            if self._lanes_due:
                self._show_lanes(fresh=False)
            self._space.show_marks(wave_marks(self._model.shown, self._model.frame))

    def _show_principles(self) -> None:
        principles = self._model.frame.codebook.principles
        actions = self._context.actions
        keys = [actions.key_text(f"principle.{n}") for n in range(1, min(10, len(principles) + 1))]
        self._space.principles.set_principles(principles, keys)
        if principles and not self._space.principles.chosen_id:
            self._space.principles.choose(principles[0].id)

    def _show_states(self) -> None:
        state = self._model.shown
        states: dict[str, PrincipleState] = {}
        book = self._model.frame.codebook
        missing = {one.principle_id: one.sentence for one in what_is_missing(state, book, self._model.duration_s)}
        for principle in book.principles:
            rating = state.ratings.get(principle.id)
            value = None if rating is None else NOT_EVALUABLE if rating.not_evaluable else rating.value
            evidence = tuple(_evidence(entry) for entry in state.evidence_for(principle.id))
            override = state.overrides.get(principle.id)
            told = self.tr("In place of evidence: {0}").format(override.note) if override and override.note else ""
            if rating is not None:
                told = sentence_case(missing.get(principle.id, "").removeprefix(f"{principle.name}: ")) or told
            states[principle.id] = PrincipleState(value, rating.note if rating else "", evidence, told)
        self._space.principles.set_states(states)

    def _show_beside(self) -> None:
        if self._model.is_open:
            self._show_palette()
            self._show_progress()

    def _show_palette(self) -> None:
        place = self.off_row()
        row = self._by_id.get(self._space.list.current_id) if place is None else self._row_under(place)
        role = row.role if row is not None and row.kind is RowKind.UTTERANCE else SpeakerRole.WORKER
        palette = self._space.palette_panel
        palette.set_codes(self._palette_codes(role))
        place = place or (place_of(row) if row is not None else None)
        known = code_at(self._model.shown, place) if place is not None else None
        palette.set_checked([known.label] if known is not None else [])

    def _row_under(self, place: Place) -> Row | None:
        """The utterance that is said in the middle of a place, or was said last before it."""
        at = bisect_right(self._starts, (place.start_s + place.end_s) / 2)
        return next((row for row in reversed(self.rows[:at]) if row.kind is RowKind.UTTERANCE), None)

    def _palette_codes(self, role: SpeakerRole) -> list[PaletteCode]:
        frame = self._model.frame
        which = (frame.codebook.hash, role)
        if which not in self._palettes:
            self._palettes[which] = palette_codes(frame, role, self._context.actions.key, self.tr)
        return self._palettes[which]

    def _show_progress(self) -> None:
        filters = self._space.filters
        ours = self._ours
        coded = sum(bool(self._marks[id_].codes) for id_ in ours if id_ in self._marks)
        filters.progress.setText(self.tr("{0} of {1} coded").format(coded, len(ours)) if ours else "")
        filters.progress.setAccessibleName(
            self.tr("{0} of {1} of the worker's utterances are coded").format(coded, len(ours))
        )
        # Qt paints a bar, and all that waits to be painted with it, in the middle of setting its value.
        filters.bar.setUpdatesEnabled(False)
        filters.bar.setRange(0, max(1, len(ours)))
        filters.bar.setValue(coded)
        filters.bar.setUpdatesEnabled(True)

    def _filter(self) -> None:
        self._filters = chosen(self._space.filters)
        self._show_rows()
        self._search()

    def _search(self) -> None:
        words = self._space.filters.search.text().lower().split()
        self._hits = [row.id for row in self._space.rows.rows if words and all(w in row.text.lower() for w in words)]
        self._space.list.set_wanted(words)
        if self._hits and self._space.list.current_id not in self._hits:
            self._space.list.choose(self._hits[0])
        self._show_found()

    def _show_found(self) -> None:
        filters = self._space.filters
        here = self._space.list.current_id
        if not filters.search.text().strip():
            filters.found.setText("")
        elif not self._hits:
            filters.found.setText(self.tr("not found"))
        else:
            place = self._hits.index(here) + 1 if here in self._hits else 1
            filters.found.setText(self.tr("{0} of {1}").format(place, len(self._hits)))


def sentence_case(words: str) -> str:
    """With a capital in front, the rest as it is."""
    return words[:1].upper() + words[1:]


def _evidence(entry: Entry) -> Evidence:
    return Evidence(entry.start_s, entry.end_s, entry.utterance_id, entry.direction, entry.note)


def place_of_evidence(evidence: Evidence) -> Place:
    """The place a chip stands for."""
    return Place(evidence.start_s, evidence.end_s, evidence.utterance_id)
