"""One way back and forth over everything a person did to a session: marks of their coding and edits of its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Act, Entry, History, UndoStacks, undo_stacks
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.text_disputes import in_dispute
from coder.domain.text_edits import apply_all
from coder.services.base import Service, Unit
from coder.services.coding_rules import append_all, check_unfinished
from coder.services.entries import entries_of, redo_step, undo_step
from coder.services.lock import closed_by_lock
from coder.services.rows import machines_transcript, session_row, transcript_row
from coder.services.text_edits import (
    add_act,
    check_text_open,
    edit_rows,
    edits_of,
    folded,
    standing,
    standing_steps,
)
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.transcripts import TranscriptEditRow, TranscriptRow

_DONE = {Act.UNDO: "undone", Act.REDO: "redone"}


@dataclass(frozen=True)
class Step:
    """One entry of a coding or edit of a transcript, as far as undo is concerned."""

    id: str
    step_id: str
    step_text: str
    act: Act


class HistoryService(Service):
    """Undo and redo of a person's own steps in one session, in the order they were made, also those of earlier days.

    Nothing before the lock of their coding is reached. A text made anew by a transcription has no steps yet.
    """

    def get(self, actor: Actor, session_id: str) -> History:
        """What undo and redo would do next."""
        with self._reading(actor, Action.READ_CODING) as database:
            meeting = session_row(database, session_id)
            return history_of(own_steps(database, meeting.id, actor.id))

    def undo(self, actor: Actor, session_id: str) -> Changes:
        """Undo the actor's last step in a session. No-op when none is left.

        Raises UserError once the coding or, for an edit of the transcript, the session is finished, and when an edit
        somebody else made since builds on the one to be undone.
        """
        with self._acting(actor, Action.CODE) as unit:
            return take(unit, session_row(unit.session, session_id), Act.UNDO)

    def redo(self, actor: Actor, session_id: str) -> Changes:
        """Do the last undone step again. No-op when there is none; raises UserError as ``undo`` does."""
        with self._acting(actor, Action.CODE) as unit:
            return take(unit, session_row(unit.session, session_id), Act.REDO)


def own_coding(database: Database, session_id: str, person_id: str) -> CodingRow | None:
    """The coding one person has of a session, if they have one."""
    query = select(CodingRow).where(CodingRow.session_id == session_id, CodingRow.evaluator_id == person_id)
    return database.scalars(query).first()


def own_steps(
    database: Database, session_id: str, person_id: str, entries: Iterable[Entry] | None = None
) -> list[Step]:
    """Everything one person did to a session that undo may reach: what came before the lock of their coding is closed,
    and all of it once they have finished.

    ``entries`` are those of their coding, where the caller has read them already.
    """
    coding = own_coding(database, session_id, person_id)
    if coding is not None and coding.finished_at is not None:
        return []
    if entries is None:
        entries = entries_of(database, coding.id) if coding is not None else ()
    text = transcript_row(database, session_id)
    edits = [row for row in edit_rows(database, text.id) if row.author_id == person_id] if text is not None else []
    done: list[Entry | TranscriptEditRow] = [*entries, *edits]
    steps = [Step(one.id, one.step_id, one.step_text, one.act) for one in done]
    return [step for step in steps if coding is None or not closed_by_lock(coding, step.id)]


def history_of(steps: list[Step]) -> History:
    """What undo and redo would do next."""
    stacks = undo_stacks(steps)
    texts = {step.step_id: step.step_text for step in steps}
    return History(
        texts[stacks.undo[-1]] if stacks.undo else "",
        texts[stacks.redo[-1]] if stacks.redo else "",
    )


def take(unit: Unit, meeting: SessionRow, act: Act) -> Changes:
    """Undo or redo the actor's next step in a session as a part of a larger act; see HistoryService."""
    coding = own_coding(unit.session, meeting.id, unit.actor.id)
    if coding is not None:
        check_unfinished(coding)
    entries = entries_of(unit.session, coding.id) if coding is not None else []
    step_id = _next(undo_stacks(own_steps(unit.session, meeting.id, unit.actor.id, entries)), act)
    if not step_id:
        return changes(Kind.CODING, ids={meeting.id} if coding is None else {coding.id})
    if coding is not None and any(entry.step_id == step_id for entry in entries):
        made = undo_step(unit, entries, step_id) if act is Act.UNDO else redo_step(unit, entries, step_id)
        return append_all(unit, coding, made, _DONE[act])
    return _take_text(unit, meeting, coding, step_id, act)


def _next(stacks: UndoStacks, act: Act) -> str:
    stack = stacks.undo if act is Act.UNDO else stacks.redo
    return stack[-1] if stack else ""


def _take_text(unit: Unit, meeting: SessionRow, coding: CodingRow | None, step_id: str, act: Act) -> Changes:
    check_text_open(meeting, coding)
    transcript = transcript_row(unit.session, meeting.id)
    assert transcript is not None, "a step of a transcript without one"
    rows = edit_rows(unit.session, transcript.id)
    of = next(row for row in rows if row.step_id == step_id)
    made = add_act(unit, of, transcript, act)
    _check_leaves_others(unit, transcript, of, rows, made)
    unit.audit(f"transcript edit {_DONE[act]}", "transcript", transcript.id, session=meeting.id, step=step_id)
    return changes(Kind.TRANSCRIPT, Kind.CODING, ids={meeting.id})


def _check_leaves_others(
    unit: Unit,
    transcript: TranscriptRow,
    of: TranscriptEditRow,
    rows: list[TranscriptEditRow],
    made: TranscriptEditRow,
) -> None:
    """Raise UserError where what somebody else did since a step builds on it, or would come to mean another thing."""
    machine = machines_transcript(unit.session, transcript)
    since = [step for step in standing_steps(rows) if step.since > of.id]
    others = edits_of(row for step in since for row in step.rows if row.author_id != unit.actor.id)
    try:
        after = apply_all(machine, edits_of(standing([*rows, made])))
    except UserError as error:
        raise _changed_since() from error
    if others and in_dispute(folded(machine, rows), after, others):
        raise _changed_since()


def _changed_since() -> UserError:
    return UserError(
        "Somebody has changed the same part of the transcript since.", "Nothing was changed. Edit it by hand."
    )
