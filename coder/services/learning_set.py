"""What a service may learn from: codes of its own people, given blind and locked, of sessions nobody objects to.

What is learnt are codes of utterances. Ratings are not read here, and who the worker is serves only to keep one worker
from being learnt from and judged at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from codebook.load import load_builtin
from codebook.schema import Codebook
from coder.domain.coding import EntryKind, Mode, Origin, fold, placed
from coder.domain.learning import LEAST_WORKERS, CodedLine, CodedTalk, LeftOut, TrainingSet
from coder.domain.people import SpeakerRole
from coder.domain.practice import is_suggested_for, practice_of
from coder.domain.sessions import Answer, SessionState
from coder.domain.transcripts import Transcript
from coder.services.assignment_rows import references
from coder.services.entries import entry_from
from coder.services.lock import closed_by_lock
from coder.services.mask_rows import masks_of
from coder.services.rows import transcript_from, transcript_row
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.learning import LearningAnswerRow
from coder.store.tables.sessions import PermissionRow, SessionRow


@dataclass(frozen=True)
class _Usable:
    """A session that teaches something: its text as it reads now, and the code of each utterance at the lock."""

    meeting: SessionRow
    transcript: Transcript
    codes: dict[str, str]


@cache
def taught_codebook() -> Codebook:
    """The codebook that the program's own conversations are coded with; codes of another one cannot stand beside it."""
    return load_builtin("msw")


def training_set(database: Database) -> TrainingSet:
    """What could be learnt from now, counted."""
    return _counted(database, list(_looked_at(database)))


def coded_talks(database: Database) -> tuple[tuple[CodedTalk, ...], TrainingSet]:
    """All that can be learnt from now, the earliest session first, and the same counted."""
    found = list(_looked_at(database))
    known = _counted(database, found)
    usable = [one for _, one in found if isinstance(one, _Usable)]
    by_worker = grouped_by_worker(known)
    return tuple(_talk(database, one, by_worker=by_worker) for one in usable), known


def grouped_by_worker(known: TrainingSet) -> bool:
    """Whether there are enough workers to keep each one's sessions together; families come with their worker."""
    return known.workers >= LEAST_WORKERS


def _counted(database: Database, found: list[tuple[SessionRow, LeftOut | _Usable]]) -> TrainingSet:
    usable = [one for _, one in found if isinstance(one, _Usable)]
    codes = Counter(code for one in usable for code in one.codes.values())
    seen = select(func.count(CodingEntryRow.thread_id.distinct())).where(
        CodingEntryRow.kind == EntryKind.CODE, CodingEntryRow.active, CodingEntryRow.origin != Origin.BLIND
    )
    return TrainingSet(
        sessions=len(usable),
        workers=len({one.meeting.worker_id for one in usable}),
        codes=dict(codes.most_common()),
        left_out=dict(Counter(why for _, why in found if isinstance(why, LeftOut))),
        after_seeing=database.scalar(seen) or 0,
    )


def _looked_at(database: Database) -> Iterator[tuple[SessionRow, LeftOut | _Usable]]:
    """Each session with why it teaches nothing, or what it teaches."""
    asked_not, for_training = _asked_not(database), references(database)
    given = set(database.scalars(select(PermissionRow.session_id).where(PermissionRow.answer == Answer.GIVEN)))
    for meeting in database.scalars(select(SessionRow).order_by(SessionRow.id)):
        if meeting.demo:
            yield meeting, LeftOut.DEMO
        elif meeting.state is SessionState.WITHDRAWN:
            yield meeting, LeftOut.WITHDRAWN
        elif meeting.id in asked_not:
            yield meeting, LeftOut.ASKED_NOT
        elif meeting.id not in given:
            yield meeting, LeftOut.NO_PERMISSION
        elif meeting.id in for_training:
            yield meeting, LeftOut.TRAINED_ON
        elif not is_suggested_for(practice_of(meeting.kind)):
            yield meeting, LeftOut.NO_VISIT
        else:
            yield meeting, _by_coding(database, meeting)


def objected_to(database: Database) -> set[str]:
    """Sessions that may not be learnt from whatever their codes: withdrawn ones, and where somebody asked for that."""
    gone = select(SessionRow.id).where(SessionRow.state == SessionState.WITHDRAWN)
    return _asked_not(database) | set(database.scalars(gone))


def _asked_not(database: Database) -> set[str]:
    newest: dict[str, bool] = {}
    for row in database.scalars(select(LearningAnswerRow).order_by(LearningAnswerRow.id)):
        newest[row.session_id] = row.allowed
    return {session_id for session_id, allowed in newest.items() if not allowed}


def _by_coding(database: Database, meeting: SessionRow) -> LeftOut | _Usable:
    query = select(CodingRow).where(CodingRow.session_id == meeting.id, CodingRow.locked_at.is_not(None))
    locked = database.scalars(query.order_by(CodingRow.primary.desc(), CodingRow.id)).all()
    if not locked:
        return LeftOut.NOT_LOCKED
    ours = [row for row in locked if _same_codebook(row)]
    if not ours:
        return LeftOut.OTHER_CODEBOOK
    blind = [row for row in ours if _blind(row)]
    if not blind:
        return LeftOut.NOT_BLIND
    text = transcript_row(database, meeting.id)
    transcript = None if text is None else transcript_from(database, text)
    if transcript is None or not all(voice.confirmed for voice in transcript.speakers):
        return LeftOut.NO_TEXT
    codes = _codes(database, blind[0], transcript)
    return _Usable(meeting, transcript, codes) if codes else LeftOut.NO_CODES


def _same_codebook(row: CodingRow) -> bool:
    book = taught_codebook()
    return row.codebook_id == book.id and row.codebook_version.split(".")[0] == book.version.split(".")[0]


def _blind(row: CodingRow) -> bool:
    """Whether no suggestion could be seen while this was coded."""
    seen, locked = row.seen_suggestions_at, row.locked_at
    return row.mode is Mode.BLIND and (seen is None or (locked is not None and seen >= locked))


def _codes(database: Database, row: CodingRow, transcript: Transcript) -> dict[str, str]:
    """The code of each utterance of the worker as it stood at the lock; reflection on suggestions came after it."""
    query = select(CodingEntryRow).where(CodingEntryRow.coding_id == row.id, CodingEntryRow.kind == EntryKind.CODE)
    entries = [entry_from(one) for one in database.scalars(query) if closed_by_lock(row, one.id)]
    state = placed(fold(entry for entry in entries if entry.origin is Origin.BLIND), transcript.row_of)
    known = {code.id for code in taught_codebook().codes}
    found: dict[str, str] = {}
    for one in transcript.utterances:
        main = state.main_code(one.id, one.id)
        if main is not None and main.label in known and transcript.role_of(one.speaker_id) is SpeakerRole.WORKER:
            found[one.id] = main.label
    return found


def _talk(database: Database, one: _Usable, *, by_worker: bool) -> CodedTalk:
    from coder.domain.deidentify.masked import masked_transcript

    hidden = masked_transcript(one.transcript, masks_of(database, one.meeting.id, one.transcript))
    lines = tuple(
        CodedLine(
            id=said.id,
            role=one.transcript.role_of(said.speaker_id),
            text=said.text,
            masked=masked.text,
            start_s=said.start_s,
            end_s=said.end_s,
            code=one.codes.get(said.id, ""),
        )
        for said, masked in zip(one.transcript.utterances, hidden.utterances, strict=True)
    )
    return CodedTalk(one.meeting.id, one.meeting.worker_id if by_worker else one.meeting.id, lines)
