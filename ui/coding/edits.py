"""What an evaluator may do to a coding, each as an intent that can be shown at once and stored a moment later.

An edit names places and codes, never rows: it is worked out against the coding as shown when the key is pressed, and
again against the coding as stored when its turn comes. Two quick presses of the same key thus end where they began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Protocol

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import SAME_PLACE_S, Coding, CodingState, Direction, Entry, EntryKind, Origin, main_of
from coder.domain.people import Actor

if TYPE_CHECKING:
    from coder.services.coding import CodingService

_pending = count(1)


@dataclass(frozen=True)
class Place:
    """An utterance, or with an empty id the free interval [start_s, end_s)."""

    start_s: float
    end_s: float
    utterance_id: str = ""

    def holds(self, entry: Entry) -> bool:
        """Whether an entry was put here."""
        if self.utterance_id or entry.utterance_id:
            return entry.utterance_id == self.utterance_id
        return self.is_at(entry)

    def is_at(self, entry: Entry) -> bool:
        """Whether an entry has these very times, on an utterance or not."""
        return abs(entry.start_s - self.start_s) < SAME_PLACE_S and abs(entry.end_s - self.end_s) < SAME_PLACE_S

    def find(self, entries: Iterable[Entry]) -> Entry | None:
        """The entry that was put here; where an utterance took in another and holds several, the one of these times."""
        here = [entry for entry in entries if self.holds(entry)]
        return next((entry for entry in here if self.is_at(entry)), main_of(here))


class Edit(Protocol):
    """One act of the evaluator."""

    def predict(self, state: CodingState) -> CodingState:
        """The state as it will be, for showing at once. Pure."""
        ...

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """Have it stored; ``coding`` is what is stored now. Raises UserError when a rule stands in the way."""
        ...


def code_at(state: CodingState, place: Place) -> Entry | None:
    """The code on a place, if there is one."""
    return place.find(state.codes)


def evidence_at(state: CodingState, principle_id: str, place: Place) -> Entry | None:
    """The evidence for one principle that was taken from a place, if there is any."""
    return place.find(state.evidence_for(principle_id))


@dataclass(frozen=True)
class ToggleCode:
    """Put a code on a place; the same code again takes it away; another one replaces it and keeps the memo."""

    place: Place
    code: str

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = code_at(state, self.place)
        if known is not None and known.label == self.code:
            return without_entry(state, known)
        if known is None:
            return with_entry(state, pending_entry(EntryKind.CODE, self.code, self.place))
        # On the place it was given on: the row may have taken in another since, and be longer.
        return with_entry(without_entry(state, known), replace(known, label=self.code, attributes={}))

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known = code_at(coding.state, self.place)
        if known is None:
            at = self.place
            return service.add_code(
                actor, coding.id, self.code, start_s=at.start_s, end_s=at.end_s, utterance_id=at.utterance_id
            )
        if known.label == self.code:
            return service.withdraw(actor, coding.id, known.thread_id)
        return service.replace_code(actor, coding.id, known.thread_id, self.code)


@dataclass(frozen=True)
class WithdrawCode:
    """Take the code of a place away; nothing happens where there is none."""

    place: Place

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = code_at(state, self.place)
        return without_entry(state, known) if known else state

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known = code_at(coding.state, self.place)
        return service.withdraw(actor, coding.id, known.thread_id) if known else nothing()


@dataclass(frozen=True)
class SetCode:
    """Have one code on a place, or with an empty one none; nothing happens where it is so already."""

    place: Place
    code: str

    def _edit(self, state: CodingState) -> ToggleCode | WithdrawCode | None:
        known = code_at(state, self.place)
        if known is not None and known.label == self.code:
            return None
        return ToggleCode(self.place, self.code) if self.code else WithdrawCode(self.place)

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        edit = self._edit(state)
        return edit.predict(state) if edit is not None else state

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        edit = self._edit(coding.state)
        return edit.store(service, actor, coding) if edit is not None else nothing()


@dataclass(frozen=True)
class Rate:
    """Rate a principle 1–5, or None for not evaluable. Without a reason the one for the same kind of answer stays."""

    principle_id: str
    value: int | None
    reason: str | None = None

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = state.ratings.get(self.principle_id)
        kept = known.note if known is not None and known.not_evaluable == (self.value is None) else ""
        reason = kept if self.reason is None else self.reason
        made = replace(
            pending_entry(EntryKind.RATING, self.principle_id, Place(0.0, 0.0)),
            value=self.value,
            not_evaluable=self.value is None,
            note=reason,
        )
        return replace(state, ratings={**state.ratings, self.principle_id: made})

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        return service.rate(
            actor,
            coding.id,
            self.principle_id,
            self.value,
            not_evaluable=self.value is None,
            reason=self.reason,
        )


@dataclass(frozen=True)
class ToggleEvidence:
    """Give a place as evidence; again in the same direction takes it away, in the other turns it round."""

    principle_id: str
    place: Place
    direction: Direction

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = evidence_at(state, self.principle_id, self.place)
        if known is None:
            made = pending_entry(EntryKind.EVIDENCE, self.principle_id, self.place)
            return with_entry(state, replace(made, direction=self.direction))
        rest = without_entry(state, known)
        return rest if known.direction is self.direction else with_entry(rest, replace(known, direction=self.direction))

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known = evidence_at(coding.state, self.principle_id, self.place)
        if known is not None:
            act = service.withdraw if known.direction is self.direction else service.turn
            return act(actor, coding.id, known.thread_id)
        at = self.place
        return service.add_evidence(
            actor,
            coding.id,
            self.principle_id,
            start_s=at.start_s,
            end_s=at.end_s,
            utterance_id=at.utterance_id,
            direction=self.direction,
        )


@dataclass(frozen=True)
class MarkMoment:
    """Mark a kind of moment on a place, with a note and whether it may be shared with the worker."""

    kind: str
    place: Place
    note: str = ""
    shareable: bool = False

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        made = pending_entry(EntryKind.MOMENT, self.kind, replace(self.place, utterance_id=""))
        return with_entry(state, replace(made, note=self.note, shareable=self.shareable))

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        return service.add_moment(
            actor,
            coding.id,
            self.kind,
            start_s=self.place.start_s,
            end_s=self.place.end_s,
            note=self.note,
            shareable=self.shareable,
        )


@dataclass(frozen=True)
class WriteOverride:
    """Write the reason that stands in for missing evidence of one principle."""

    principle_id: str
    reason: str

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        made = replace(pending_entry(EntryKind.OVERRIDE, self.principle_id, Place(0.0, 0.0)), note=self.reason)
        return replace(state, overrides={**state.overrides, self.principle_id: made})

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        return service.write_reason(actor, coding.id, self.principle_id, self.reason)


def nothing() -> Changes:
    """What an edit changed that found nothing to do."""
    return changes(Kind.CODING)


def pending_entry(kind: EntryKind, label: str, place: Place) -> Entry:
    """A mark as it is shown until it is stored."""
    name = f"pending-{next(_pending)}"
    return Entry(
        id=name,
        coding_id="",
        thread_id=name,
        kind=kind,
        label=label,
        active=True,
        origin=Origin.BLIND,
        author_id="",
        at=datetime.min,
        step_id="",
        step_text="",
        utterance_id=place.utterance_id,
        start_s=place.start_s,
        end_s=place.end_s,
    )


def entries_of(state: CodingState, kind: EntryKind) -> tuple[Entry, ...]:
    """The codes, the evidence, the moments or the focus tags of a state."""
    return {
        EntryKind.CODE: state.codes,
        EntryKind.EVIDENCE: state.evidence,
        EntryKind.MOMENT: state.moments,
        EntryKind.FOCUS: state.focus,
    }[kind]


def _replaced(state: CodingState, kind: EntryKind, entries: tuple[Entry, ...]) -> CodingState:
    if kind is EntryKind.CODE:
        return replace(state, codes=entries)
    if kind is EntryKind.FOCUS:
        return replace(state, focus=entries)
    return replace(state, evidence=entries) if kind is EntryKind.EVIDENCE else replace(state, moments=entries)


def with_entry(state: CodingState, entry: Entry) -> CodingState:
    """The state with an entry more, in order of time."""
    entries = sorted((*entries_of(state, entry.kind), entry), key=lambda one: one.start_s)
    return _replaced(state, entry.kind, tuple(entries))


def without_entry(state: CodingState, entry: Entry) -> CodingState:
    """The state without one of its entries."""
    entries = entries_of(state, entry.kind)
    return _replaced(state, entry.kind, tuple(one for one in entries if one.thread_id != entry.thread_id))
