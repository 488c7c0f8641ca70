"""The rows of a transcript as a list model; screen readers hear each row whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from coder.domain.people import SpeakerRole
from coder.domain.times import clock_text
from coder.domain.transcripts import Flag, Reason
from ui.widgets.doubt_words import doubt_sentences

Index = QModelIndex | QPersistentModelIndex

ROLE_TOKENS = {
    SpeakerRole.WORKER: "speaker_worker",
    SpeakerRole.PARENT: "speaker_family",
    SpeakerRole.CHILD: "speaker_child",
    SpeakerRole.INTERPRETER: "speaker_interpreter",
    SpeakerRole.OTHER: "speaker_other",
    # No family is heard in supervision, so its colour is free there.
    SpeakerRole.SUPERVISOR: "speaker_family",
}
# Below this a word is underlined with dots: under it the recogniser is wrong about as often as right.
UNSURE_BELOW = 0.5
# Beyond this many changed rows, showing all anew is quicker than moving the others.
_MANY = 200


class RowKind(StrEnum):
    """What a row stands for: text, speech without text, a stretch coded by ear, text without a voice yet, or a stretch
    that was not recorded."""

    UTTERANCE = "utterance"
    GAP = "gap"
    INTERVAL = "interval"
    WRITTEN = "written"
    UNRECORDED = "unrecorded"


WORDED = frozenset({RowKind.UTTERANCE, RowKind.GAP})
"""Rows whose words can be written, corrected and checked by ear."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``id`` is the utterance's, or made from the place; ``starts_s`` are the starts of ``words``."""

    id: str
    kind: RowKind
    start_s: float
    end_s: float
    speaker: str
    role: SpeakerRole
    words: tuple[str, ...]
    starts_s: tuple[float, ...] = ()
    unsure: frozenset[int] = frozenset()
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    speaker_id: str = ""
    edited: bool = False
    checked: bool = False

    @property
    def asks(self) -> tuple[Flag, ...]:
        """Why to check the row by ear; nothing once somebody has heard it and found it right."""
        return () if self.checked else self.flags

    @property
    def text(self) -> str:
        """The words as one string."""
        return " ".join(self.words)

    def word_at(self, at_s: float) -> int:
        """Index of the word being said at a position; −1 before the first or without times."""
        return bisect_right(self.starts_s, at_s) - 1


@dataclass(frozen=True, slots=True)
class RowCode:
    """The code on a row: ``key`` as the palette shows it, ``badge`` and ``position`` for its colour."""

    code: str
    name: str
    key: str
    badge: str = ""
    position: int = 0
    memo: str = ""


@dataclass(frozen=True, slots=True)
class RowMark:
    """Evidence (``badge`` filled, ``against`` or for) or a moment (badge empty) that starts in a row."""

    name: str
    badge: str = ""
    position: int = 0
    against: bool = False


@dataclass(frozen=True, slots=True)
class RowAbout:
    """What a row is about: a focus tag by its id, and in words."""

    tag: str
    name: str


@dataclass(frozen=True, slots=True)
class RowMarks:
    """Everything the evaluator put on a row."""

    codes: tuple[RowCode, ...] = ()
    marks: tuple[RowMark, ...] = ()
    about: tuple[RowAbout, ...] = ()


NOTHING = RowMarks()


class TranscriptModel(QAbstractListModel):
    """Rows in view and what is marked on them. Painting reads ``rows`` and ``marks_on`` directly, never ``data``.

    ``spliced(first, before, after)`` when ``before`` rows from ``first`` on have become ``after`` rows, told between
    the begin and end of Qt's own signals, so that a view can measure the new rows before it is asked for their sizes.
    """

    spliced = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._marks: dict[str, RowMarks] = {}
        self._places: dict[str, int] = {}

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; where only a few differ, the others keep their place on the screen."""
        fresh = list(rows)
        first, before, after = _difference(self.rows, fresh)
        if not before and not after:
            return
        if max(before, after) > _MANY or not self.rows:
            self.beginResetModel()
            self._take(fresh)
            self.endResetModel()
        else:
            self._splice(fresh, first, before, after)

    def _splice(self, fresh: list[Row], first: int, before: int, after: int) -> None:
        kept = first + min(before, after)
        if after > before:
            self.beginInsertRows(QModelIndex(), kept, first + after - 1)
        elif before > after:
            self.beginRemoveRows(QModelIndex(), kept, first + before - 1)
        self._take(fresh)
        self.spliced.emit(first, before, after)
        if after > before:
            self.endInsertRows()
        elif before > after:
            self.endRemoveRows()
        if kept > first:
            self.dataChanged.emit(self.index(first), self.index(kept - 1))

    def _take(self, rows: list[Row]) -> None:
        self.rows = rows
        self._places = {row.id: place for place, row in enumerate(rows)}

    def set_marks(self, marks: Mapping[str, RowMarks]) -> None:
        """Show these marks (row id → marks); only rows that differ are repainted."""
        changed = [id_ for id_ in {*marks, *self._marks} if marks.get(id_, NOTHING) != self._marks.get(id_, NOTHING)]
        self._marks = dict(marks)
        for id_ in changed:
            place = self._places.get(id_)
            if place is not None:
                self.dataChanged.emit(self.index(place), self.index(place))

    def marks_on(self, row: Row) -> RowMarks:
        """What is marked on a row."""
        return self._marks.get(row.id, NOTHING)

    def place_of(self, row_id: str) -> int:
        """The place of a row in view, or −1."""
        return self._places.get(row_id, -1)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows are in view."""
        return 0 if parent.isValid() else len(self.rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, accessible text and tool tip."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.spoken(row)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.explained(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.explained(row) or None
        return None

    def spoken(self, row: Row) -> str:
        """A row as it is read out: who, when, what, and what is marked on it."""
        parts = [self.tr("{0}, {1}: {2}").format(row.speaker, clock_text(row.start_s), row.text)]
        marks = self.marks_on(row)
        parts += [code.name for code in marks.codes]
        parts += [mark.name for mark in marks.marks]
        parts += [self.tr("About: {0}").format(one.name) for one in marks.about]
        return ". ".join(part.rstrip(".") for part in parts if part)

    def explained(self, row: Row) -> str:
        """Why to check a row by ear, and its memos; empty when there is nothing to say."""
        reasons = {
            Flag.LOW_CONFIDENCE: self.tr("The program is unsure of these words: check by ear."),
            Flag.SUSPECT: self.tr("These words may not have been said: check by ear."),
            Flag.OVERLAP: self.tr("Two people speak at once."),
            Flag.TIME_UNCERTAIN: "",
        }
        history = [self.tr("Edited.")] if row.edited else []
        if row.checked:
            history.append(self.tr("Heard and found right."))
        memos = [self.tr("Memo: {0}").format(code.memo) for code in self.marks_on(row).codes if code.memo]
        doubts = doubt_sentences(row.reasons, self.tr) if row.asks else []
        return " ".join(filter(None, [reasons[flag] for flag in row.asks] + doubts + history + memos))


def _difference(before: Sequence[Row], after: Sequence[Row]) -> tuple[int, int, int]:
    """Where two lists begin to differ, and how many rows of each are not in the other's place."""
    shorter = min(len(before), len(after))
    first = next((i for i in range(shorter) if before[i] is not after[i] and before[i] != after[i]), shorter)
    rest = shorter - first
    same = next(
        (i for i in range(rest) if before[-1 - i] is not after[-1 - i] and before[-1 - i] != after[-1 - i]), rest
    )
    return first, len(before) - first - same, len(after) - first - same
