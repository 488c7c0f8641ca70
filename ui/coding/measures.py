"""The summary measures of the coding as it is shown, worked out anew a moment after each mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from codebook.schema import Codebook, Measure
from coder.analysis.figures import session_figures
from coder.analysis.focus import focus_turns
from coder.analysis.measures import MeasureValue, session_measures
from coder.analysis.wording import is_thin, measure_text
from coder.domain.coding import CodingState, Entry
from coder.domain.transcripts import Transcript
from ui.coding.viewmodel import CodingViewModel
from ui.context import Context

_LATER_MS = 150


@dataclass(frozen=True)
class Value:
    """One figure as text; ``few`` is how many codes stand below the line where they are too few to trust, else None."""

    text: str
    few: int | None = None


@dataclass(frozen=True)
class Line:
    """One row: by utterance, and by turn where that differs in kind. ``beside`` is a reference, said to be one."""

    name: str
    by_utterance: Value
    by_turn: Value | None = None
    beside: str = ""


@dataclass(frozen=True)
class Summary:
    """All that can be said of a coding in numbers: quotients, figures of time, each code and focus tag that was used.

    ``reference`` says where the reference lines come from and what they were made for.
    """

    quotients: tuple[Line, ...]
    figures: tuple[Line, ...]
    counts: tuple[Line, ...]
    topics: tuple[Line, ...] = ()
    reference: str = ""


class Measures(QObject):
    """``changed(summary)`` with every measure of the codebook; nothing is worked out while nobody looks."""

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
            lambda: summary_of(text, state, book), self.changed.emit, owner=self, key="measures"
        )


def summary_of(transcript: Transcript, state: CodingState, codebook: Codebook) -> Summary:
    """The measures of a coding in the order and words of its codebook; a dash for what is undefined."""
    found = session_measures(transcript, state.codes, codebook)
    figures = session_figures(transcript, state.codes, found, codebook, state.focus)
    notes = dict.fromkeys(one.reference_note for one in codebook.measures if one.reference_note)
    return Summary(
        quotients=tuple(
            _quotient(one, turn, codebook) for one, turn in zip(found.per_utterance, found.per_turn, strict=True)
        ),
        figures=tuple(Line(name, Value(text)) for name, text in figures.values()),
        counts=tuple(
            Line(code.name, Value(str(found.utterances[code.id])), Value(str(found.turns[code.id])))
            for code in (*codebook.codes, *codebook.talk_codes)
            if code.id in found.utterances
        ),
        topics=_topics(transcript, state.focus, codebook),
        reference=" ".join(notes),
    )


def _topics(transcript: Transcript, focus: Sequence[Entry], codebook: Codebook) -> tuple[Line, ...]:
    given, turns = Counter(entry.label for entry in focus), focus_turns(transcript, focus).about
    return tuple(
        Line(tag.name, Value(str(given[tag.id])), Value(str(turns.get(tag.id, 0))))
        for tag in codebook.tags
        if tag.id in given
    )


def _quotient(by_utterance: MeasureValue, by_turn: MeasureValue, codebook: Codebook) -> Line:
    measure = next(one for one in codebook.measures if one.id == by_utterance.measure_id)
    first, second = (
        Value(
            measure_text(one.value, measure.unit),
            one.denominator if one.value is not None and is_thin(one, codebook) else None,
        )
        for one in (by_utterance, by_turn)
    )
    return Line(measure.name, first, second, _reference(measure))


def _reference(measure: Measure) -> str:
    if measure.reference_fair is None or measure.reference_good is None:
        return ""
    fair, good = (measure_text(one, measure.unit) for one in (measure.reference_fair, measure.reference_good))
    return QCoreApplication.translate("coding", "reference: {0} fair, {1} good").format(fair, good)


def _no_text(session_id: str, duration_s: float) -> Transcript:
    # Coding by ear: codes can be counted, and who spoke how long is not known.
    return Transcript("", session_id, 0, "", "", duration_s, (), ())
