"""Edits of transcripts to and from their rows, and the text they add up to."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session as Database

from coder.domain.coding import Act
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import SpeakerRole
from coder.domain.sessions import SessionState, check_not_erased
from coder.domain.text_draft import Draft
from coder.domain.text_edits import (
    AddSpeaker,
    AddUtterance,
    MergeSpeakers,
    RenameSpeaker,
    RestoreAll,
    Split,
    TextEdit,
    carry_out,
    from_payload,
    to_payload,
)
from coder.domain.times import to_samples
from coder.domain.transcripts import EditNote, Speaker, Transcript
from coder.services.base import Unit
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.transcripts import SpeakerRow, TranscriptEditRow, TranscriptRow, UtteranceRow

_log = logging.getLogger(__name__)

_CLOSED = {
    SessionState.TRANSCRIBING: "The transcript is being made anew.",
    SessionState.FINISHED: "This session is finished; its transcript stands.",
}


def check_text_open(meeting: SessionRow, coding: CodingRow | None) -> None:
    """Raise UserError where the transcript of a session can no longer, or not yet, be changed by one person.

    ``coding`` is their own of the session, if they have one: who has finished it leaves the words to the others.
    """
    check_not_erased(meeting.state, "Nothing was changed.")
    if meeting.state in _CLOSED:
        raise UserError(_CLOSED[meeting.state], "Nothing was changed.")
    if coding is not None and coding.finished_at is not None:
        raise UserError("You have finished this session; its words stand for you.", "Ask whoever still codes it.")


def edit_rows(database: Database, transcript_id: str) -> list[TranscriptEditRow]:
    """Everything that was ever done to one version of a transcript, in its order."""
    query = select(TranscriptEditRow).where(TranscriptEditRow.transcript_id == transcript_id)
    return list(database.scalars(query.order_by(TranscriptEditRow.id)))


def newest_edit(database: Database, transcript_id: str) -> str:
    """The id of the last thing done to a version of a transcript; empty when it is as the machine wrote it."""
    query = select(func.max(TranscriptEditRow.id)).where(TranscriptEditRow.transcript_id == transcript_id)
    return database.scalar(query) or ""


@dataclass(frozen=True)
class StandingStep:
    """A step done and not undone, or done again; ``since`` is the id of the row with which it came to stand."""

    since: str
    rows: list[TranscriptEditRow]


def standing_steps(rows: Iterable[TranscriptEditRow]) -> list[StandingStep]:
    """The steps that stand, in the order they came to stand."""
    steps: dict[str, StandingStep] = {}
    undone: dict[str, StandingStep] = {}
    for row in rows:
        if row.act is Act.DO:
            steps.setdefault(row.step_id, StandingStep(row.id, [])).rows.append(row)
        elif row.act is Act.UNDO:
            undone[row.act_of] = steps.pop(row.act_of)
        else:
            steps[row.act_of] = replace(undone.pop(row.act_of), since=row.id)
    return list(steps.values())


def standing(rows: Iterable[TranscriptEditRow]) -> list[TranscriptEditRow]:
    """The rows of the steps that stand, in the order they came to stand."""
    return [row for step in standing_steps(rows) for row in step.rows]


def edits_of(rows: Iterable[TranscriptEditRow]) -> list[TextEdit]:
    """The edits that rows of "do" hold."""
    return [from_payload(row.payload) for row in rows]


def folded(machine: Transcript, rows: Sequence[TranscriptEditRow]) -> Transcript:
    """The text that a machine's version and all that was done to it add up to.

    Every edit was tried before it was stored. Should one no longer apply all the same, the others still do: the words
    of a session stay readable, and the log names the row.
    """
    kept = standing(rows)
    return _carried_out(machine, [(row.id, from_payload(row.payload)) for row in kept]) if kept else machine


def folded_speakers(machine: Transcript, rows: Sequence[TranscriptEditRow]) -> tuple[Speaker, ...]:
    """The voices after all edits, from a machine's version without its utterances."""
    kinds = (AddSpeaker, RenameSpeaker, MergeSpeakers, RestoreAll)
    edits = [(row.id, from_payload(row.payload)) for row in standing(rows)]
    return _carried_out(machine, [(id_, edit) for id_, edit in edits if isinstance(edit, kinds)]).speakers


def _carried_out(machine: Transcript, edits: Iterable[tuple[str, TextEdit]]) -> Transcript:
    draft = Draft(machine)
    for id_, edit in edits:
        try:
            carry_out(draft, edit)
        except UserError:
            _log.warning("edit %s of transcript %s does not apply", id_, machine.id)
    return draft.transcript()


def with_roles(speakers: Iterable[Speaker], decided: dict[str, SpeakerRole]) -> tuple[Speaker, ...]:
    """Voices with the roles a person confirmed, also those that an edit added."""
    return tuple(replace(one, role=decided[one.id], confirmed=True) if one.id in decided else one for one in speakers)


def edit_notes(database: Database, transcript_id: str) -> tuple[EditNote, ...]:
    """One line a step, undone and redone ones too, in their order."""
    codes = {row.id: row.code for row in database.execute(select(PersonRow.id, PersonRow.code))}
    words = {Act.DO: "{0}", Act.UNDO: "Undone: {0}", Act.REDO: "Done again: {0}"}
    firsts = {row.step_id: row for row in reversed(edit_rows(database, transcript_id))}
    return tuple(
        EditNote(row.at, codes[row.author_id], words[row.act].format(row.step_text))
        for row in sorted(firsts.values(), key=lambda row: row.id)
    )


def add_rows(unit: Unit, row: TranscriptRow, edits: Sequence[TextEdit], text: str, after: Transcript) -> str:
    """Append edits as one step, with rows that others can point to for what they add; the id of the step.

    Raises UserError for an id that was used before.
    """
    _check_fresh(unit.session, row.id, edits)
    _anchor_speakers(unit.session, row.id, edits, after)
    _anchor_utterances(unit.session, row.id, edits, after)
    step_id = new_id()
    for edit in edits:
        unit.session.add(_row(unit, row, step_id, text, payload=to_payload(edit)))
    return step_id


def add_act(unit: Unit, of: TranscriptEditRow, row: TranscriptRow, act: Act) -> TranscriptEditRow:
    """Append that the step of a row was undone or done again."""
    made = _row(unit, row, new_id(), of.step_text, act=act, act_of=of.step_id)
    unit.session.add(made)
    return made


def _row(unit: Unit, row: TranscriptRow, step_id: str, text: str, **fields: object) -> TranscriptEditRow:
    return TranscriptEditRow(
        id=new_id(),
        session_id=row.session_id,
        transcript_id=row.id,
        author_id=unit.actor.id,
        at=unit.now,
        step_id=step_id,
        step_text=text,
        **fields,
    )


def _check_fresh(database: Database, transcript_id: str, edits: Sequence[TextEdit]) -> None:
    utterances = [edit.new_id for edit in edits if isinstance(edit, Split | AddUtterance)]
    speakers = [edit.speaker_id for edit in edits if isinstance(edit, AddSpeaker)]
    # A machine's utterance that was merged away may come back under its id; any other use of it was refused before.
    machines = and_(UtteranceRow.transcript_id == transcript_id, ~UtteranceRow.added)
    used = database.scalars(select(UtteranceRow.id).where(UtteranceRow.id.in_(utterances), ~machines)).first()
    used = used or database.scalars(select(SpeakerRow.id).where(SpeakerRow.id.in_(speakers))).first()
    if used is not None:
        raise UserError("An id in these edits was used before.", "Give each new utterance and voice an id of its own.")


def _anchor_speakers(database: Database, transcript_id: str, edits: Sequence[TextEdit], after: Transcript) -> None:
    made = {edit.speaker_id for edit in edits if isinstance(edit, AddSpeaker)}
    position = _next(database, transcript_id, SpeakerRow)
    for number, one in enumerate(speaker for speaker in after.speakers if speaker.id in made):
        database.add(
            SpeakerRow(
                id=one.id,
                transcript_id=transcript_id,
                position=position + number,
                label=one.label,
                role=one.role,
                role_probability=one.role_probability,
                added=True,
            )
        )
    database.flush()


def _anchor_utterances(database: Database, transcript_id: str, edits: Sequence[TextEdit], after: Transcript) -> None:
    made = {edit.new_id for edit in edits if isinstance(edit, Split | AddUtterance)}
    made -= after.machine.placement.ids if after.machine is not None else set()
    position = _next(database, transcript_id, UtteranceRow)
    for number, one in enumerate(utterance for utterance in after.utterances if utterance.id in made):
        database.add(
            UtteranceRow(
                id=one.id,
                transcript_id=transcript_id,
                position=position + number,
                start_sample=to_samples(one.start_s),
                end_sample=to_samples(one.end_s),
                speaker_id=one.speaker_id,
                text="",
                added=True,
            )
        )
    database.flush()


def _next(database: Database, transcript_id: str, kind: type[SpeakerRow] | type[UtteranceRow]) -> int:
    last = database.scalar(select(func.max(kind.position)).where(kind.transcript_id == transcript_id))
    return 0 if last is None else last + 1
