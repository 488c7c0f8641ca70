"""What a coding ought to hold, kept in plain Python: the measure for runs of random acts. Knows no store and no rows.

A *thread* is one mark through all its changes. A step is what one act did to one thread; undo puts back what stood
before the last step, redo what stood after it, and any new act ends redo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coder.domain.coding import CodingState, Entry, EntryKind
from coder.domain.times import to_samples, to_seconds

SAME_S = 0.02


@dataclass(frozen=True)
class Mark:
    """One mark as a person would describe it, without any id of the store."""

    kind: EntryKind
    label: str
    utterance_id: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    value: int | None = None
    not_evaluable: bool = False
    against: bool = False
    note: str = ""
    shareable: bool = False
    attributes: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Step:
    """What one act did: the thread, what stood before it and what after; None for nothing."""

    thread: str
    before: Mark | None
    after: Mark | None


@dataclass
class Book:
    """The marks that stand, the steps that can be undone and redone (the next one last), and how many rows were due."""

    standing: dict[str, Mark] = field(default_factory=dict)
    done: list[list[Step]] = field(default_factory=list)
    undone: list[list[Step]] = field(default_factory=list)
    entries: int = 0

    def act(self, thread: str, after: Mark | None) -> None:
        """One new act on a thread."""
        step = Step(thread, self.standing.get(thread), after)
        self._show(thread, after)
        self.done.append([step])
        self.undone.clear()

    def act_on_all(self, after: Mapping[str, Mark]) -> None:
        """One act that changes several marks."""
        self.done.append([Step(thread, self.standing[thread], mark) for thread, mark in after.items()])
        self.undone.clear()
        self.standing.update(after)

    def going_with(self, thread: str) -> list[str]:
        """The codes that go where a moment goes."""
        moment = self.standing[thread]
        at = (moment.start_s, moment.end_s)
        if any(one != thread and is_at(other, at) for one, other in self.of(EntryKind.MOMENT).items()):
            return []
        return [one for one, code in self.of(EntryKind.CODE).items() if not code.utterance_id and is_at(code, at)]

    def undo(self) -> None:
        """Put back what stood before the last step; nothing when there is none."""
        if self.done:
            steps = self.done.pop()
            for step in steps:
                self._show(step.thread, step.before)
            self.undone.append(steps)

    def redo(self) -> None:
        """Do the last undone step again; nothing when there is none."""
        if self.undone:
            steps = self.undone.pop()
            for step in steps:
                self._show(step.thread, step.after)
            self.done.append(steps)

    def of(self, kind: EntryKind) -> dict[str, Mark]:
        """The standing marks of one kind, by thread."""
        return {thread: mark for thread, mark in self.standing.items() if mark.kind is kind}

    def on(self, utterance_id: str, kind: EntryKind = EntryKind.CODE) -> str:
        """The thread of the code or focus tag that stands on an utterance; empty for none."""
        return next((one for one, mark in self.of(kind).items() if mark.utterance_id == utterance_id), "")

    def labelled(self, kind: EntryKind, label: str) -> str:
        """The thread of the mark of a kind with a label; empty for none."""
        return next((one for one, mark in self.of(kind).items() if mark.label == label), "")

    def marks(self) -> Counter[Mark]:
        """How often each mark stands."""
        return Counter(self.standing.values())

    def _show(self, thread: str, mark: Mark | None) -> None:
        self.entries += 1
        if mark is None:
            self.standing.pop(thread, None)
        else:
            self.standing[thread] = mark


def as_stored(seconds: float) -> float:
    """A position as the store keeps it, shown or stored: to the sample, told to the millisecond."""
    return round(to_seconds(to_samples(seconds)), 3)


def marks_of(state: CodingState) -> Counter[Mark]:
    """How often each mark stands in a coding as the program has it."""
    entries: Iterable[Entry] = (
        *state.codes,
        *state.ratings.values(),
        *state.evidence,
        *state.moments,
        *state.overrides.values(),
        *state.focus,
    )
    return Counter(
        Mark(
            one.kind,
            one.label,
            one.utterance_id,
            as_stored(one.start_s),
            as_stored(one.end_s),
            one.value,
            one.not_evaluable,
            one.direction.value == "against",
            one.note,
            one.shareable,
            frozenset(one.attributes.items()),
        )
        for one in entries
    )


def is_at(mark: Mark, at: tuple[float, float]) -> bool:
    """Whether a mark has these very times, as far as anybody hears."""
    return abs(mark.start_s - at[0]) < SAME_S and abs(mark.end_s - at[1]) < SAME_S
