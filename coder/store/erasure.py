"""The only way out for append-only rows: erasing the material of one session, and removing demo data.

The triggers of coder.store.guards let rows of a session go while the session stands in ``open_erasures``. The row that
opens this door is written and removed within the caller's transaction, so nobody else ever finds it open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from coder.domain.keeping import KeepAct
from coder.store.engine import Store
from coder.store.tables import (
    ClipPermissionRow,
    CoachingEntryRow,
    CodingEntryRow,
    CodingRow,
    ConsensusRow,
    DecisionRow,
    DeskPlaceRow,
    EvaluationReplyRow,
    FamilyFeedbackRow,
    FamilyGoalRow,
    GoalRatingRow,
    JobChunkRow,
    JobRow,
    LearningAnswerRow,
    MaskDecisionRow,
    OpenErasureRow,
    PassageAnswerRow,
    PassageRow,
    PassageSetRow,
    PermissionRow,
    PersonRow,
    ProgrammeNoteRow,
    QuoteChoiceRow,
    QuoteRow,
    RecordingFileRow,
    RecordingKeyRow,
    RecordingRow,
    ReferenceCodingRow,
    RetentionRow,
    SealedCodingRow,
    SecondCodingRow,
    SessionRow,
    SpeakerRoleRow,
    SpeakerRow,
    SuggestionDecisionRow,
    SuggestionRow,
    SuggestionSetRow,
    ThreadLinkRow,
    TrainingMarkRow,
    TranscriptEditRow,
    TranscriptRow,
    UtteranceRow,
)
from coder.store.vault import Vault


def erase_material(session: Session, session_id: str, at: datetime) -> None:
    """Erase what was made from a session's sound: its key, envelope, transcript, suggestions, passages, codings, work
    pieces, content note, the places people left it at, questions of the decision log that arose in it, the worker's
    comment, their words offered as a quote, what the family said, what coaching conversations hold of it, the case's
    names, holds, and its threads.

    Stays: session, permission ledger, answers about clips, facts of the recording with ``erased_at`` (so that it is
    recognised if somebody adds it again), audit trail. Part of the caller's transaction. After it, Vault.remove and
    Store.checkpoint make it unfindable; what a kill leaves of that, finish_erasures does at the next start. Harmless
    when repeated.
    """
    with _open_door(session, session_id):
        _delete_material(session, session_id)
    session.execute(
        update(RecordingRow)
        .where(RecordingRow.session_id == session_id, RecordingRow.erased_at.is_(None))
        .values(erased_at=at, peaks=None, warnings=[], unrecorded=None)
    )
    # The rest of the context sheet was written before anybody listened; the note may say what was heard.
    meeting = session.get_one(SessionRow, session_id)
    if meeting.context.get("content_note"):
        meeting.context = {**meeting.context, "content_note": ""}


def erase_feedback(session: Session, row: FamilyFeedbackRow) -> None:
    """Erase one form because the family took it back. Part of the caller's transaction."""
    with _open_door(session, row.session_id):
        session.delete(row)
        session.flush()


def erase_goal(session: Session, row: FamilyGoalRow) -> None:
    """Erase a goal and all its ratings because the family took it away. Part of the caller's transaction."""
    with _open_door(session, row.session_id):
        session.execute(delete(GoalRatingRow).where(GoalRatingRow.goal_id == row.id))
        session.delete(row)
        session.flush()


def remove_demo_session(session: Session, session_id: str) -> None:
    """Remove a demo session without trace but the audit trail's. Raises ValueError for a session that is no demo."""
    if not session.scalar(select(SessionRow.demo).where(SessionRow.id == session_id)):
        raise ValueError("only demo sessions can be removed; others are erased")
    with _open_door(session, session_id):
        _delete_material(session, session_id)
        session.execute(delete(PermissionRow).where(PermissionRow.session_id == session_id))
        session.execute(delete(ClipPermissionRow).where(ClipPermissionRow.session_id == session_id))
        session.execute(delete(LearningAnswerRow).where(LearningAnswerRow.session_id == session_id))
        session.execute(delete(SecondCodingRow).where(SecondCodingRow.session_id == session_id))
        session.execute(delete(TrainingMarkRow).where(TrainingMarkRow.session_id == session_id))
        _delete_programme(session, session_id)
    session.execute(delete(JobRow).where(JobRow.session_id == session_id))
    recordings = select(RecordingRow.id).where(RecordingRow.session_id == session_id)
    session.execute(delete(RecordingFileRow).where(RecordingFileRow.recording_id.in_(recordings)))
    session.execute(delete(RecordingRow).where(RecordingRow.session_id == session_id))
    session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def finish_erasures(store: Store, vault: Vault) -> tuple[str, ...]:
    """Catch up with what a kill left undone: delete files whose identity is gone, clear the write-ahead log.

    Call it when a store is opened, before anybody can import: a file whose row is still to come would be deleted.
    Returns the names of the files deleted.
    """
    with store.read() as session:
        kept = session.scalars(select(RecordingKeyRow.recording_id)).all()
    gone = vault.sweep(kept)
    store.checkpoint()
    return gone


@contextmanager
def _open_door(session: Session, session_id: str) -> Iterator[None]:
    door = OpenErasureRow(session_id=session_id)
    session.add(door)
    session.flush()
    yield
    session.delete(door)
    session.flush()


def _delete_programme(session: Session, session_id: str) -> None:
    """What is noted about the next recording of an invented worker; only in the door of one of their sessions."""
    worker = select(SessionRow.worker_id).join(PersonRow, PersonRow.id == SessionRow.worker_id)
    invented = worker.where(SessionRow.id == session_id, PersonRow.demo)
    session.execute(delete(ProgrammeNoteRow).where(ProgrammeNoteRow.worker_id.in_(invented)))


def material_left(session: Session, session_id: str) -> int:
    """How many rows of what erase_material erases are there; 0 is the proof that it did."""
    counts = (select(func.count()).select_from(row).where(which) for row, which in _material(session_id))
    return sum(session.scalar(count) or 0 for count in counts)


def _delete_material(session: Session, session_id: str) -> None:
    for row, condition in _material(session_id):
        session.execute(delete(row).where(condition).execution_options(synchronize_session="fetch"))


def _material(session_id: str) -> list[tuple[type, ColumnElement[bool]]]:
    """In the order of the foreign keys; whoever hangs on a row goes before it."""
    passages = select(PassageRow.id).where(PassageRow.session_id == session_id)
    suggestions = select(SuggestionRow.id).where(SuggestionRow.session_id == session_id)
    codings = select(CodingRow.id).where(CodingRow.session_id == session_id)
    transcripts = select(TranscriptRow.id).where(TranscriptRow.session_id == session_id)
    speakers = select(SpeakerRow.id).where(SpeakerRow.transcript_id.in_(transcripts))
    recordings = select(RecordingRow.id).where(RecordingRow.session_id == session_id)
    jobs = select(JobRow.id).where(JobRow.session_id == session_id)
    return [
        (RecordingKeyRow, RecordingKeyRow.recording_id.in_(recordings)),
        (JobChunkRow, JobChunkRow.job_id.in_(jobs)),
        (SuggestionDecisionRow, SuggestionDecisionRow.suggestion_id.in_(suggestions)),
        (SuggestionRow, SuggestionRow.session_id == session_id),
        (SuggestionSetRow, SuggestionSetRow.session_id == session_id),
        (PassageAnswerRow, PassageAnswerRow.passage_id.in_(passages)),
        (PassageRow, PassageRow.session_id == session_id),
        (PassageSetRow, PassageSetRow.session_id == session_id),
        (ConsensusRow, ConsensusRow.session_id == session_id),
        (ReferenceCodingRow, ReferenceCodingRow.session_id == session_id),
        (SealedCodingRow, SealedCodingRow.session_id == session_id),
        (GoalRatingRow, GoalRatingRow.session_id == session_id),
        (FamilyGoalRow, FamilyGoalRow.session_id == session_id),
        (FamilyFeedbackRow, FamilyFeedbackRow.session_id == session_id),
        (EvaluationReplyRow, EvaluationReplyRow.session_id == session_id),
        (QuoteChoiceRow, QuoteChoiceRow.session_id == session_id),
        (QuoteRow, QuoteRow.session_id == session_id),
        (CoachingEntryRow, CoachingEntryRow.session_id == session_id),
        (CodingEntryRow, CodingEntryRow.coding_id.in_(codings)),
        (CodingRow, CodingRow.session_id == session_id),
        (TranscriptEditRow, TranscriptEditRow.session_id == session_id),
        (UtteranceRow, UtteranceRow.transcript_id.in_(transcripts)),
        (SpeakerRoleRow, SpeakerRoleRow.speaker_id.in_(speakers)),
        (SpeakerRow, SpeakerRow.transcript_id.in_(transcripts)),
        (TranscriptRow, TranscriptRow.session_id == session_id),
        (DeskPlaceRow, DeskPlaceRow.session_id == session_id),
        (DecisionRow, DecisionRow.session_id == session_id),
        (MaskDecisionRow, MaskDecisionRow.session_id == session_id),
        (RetentionRow, (RetentionRow.session_id == session_id) & (RetentionRow.act != KeepAct.ERASED)),
        (ThreadLinkRow, (ThreadLinkRow.session_id == session_id) | (ThreadLinkRow.visit_id == session_id)),
    ]
