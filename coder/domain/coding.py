"""Codings: append-only entries, what they add up to, and the evidence rule.

Every code, rating, piece of evidence, moment and memo is an *entry*. An entry is never changed: a new entry with the
same ``thread_id`` supersedes it. The present state of a coding is, for each thread, its newest entry, if that one is
``active``. Undo and redo are new entries too, so they survive a restart and can be audited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from codebook.schema import Codebook, Rules
from coder.domain.practice import is_suggested_for, practice_of
from coder.domain.sessions import SessionKind

# Marks whose ends lie closer than this stand on the same place: nobody hears the difference.
SAME_PLACE_S = 0.02


class EntryKind(StrEnum):
    """What an entry is."""

    CODE = "code"
    RATING = "rating"
    EVIDENCE = "evidence"
    MOMENT = "moment"
    OVERRIDE = "override"
    FOCUS = "focus"


class Origin(StrEnum):
    """What the evaluator had seen when the entry was made. Only blind entries ever feed agreement."""

    BLIND = "blind"
    AFTER_SEEING = "after seeing"
    ASSISTED = "assisted"


class Mode(StrEnum):
    """How a coding is made."""

    BLIND = "blind"
    ASSISTED = "assisted"


class Act(StrEnum):
    """Whether an entry was made forward, or by undo or redo."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


class Direction(StrEnum):
    """Whether a piece of evidence speaks for or against the principle."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True)
class Entry:
    """One row of a coding. Which fields are filled depends on ``kind``:

    code: ``label`` code id, times, ``utterance_id`` or none (free interval), ``note`` memo, ``attributes``.
    rating: ``label`` principle id, ``value`` 1–5 or None with ``not_evaluable``, ``note`` reason.
    evidence: ``label`` principle id, times, ``direction``, ``note``.
    moment: ``label`` moment kind, times, ``note``, ``shareable``.
    override: ``label`` principle id, ``note`` the written reason that stands in for missing evidence.
    focus: ``label`` focus tag id, times, ``utterance_id`` or none (free interval).

    ``step_id`` binds the entries of one user action; ``step_text`` says it in words for the undo menu. ``given_on`` is
    the utterance a mark was put on where ``placed`` shows it on another or on none; empty otherwise and in the store.
    """

    id: str
    coding_id: str
    thread_id: str
    kind: EntryKind
    label: str
    active: bool
    origin: Origin
    author_id: str
    at: datetime
    step_id: str
    step_text: str
    act: Act = Act.DO
    act_of: str = ""
    supersedes: str = ""
    utterance_id: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    value: int | None = None
    not_evaluable: bool = False
    direction: Direction = Direction.FOR
    note: str = ""
    shareable: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    given_on: str = ""


@dataclass(frozen=True)
class CodingState:
    """What the entries of one coding add up to: only active, newest entries, in order of time."""

    codes: tuple[Entry, ...] = ()
    ratings: dict[str, Entry] = field(default_factory=dict)
    evidence: tuple[Entry, ...] = ()
    moments: tuple[Entry, ...] = ()
    overrides: dict[str, Entry] = field(default_factory=dict)
    focus: tuple[Entry, ...] = ()

    def evidence_for(self, principle_id: str) -> tuple[Entry, ...]:
        """The evidence given for one principle, in order of time."""
        return tuple(entry for entry in self.evidence if entry.label == principle_id)

    def main_code(self, utterance_id: str, row_id: str = "") -> Entry | None:
        """The one code of an utterance that counts where one is asked for: what its row shows and what a key changes.

        Where an utterance took in others and several were coded, see ``main_of``. For one that was merged away since,
        ``row_id`` is the utterance that holds it: the code given on itself counts, and only then that of its holder.
        None for an empty id. The state is ``placed``.
        """
        here = (*self._codes_at.get(utterance_id, ()), *self._codes_at.get(row_id, ()))
        return main_on(here, utterance_id, row_id)

    @cached_property
    def _codes_at(self) -> dict[str, list[Entry]]:
        """The codes by the utterance they are on and by the one they were given on: a second listen asks for each of
        thousands."""
        found: dict[str, list[Entry]] = {}
        for entry in self.codes:
            for utterance_id in {entry.utterance_id, entry.given_on}:
                found.setdefault(utterance_id, []).append(entry)
        return found

    def codes_on(self, utterance_id: str) -> tuple[Entry, ...]:
        """The codes on one utterance."""
        return tuple(entry for entry in self.codes if entry.utterance_id == utterance_id)


@dataclass(frozen=True)
class Coding:
    """One evaluator's pass over one session with one version of one codebook."""

    id: str
    session_id: str
    evaluator_id: str
    codebook_id: str
    codebook_version: str
    codebook_hash: str
    mode: Mode
    started_at: datetime
    locked_at: datetime | None
    seen_suggestions_at: datetime | None
    finished_at: datetime | None
    state: CodingState
    undo_text: str = ""
    redo_text: str = ""
    saved_at: datetime | None = None

    @property
    def locked(self) -> bool:
        """Whether the blind pass is closed."""
        return self.locked_at is not None

    def shows_suggestions(self, kind: SessionKind) -> bool:
        """Whether suggestions may be seen beside it: from the lock on, before where it is assisted, and at visits."""
        return is_suggested_for(practice_of(kind)) and (self.locked or self.mode is Mode.ASSISTED)


@dataclass(frozen=True)
class Missing:
    """One thing that stands between a coding and its lock: the principle, and a sentence."""

    principle_id: str
    sentence: str


def main_of(codes: Iterable[Entry]) -> Entry | None:
    """Of several codes on one utterance the one that counts: the earliest in time, of equal ones the first given."""
    return min(codes, key=lambda entry: (entry.start_s, entry.id), default=None)


def main_on(marks: Iterable[Entry], utterance_id: str, row_id: str = "") -> Entry | None:
    """Of ``placed`` marks of one kind the one of an utterance that counts; see CodingState.main_code."""
    if not utterance_id:
        return None
    known = tuple(marks)
    given = [entry for entry in known if entry.given_on == utterance_id]
    return main_of(given or [entry for entry in known if entry.utterance_id == (row_id or utterance_id)])


def fold(entries: Iterable[Entry]) -> CodingState:
    """Add up entries (any order) to the present state. Ids are UUIDv7, so the greatest id of a thread is newest."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        known = newest.get(entry.thread_id)
        if known is None or entry.id > known.id:
            newest[entry.thread_id] = entry
    alive = sorted((e for e in newest.values() if e.active), key=lambda e: (e.start_s, e.id))

    def of(kind: EntryKind) -> tuple[Entry, ...]:
        return tuple(entry for entry in alive if entry.kind is kind)

    return CodingState(
        codes=of(EntryKind.CODE),
        ratings={entry.label: entry for entry in of(EntryKind.RATING)},
        evidence=of(EntryKind.EVIDENCE),
        moments=of(EntryKind.MOMENT),
        overrides={entry.label: entry for entry in of(EntryKind.OVERRIDE)},
        focus=of(EntryKind.FOCUS),
    )


def placed(state: CodingState, row_of: Callable[[str], str]) -> CodingState:
    """The state with every mark on the utterance that now holds its own, or on its time alone where none does.

    ``row_of`` is Transcript.row_of. No mark is lost or doubled, and none changes its label or its time.
    """

    def moved(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        given = [entry.given_on or entry.utterance_id for entry in entries]
        rows = [row_of(anchor) if anchor else "" for anchor in given]
        return tuple(
            entry
            if entry.utterance_id == row
            else replace(entry, utterance_id=row, given_on="" if row == anchor else anchor)
            for entry, anchor, row in zip(entries, given, rows, strict=True)
        )

    return replace(
        state,
        codes=moved(state.codes),
        evidence=moved(state.evidence),
        moments=moved(state.moments),
        focus=moved(state.focus),
    )


def same_place(one: Entry, other: Entry) -> bool:
    """Whether two marks have the same times, on an utterance or not."""
    return abs(one.start_s - other.start_s) < SAME_PLACE_S and abs(one.end_s - other.end_s) < SAME_PLACE_S


def moment_under(state: CodingState, code: Entry) -> Entry | None:
    """The moment a code lies on: it is on no utterance and has the very times of the moment. None for any other."""
    if code.utterance_id or code.given_on:
        return None
    return next((moment for moment in state.moments if same_place(moment, code)), None)


def codes_moved_with(state: CodingState, moment: Entry) -> tuple[Entry, ...]:
    """The codes that lie on a moment and go where it goes: none while another moment holds them where they are."""
    if any(other.thread_id != moment.thread_id and same_place(other, moment) for other in state.moments):
        return ()
    free = (code for code in state.codes if not code.utterance_id and not code.given_on)
    return tuple(code for code in free if same_place(code, moment))


class Acted(Protocol):
    """What undo needs to know of an entry of a coding or an edit of a transcript: its step, and what it did to it."""

    @property
    def id(self) -> str: ...
    @property
    def step_id(self) -> str: ...
    @property
    def act(self) -> Act: ...


@dataclass(frozen=True)
class History:
    """What undo and redo would do next, in words; empty where there is nothing."""

    undo_text: str = ""
    redo_text: str = ""


@dataclass(frozen=True)
class UndoStacks:
    """Step ids that can be undone and redone, the next one last."""

    undo: tuple[str, ...]
    redo: tuple[str, ...]


def undo_stacks(entries: Sequence[Acted]) -> UndoStacks:
    """Rebuild both stacks from all that one author did, in order of id: that is how undo survives a restart."""
    undo: list[str] = []
    redo: list[str] = []
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda e: e.id):
        if entry.step_id in seen:
            continue
        seen.add(entry.step_id)
        if entry.act is Act.DO:
            undo.append(entry.step_id)
            redo.clear()
        elif entry.act is Act.UNDO:
            redo.append(undo.pop())
        else:
            undo.append(redo.pop())
    return UndoStacks(tuple(undo), tuple(redo))


_THIRDS = ("first", "middle", "last")


def _third(position_s: float, duration_s: float) -> int:
    return min(2, int(3 * position_s / duration_s)) if duration_s > 0 else 0


def _missing_for(rating: Entry, state: CodingState, rules: Rules, name: str, duration_s: float) -> str:
    if rating.not_evaluable:
        return "" if rating.note.strip() else f"{name}: say why it is not evaluable."
    if rating.value == rules.neutral_value:
        return ""
    override = state.overrides.get(rating.label)
    if override is not None and override.note.strip():
        return ""
    extreme = rating.value in (rules.scale_min, rules.scale_max)
    needed = rules.evidence_for_extremes if extreme else rules.evidence_for_off_neutral
    given = state.evidence_for(rating.label)
    if len(given) < needed:
        return f"{name}: a {rating.value} needs {needed} moments, {len(given)} given. Add evidence or write a reason."
    bare = [word for third, word in enumerate(_THIRDS) if third not in {_third(e.start_s, duration_s) for e in given}]
    if extreme and bare:
        none_in = " and ".join(bare)
        return (
            f"{name}: a {rating.value} needs moments from different thirds of the recording. The {none_in} "
            f"{'third has' if len(bare) == 1 else 'thirds have'} none. Add evidence there or write a reason."
        )
    return ""


def what_is_missing(state: CodingState, codebook: Codebook, duration_s: float) -> tuple[Missing, ...]:
    """What the evidence rule (codebook §A5, §A6) still asks for before a coding may be locked; empty when nothing.

    Every principle needs a rating or a reasoned "not evaluable"; any rating other than 3 needs two time-stamped
    moments, 1 and 5 need three from different thirds of the recording, or else a written reason.
    """
    missing: list[Missing] = []
    for principle in codebook.principles:
        rating = state.ratings.get(principle.id)
        if rating is None:
            sentence = f"{principle.name}: not rated yet."
        else:
            sentence = _missing_for(rating, state, codebook.rules, principle.name, duration_s)
        if sentence:
            missing.append(Missing(principle.id, sentence))
    return tuple(missing)
