"""Saying what a place is about: an edit that can be shown at once and stored a moment later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coder.domain.changes import Changes
from coder.domain.coding import Coding, CodingState, Entry, EntryKind
from coder.domain.people import Actor
from ui.coding.edits import Place, pending_entry, with_entry, without_entry

if TYPE_CHECKING:
    from coder.services.coding import CodingService


@dataclass(frozen=True)
class ToggleFocus:
    """Say what a place is about; the same again takes it off; something else takes its place."""

    place: Place
    tag: str

    def predict(self, state: CodingState) -> CodingState:
        """See Edit."""
        known = focus_at(state, self.place)
        if known is None:
            return with_entry(state, pending_entry(EntryKind.FOCUS, self.tag, self.place))
        rest = without_entry(state, known)
        # On the place it was given on: the row may have taken in another since, and be longer.
        return rest if known.label == self.tag else with_entry(rest, replace(known, label=self.tag))

    def store(self, service: CodingService, actor: Actor, coding: Coding) -> Changes:
        """See Edit."""
        known, at = focus_at(coding.state, self.place), self.place
        if known is None:
            return service.give_focus(
                actor, coding.id, self.tag, start_s=at.start_s, end_s=at.end_s, utterance_id=at.utterance_id
            )
        if known.label == self.tag:
            return service.take_focus(actor, coding.id, known.thread_id)
        return service.change_focus(actor, coding.id, known.thread_id, self.tag)


def focus_at(state: CodingState, place: Place) -> Entry | None:
    """The focus tag of a place, if it has one."""
    return place.find(state.focus)
