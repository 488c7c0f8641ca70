"""Codings: start, code, rate, give evidence, undo, lock, finish."""

from __future__ import annotations

from dataclasses import replace

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import (
    Act,
    Direction,
    EntryKind,
    Missing,
    fold,
    what_is_missing,
)
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import is_suggested_for, practice_of
from coder.domain.sessions import SessionState, check_not_erased, check_step
from coder.domain.times import clock_text
from coder.services.base import Unit
from coder.services.coding_apply import apply_document, roles_for
from coder.services.coding_file import CodingDocument, check_codebook
from coder.services.coding_rules import (
    Place,
    append,
    append_moved,
    check_change_has_reason,
    check_times,
    check_utterance,
    code_name,
    follow,
    fresh,
    plain,
    principle_name,
    rating_reason,
    standing_code,
    thread,
    utterance_after_move,
)
from coder.services.entries import entries_of, newest
from coder.services.focus_tags import FocusTags
from coder.services.history import take
from coder.services.jobs import enqueue
from coder.services.rows import session_row, transcript_from, transcript_row
from coder.services.transcripts import confirm


class CodingService(FocusTags):
    """Everything an evaluator does to a coding. Before the lock nobody else's marks and no suggestion is visible."""

    def add_code(
        self,
        actor: Actor,
        coding_id: str,
        code: str,
        *,
        start_s: float,
        end_s: float,
        utterance_id: str = "",
        note: str = "",
        attributes: dict[str, str] | None = None,
    ) -> Changes:
        """Put a code on an utterance or a free interval [start_s, end_s). An utterance has one main code: a second
        one supersedes the first. Raises UserError for an unknown code or attribute, or times outside the recording.
        """
        with self._acting(actor, Action.CODE) as unit:
            place = Place(utterance_id, start_s, end_s)
            return self.put_code(unit, coding_id, code, place, note=note, attributes=attributes)

    def put_code(
        self,
        unit: Unit,
        coding_id: str,
        code: str,
        place: Place,
        *,
        note: str = "",
        attributes: dict[str, str] | None = None,
    ) -> Changes:
        """``add_code`` as a part of a larger act."""
        facts = self._open(unit, coding_id)
        name = code_name(facts.codebook, code, attributes or {})
        check_utterance(unit.session, facts.row.session_id, place.utterance_id)
        check_times(facts, place.start_s, place.end_s)
        old = standing_code(unit.session, coding_id, place.utterance_id)
        entry = fresh(unit, facts.row, EntryKind.CODE, code, f"{name} at {clock_text(place.start_s)}", old)
        entry = replace(
            entry,
            utterance_id=place.utterance_id,
            start_s=place.start_s,
            end_s=place.end_s,
            note=note or (old.note if old else ""),
            attributes=attributes or {},
        )
        return append(unit, entry, "code added")

    def take_back_code(self, unit: Unit, coding_id: str, utterance_id: str) -> Changes:
        """Take back the code of an utterance as a part of a larger act; nothing when it has none."""
        facts = self._open(unit, coding_id)
        old = standing_code(unit.session, coding_id, utterance_id)
        if old is None:
            return Changes(frozenset())
        text = f"Take back {old.label} at {clock_text(old.start_s)}"
        return append(unit, replace(follow(unit, facts.row, old, text), active=False), "withdrawn")

    def replace_code(
        self, actor: Actor, coding_id: str, thread_id: str, code: str, *, attributes: dict[str, str] | None = None
    ) -> Changes:
        """Give a coded segment another code, or the same one with other attributes; its place and memo stay.

        Raises UserError for an unknown code or attribute, and when the mark was taken back.
        """
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            old = thread(unit.session, coding_id, thread_id)
            marked = attributes or {}
            text = f"{code_name(facts.codebook, code, marked)} at {clock_text(old.start_s)}"
            entry = replace(follow(unit, facts.row, old, text), label=code, attributes=marked)
            return append(unit, entry, "code replaced")

    def set_attributes(self, actor: Actor, coding_id: str, thread_id: str, attributes: dict[str, str]) -> Changes:
        """Have exactly these attributes on a coded segment (id → value, empty for a yes/no mark); one undo step.

        Raises UserError for an attribute or value that the code does not have.
        """
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            old = thread(unit.session, coding_id, thread_id)
            name = code_name(facts.codebook, old.label, attributes)
            text = f"Attributes of {name} at {clock_text(old.start_s)}"
            return append(unit, replace(follow(unit, facts.row, old, text), attributes=attributes), "attributes set")

    def move(self, actor: Actor, coding_id: str, thread_id: str, *, start_s: float, end_s: float) -> Changes:
        """Give a coded segment, piece of evidence or moment another place.

        Evidence that is taken away from its utterance stands on its time alone from then on. The codes that lie on a
        moment go with it, in the same step.
        """
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            old = thread(unit.session, coding_id, thread_id)
            check_times(facts, start_s, end_s)
            entry = replace(
                follow(unit, facts.row, old, f"Move to {clock_text(start_s)}"),
                start_s=start_s,
                end_s=end_s,
                utterance_id=utterance_after_move(unit.session, old, start_s, end_s),
            )
            return append_moved(unit, facts.row, old, entry)

    def withdraw(self, actor: Actor, coding_id: str, thread_id: str) -> Changes:
        """Take back a code, piece of evidence or moment; the row stays and is superseded."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            old = thread(unit.session, coding_id, thread_id)
            text = f"Take back {old.label} at {clock_text(old.start_s)}"
            return append(unit, replace(follow(unit, facts.row, old, text), active=False), "withdrawn")

    def set_note(self, actor: Actor, coding_id: str, thread_id: str, note: str) -> Changes:
        """Write the memo of a code or moment, or the note of evidence; the same words again change nothing."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            old = thread(unit.session, coding_id, thread_id)
            if old.note == plain(note):
                # A step that shows nothing would make the next undo look broken.
                return changes(Kind.CODING, ids={coding_id, thread_id}, created=thread_id)
            text = f"Memo at {clock_text(old.start_s)}"
            return append(unit, replace(follow(unit, facts.row, old, text), note=plain(note)), "memo written")

    def rate(
        self,
        actor: Actor,
        coding_id: str,
        principle_id: str,
        value: int | None,
        *,
        not_evaluable: bool = False,
        reason: str | None = None,
    ) -> Changes:
        """Rate one principle with a value of the scale, or as not evaluable; without ``reason`` the old one stays.

        A reason why something was not evaluable does not stay with a value. Raises UserError for any other value, and
        after the lock unless a reason for the change is given or was written since (§A11).
        """
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            principle = principle_name(facts.codebook, principle_id)
            rules = facts.codebook.rules
            if not not_evaluable and (value is None or not rules.scale_min <= value <= rules.scale_max):
                raise UserError(f"A rating is a whole number from {rules.scale_min} to {rules.scale_max}.")
            old = newest(unit.session, coding_id, kind=EntryKind.RATING, label=principle_id)
            note = rating_reason(old, reason, not_evaluable=not_evaluable)
            check_change_has_reason(facts.row, old, reason)
            words = f"{principle}: " + ("not evaluable" if not_evaluable else str(value))
            entry = replace(
                fresh(unit, facts.row, EntryKind.RATING, principle_id, words, old),
                value=None if not_evaluable else value,
                not_evaluable=not_evaluable,
                note=note,
            )
            return append(unit, entry, "rated")

    def add_evidence(
        self,
        actor: Actor,
        coding_id: str,
        principle_id: str,
        *,
        start_s: float,
        end_s: float,
        utterance_id: str = "",
        direction: Direction = Direction.FOR,
        note: str = "",
    ) -> Changes:
        """Give a time-stamped moment as evidence for or against one principle."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            principle = principle_name(facts.codebook, principle_id)
            check_times(facts, start_s, end_s)
            words = f"Evidence for {principle} at {clock_text(start_s)}"
            entry = replace(
                fresh(unit, facts.row, EntryKind.EVIDENCE, principle_id, words, None),
                utterance_id=utterance_id,
                start_s=start_s,
                end_s=end_s,
                direction=direction,
                note=plain(note),
            )
            return append(unit, entry, "evidence added")

    def turn(self, actor: Actor, coding_id: str, thread_id: str) -> Changes:
        """Let a piece of evidence speak the other way round; its place and note stay."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            old = thread(unit.session, coding_id, thread_id)
            direction = Direction.AGAINST if old.direction is Direction.FOR else Direction.FOR
            words = f"Evidence {direction.value} at {clock_text(old.start_s)}"
            return append(unit, replace(follow(unit, facts.row, old, words), direction=direction), "evidence turned")

    def add_moment(
        self,
        actor: Actor,
        coding_id: str,
        kind: str,
        *,
        start_s: float,
        end_s: float,
        note: str = "",
        shareable: bool = False,
    ) -> Changes:
        """Mark a moment (bright, fork …) on a stretch of the recording."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            names = {moment.id: moment.name for moment in facts.codebook.moments}
            if kind not in names:
                raise UserError(f"The codebook has no moment “{kind}”.", f"Use one of: {', '.join(names)}.")
            check_times(facts, start_s, end_s)
            words = f"{names[kind]} at {clock_text(start_s)}"
            entry = replace(
                fresh(unit, facts.row, EntryKind.MOMENT, kind, words, None),
                start_s=start_s,
                end_s=end_s,
                note=plain(note),
                shareable=shareable,
            )
            return append(unit, entry, "moment marked")

    def write_reason(self, actor: Actor, coding_id: str, principle_id: str, reason: str) -> Changes:
        """Write the reason that stands in for missing evidence of one principle (§A5)."""
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            words = f"Reason for {principle_name(facts.codebook, principle_id)}"
            old = newest(unit.session, coding_id, kind=EntryKind.OVERRIDE, label=principle_id)
            entry = fresh(unit, facts.row, EntryKind.OVERRIDE, principle_id, words, old)
            return append(unit, replace(entry, note=plain(reason)), "reason written")

    def undo(self, actor: Actor, coding_id: str) -> Changes:
        """Undo the actor's last step in the session of their coding; see HistoryService.undo."""
        return self._take(actor, coding_id, Act.UNDO)

    def redo(self, actor: Actor, coding_id: str) -> Changes:
        """Do the last undone step again; see HistoryService.redo."""
        return self._take(actor, coding_id, Act.REDO)

    def _take(self, actor: Actor, coding_id: str, act: Act) -> Changes:
        with self._acting(actor, Action.CODE) as unit:
            row = self._open(unit, coding_id).row
            return take(unit, session_row(unit.session, row.session_id), act)

    def apply_file(self, actor: Actor, session_id: str, document: CodingDocument) -> Changes:
        """Apply a coding made elsewhere, whole or not at all; ``created`` is the coding's id.

        Voices not yet confirmed take the role the file gives them, else the one the machine guessed; applying the file
        is the confirmation. Applying the same file twice changes nothing. Raises UserError for anything that does not
        fit the session, the codebook or the transcript, and once the coding is locked.
        """
        with self._acting(actor, Action.CODE) as unit:
            meeting = session_row(unit.session, session_id)
            check_not_erased(meeting.state, "It can no longer be coded.")
            row = transcript_row(unit.session, meeting.id)
            transcript = None if row is None else transcript_from(unit.session, row)
            if transcript is not None and not transcript.confirmed:
                confirm(unit, meeting.id, roles_for(document, transcript))
                unit.session.flush()
                if meeting.state is SessionState.TO_CONFIRM:
                    meeting.state = SessionState.TO_CODE
            known = self._own_row(unit.session, actor, meeting.id)
            made = self._new_coding(unit, meeting) if known is None else changes(ids={known.id}, created=known.id)
            unit.session.flush()
            facts = self._open(unit, made.created)
            if facts.row.locked_at is not None:
                raise UserError("This coding is locked; a file can no longer be applied.", "Nothing was changed.")
            check_codebook(document, facts.codebook)
            count = apply_document(unit, facts, transcript, document)
            unit.audit("coding file applied", "coding", made.created, session=meeting.id, entries=count)
            return made | changes(Kind.CODING, Kind.SESSION, Kind.TRANSCRIPT, ids={meeting.id})

    def missing(self, actor: Actor, coding_id: str) -> tuple[Missing, ...]:
        """What the evidence rule still asks for before this coding may be locked."""
        with self._reading(actor, Action.CODE) as session:
            facts = self._facts(session, actor, coding_id)
            return what_is_missing(fold(entries_of(session, coding_id)), facts.codebook, facts.duration_s)

    def lock(self, actor: Actor, coding_id: str) -> Changes:
        """Close the blind pass with time and author, and let the suggestions be worked out.

        Raises UserError naming the first thing that is missing.
        """
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            row = facts.row
            if row.locked_at is not None:
                return changes(Kind.CODING, ids={row.id})
            missing = what_is_missing(fold(entries_of(unit.session, coding_id)), facts.codebook, facts.duration_s)
            if missing:
                more = f" {len(missing) - 1} more to do." if len(missing) > 1 else ""
                raise UserError(missing[0].sentence, f"The recording is not locked yet.{more}")
            row.locked_at, row.lock_id = unit.now, new_id()
            meeting = session_row(unit.session, row.session_id)
            if row.primary:
                check_step(meeting.state, SessionState.LOCKED)
                meeting.state = SessionState.LOCKED
                suggested = is_suggested_for(practice_of(meeting.kind))
                if suggested and transcript_row(unit.session, meeting.id) is not None:
                    enqueue(unit, JobKind.SUGGEST, meeting.id)
            unit.audit("coding locked", "coding", row.id, session=meeting.id)
            unit.session.flush()
            self._after_lock(unit, meeting.id)
            return changes(Kind.CODING, Kind.SESSION, Kind.PROFILE, Kind.REPORT, Kind.JOB, ids={row.id, meeting.id})

    def finish(self, actor: Actor, coding_id: str) -> Changes:
        """End the second listen; from now on nothing of this coding changes.

        Raises UserError before the lock, and when a change made since then broke the evidence rule.
        """
        with self._acting(actor, Action.CODE) as unit:
            facts = self._open(unit, coding_id)
            row = facts.row
            if row.locked_at is None:
                raise UserError("This recording is not locked yet.", "Lock it first, then finish.")
            missing = what_is_missing(fold(entries_of(unit.session, coding_id)), facts.codebook, facts.duration_s)
            if missing:
                raise UserError(missing[0].sentence, "The second listen is not finished yet.")
            row.finished_at = unit.now
            meeting = session_row(unit.session, row.session_id)
            if row.primary:
                check_step(meeting.state, SessionState.FINISHED)
                meeting.state = SessionState.FINISHED
            unit.audit("coding finished", "coding", row.id, session=meeting.id)
            return changes(Kind.CODING, Kind.SESSION, Kind.PROFILE, Kind.REPORT, ids={row.id, meeting.id})
