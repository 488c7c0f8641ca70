"""The summary measures of the coding as it is shown, worked out anew a moment after each mark."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from codebook.schema import Codebook
from coder.analysis.measures import Floor, MeasureValue, SessionMeasures, session_measures
from coder.analysis.wording import is_thin, measure_text
from coder.domain.coding import CodingState
from coder.domain.transcripts import Transcript
from ui.coding.viewmodel import CodingViewModel
from ui.context import Context

_LATER_MS = 150


@dataclass(frozen=True)
class Line:
    """One measure in words: by utterance, and by turn where that differs in kind; ``few`` below a small denominator."""

    name: str
    by_utterance: str
    by_turn: str = ""
    few: bool = False


class Measures(QObject):
    """``changed(lines)`` with every measure of the codebook; nothing is worked out while nobody looks."""

    changed = Signal(object)

    def __init__(self, context: Context, model: CodingViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._model = context, model
        self._wanted = False
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._work_out)
        for signal in (model.loaded, model.transcript_changed, model.marks_changed):
            signal.connect(self._ask)

    def set_wanted(self, wanted: bool) -> None:
        """Begin or end to follow the coding."""
        self._wanted = wanted
        self._work_out()

    def _ask(self) -> None:
        if self._wanted:
            self._later.start()

    def _work_out(self) -> None:
        self._later.stop()
        model = self._model
        if not self._wanted or not model.is_open:
            return
        book, state = model.frame.codebook, model.shown
        text = model.transcript or _no_text(model.session.id, model.duration_s)
        self._context.operations.read(
            lambda: lines_of(text, state, book), self.changed.emit, owner=self, key="measures"
        )


def lines_of(transcript: Transcript, state: CodingState, codebook: Codebook) -> tuple[Line, ...]:
    """The measures of a coding in the order and words of its codebook; a dash for what is undefined."""
    found = session_measures(transcript, state.codes, codebook)
    quotients = [_quotient(one, turn, codebook) for one, turn in zip(found.per_utterance, found.per_turn, strict=True)]
    figures = _figures(found)
    names = {figure.id: figure for figure in codebook.figures}
    counted = [
        Line(names[id_].name, str(value) if isinstance(value, int) else measure_text(value, names[id_].unit))
        for id_, value in figures.items()
        if id_ in names
    ]
    return (*quotients, *counted)


def _quotient(by_utterance: MeasureValue, by_turn: MeasureValue, codebook: Codebook) -> Line:
    measure = next(one for one in codebook.measures if one.id == by_utterance.measure_id)
    first, second = (measure_text(one.value, measure.unit) for one in (by_utterance, by_turn))
    return Line(measure.name, first, second, by_utterance.value is not None and is_thin(by_utterance, codebook))


def _figures(found: SessionMeasures) -> dict[str, float | int | None]:
    floor: Floor = found.floor
    return {
        "consistent": found.consistent,
        "inconsistent": found.inconsistent,
        "consistent_ratio": found.consistent / found.inconsistent if found.inconsistent else None,
        "worker_talk": None if floor.worker_share is None else 100 * floor.worker_share,
        "longest_worker_turn": floor.longest_worker_turn_s,
        "pause_after_parent": floor.mean_pause_after_parent_s,
    }


def _no_text(session_id: str, duration_s: float) -> Transcript:
    # Coding by ear: codes can be counted, and who spoke how long is not known.
    return Transcript("", session_id, 0, "", "", duration_s, (), ())
