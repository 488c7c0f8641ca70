"""Focus tags: what an utterance or a stretch of the talk is about (codebook §E). One a place, never two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Entry, EntryKind, fold, main_on, same_place
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.times import clock_text
from coder.services.coding_rules import (
    append,
    check_times,
    check_utterance,
    follow,
    fresh,
    standing_mark,
    thread,
)
from coder.services.entries import entries_on
from coder.services.own_coding import OwnCodings


class FocusTags(OwnCodings):
    """Say what the talk is about, say it otherwise, and take it back; each is one worded step of undo."""

    def give_focus(
        self, actor: Actor, coding_id: str, tag: str, *, start_s: float, end_s: float, utterance_id: str = ""
    ) -> Changes:
        """Say what an utterance or the free interval [start_s, end_s) is about; ``created`` is the mark's thread.

        What was said of the same utterance, or of the same times, is superseded; the same again changes nothing.
        Raises UserError for a tag the codebook does not have, and for times outside the recording.
        """
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            name = focus_name(facts.codebook, tag)
            check_utterance(unit.session, facts.row.session_id, utterance_id)
            check_times(facts, start_s, end_s)
            entry = fresh(unit, facts.row, EntryKind.FOCUS, tag, _about(name, start_s), None)
            entry = replace(entry, utterance_id=utterance_id, start_s=start_s, end_s=end_s)
            old = standing_focus(unit.session, entry)
            if old is not None and old.label == tag:
                # A step that shows nothing would make the next undo look broken.
                return changes(Kind.CODING, ids={coding_id, old.thread_id}, created=old.thread_id)
            if old is not None:
                entry = replace(entry, thread_id=old.thread_id, supersedes=old.id)
            return append(unit, entry, "focus tag given")

    def change_focus(self, actor: Actor, coding_id: str, thread_id: str, tag: str) -> Changes:
        """Say of a place that is tagged that it is about something else. Raises UserError as ``give_focus`` does."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            name = focus_name(facts.codebook, tag)
            old = thread(unit.session, coding_id, thread_id)
            if old.label == tag:
                return changes(Kind.CODING, ids={coding_id, thread_id}, created=thread_id)
            text = _about(name, old.start_s)
            return append(unit, replace(follow(unit, facts.row, old, text), label=tag), "focus tag given")

    def take_focus(self, actor: Actor, coding_id: str, thread_id: str) -> Changes:
        """Take a focus tag back; the row stays and is superseded. Raises UserError when it is no longer there."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            old = thread(unit.session, coding_id, thread_id)
            text = f"Take back: {_about(focus_name(facts.codebook, old.label), old.start_s)}"
            return append(unit, replace(follow(unit, facts.row, old, text), active=False), "withdrawn")


def focus_name(codebook: Codebook, tag: str) -> str:
    """The name of a focus tag. Raises UserError naming those there are when the codebook lacks it."""
    names = {known.id: known.name for known in codebook.tags}
    if tag not in names:
        hint = f"Use one of: {', '.join(names)}." if names else "This codebook has none."
        raise UserError(f"The codebook has no focus tag “{tag}”.", hint)
    return names[tag]


def standing_focus(session: Session, wanted: Entry) -> Entry | None:
    """The focus tag that stands on the utterance of ``wanted``, or on its very times where it is on none."""
    if wanted.utterance_id:
        return standing_mark(session, wanted.coding_id, wanted.utterance_id, EntryKind.FOCUS)
    return focus_on(fold(entries_on(session, wanted.coding_id, EntryKind.FOCUS, ("",))).focus, wanted)


def focus_on(tags: Iterable[Entry], wanted: Entry) -> Entry | None:
    """Of focus tags (``placed``) the one on the utterance of ``wanted``, or on its very times where it is on none."""
    if wanted.utterance_id:
        return main_on(tags, wanted.utterance_id)
    return next((entry for entry in tags if not entry.utterance_id and same_place(entry, wanted)), None)


def _about(name: str, at_s: float) -> str:
    return f"About {name} at {clock_text(at_s)}"
