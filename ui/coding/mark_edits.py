"""Edits of marks that stand: a code with its attributes, the attributes alone, the place and the note of any mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coder.domain.changes import Changes
from coder.domain.coding import Coding, CodingState, Entry, EntryKind, codes_moved_with
from coder.domain.people import Actor
from ui.coding.edits import Place, ToggleCode, code_at, entries_of, nothing, with_entry, without_entry

if TYPE_CHECKING:
    from coder.services.coding import CodingService


@dataclass(frozen=True)
class ToggleVariant:
    """Put a code with attributes on a place; there already, it goes; there with other attributes, these replace them.

    Without attributes it is the same as ``ToggleCode``.
    """

    place: Place
    code: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    def _same_code(self, state: CodingState) -> Entry | None:
        """The code on the place when it is this one and only its attributes are to change."""
        known = code_at(state, self.place)
        if known is None or known.label != self.code or not self.attributes or known.attributes == self.attributes:
            return None
        return known

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = self._same_code(state)
        if known is None:
            state = ToggleCode(self.place, self.code).predict(state)
            known = code_at(state, self.place)
        return with_attributes(state, known, self.attributes) if known is not None else state

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known, at = code_at(coding.state, self.place), self.place
        marked = dict(self.attributes)
        if self._same_code(coding.state) is not None and known is not None:
            return service.set_attributes(actor, coding.id, known.thread_id, marked)
        if known is None:
            return service.add_code(
                actor,
                coding.id,
                self.code,
                start_s=at.start_s,
                end_s=at.end_s,
                utterance_id=at.utterance_id,
                attributes=marked,
            )
        if known.label == self.code:
            return service.withdraw(actor, coding.id, known.thread_id)
        return service.replace_code(actor, coding.id, known.thread_id, self.code, attributes=marked)


@dataclass(frozen=True)
class MarkAttribute:
    """Mark one attribute of the code on a place with a value (empty for a yes/no mark); the same again unmarks it.

    Nothing happens when the place has another code by then.
    """

    place: Place
    code: str
    attribute: str
    value: str = ""

    def _marked(self, known: Entry) -> dict[str, str]:
        rest = {id_: value for id_, value in known.attributes.items() if id_ != self.attribute}
        on = known.attributes.get(self.attribute) == self.value
        return rest if on else {**rest, self.attribute: self.value}

    def _known(self, state: CodingState) -> Entry | None:
        known = code_at(state, self.place)
        return known if known is not None and known.label == self.code else None

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = self._known(state)
        return with_attributes(state, known, self._marked(known)) if known is not None else state

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known = self._known(coding.state)
        if known is None:
            return nothing()
        return service.set_attributes(actor, coding.id, known.thread_id, self._marked(known))


@dataclass(frozen=True)
class MoveMark:
    """Give the code of a free interval, a piece of evidence or a moment another stretch; codes go with their moment.

    ``label`` is the principle or the kind of moment; empty for whatever is there.
    """

    place: Place
    to: Place
    kind: EntryKind = EntryKind.CODE
    label: str = ""

    def _known(self, state: CodingState) -> Entry | None:
        if self.kind is EntryKind.MOMENT:
            return moment_at(state, self.place, self.label)
        return self.place.find(one for one in entries_of(state, self.kind) if self.label in ("", one.label))

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = self._known(state)
        if known is None:
            return state
        along = codes_moved_with(state, known) if known.kind is EntryKind.MOMENT else ()
        for one in (known, *along):
            state = with_entry(without_entry(state, one), replace(one, start_s=self.to.start_s, end_s=self.to.end_s))
        return state

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known = self._known(coding.state)
        if known is None:
            return nothing()
        return service.move(actor, coding.id, known.thread_id, start_s=self.to.start_s, end_s=self.to.end_s)


@dataclass(frozen=True)
class WithdrawMoment:
    """Take a moment of one kind away from a place; a code on it stays where it is."""

    kind: str
    place: Place

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = moment_at(state, self.place, self.kind)
        return without_entry(state, known) if known else state

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known = moment_at(coding.state, self.place, self.kind)
        return service.withdraw(actor, coding.id, known.thread_id) if known else nothing()


@dataclass(frozen=True)
class WriteNote:
    """Write the memo of a code or moment, or the note of evidence; ``label`` is what the mark is called by id."""

    kind: EntryKind
    label: str
    place: Place
    text: str

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = mark_at(state, self.kind, self.label, self.place)
        return with_entry(without_entry(state, known), replace(known, note=self.text)) if known else state

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known = mark_at(coding.state, self.kind, self.label, self.place)
        return service.set_note(actor, coding.id, known.thread_id, self.text) if known else nothing()


def mark_at(state: CodingState, kind: EntryKind, label: str, place: Place) -> Entry | None:
    """The code, evidence or moment of one label on a place, if it is there."""
    if kind is EntryKind.MOMENT:
        return moment_at(state, place, label)
    return place.find(one for one in entries_of(state, kind) if one.label == label)


def moment_at(state: CodingState, place: Place, kind: str = "") -> Entry | None:
    """The moment with the times of a place, of one kind or of any: a moment is known by its times alone."""
    return next((one for one in state.moments if kind in ("", one.label) and place.is_at(one)), None)


def place_of_entry(entry: Entry) -> Place:
    """Where a mark stands."""
    return Place(entry.start_s, entry.end_s, entry.utterance_id)


def with_attributes(state: CodingState, known: Entry, attributes: Mapping[str, str]) -> CodingState:
    """The state with other attributes on one of its codes."""
    if known.attributes == attributes:
        return state
    return with_entry(without_entry(state, known), replace(known, attributes=dict(attributes)))
