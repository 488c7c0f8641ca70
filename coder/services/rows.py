"""Sessions, recordings and transcripts from their rows, for all services that need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.errors import UserError
from coder.domain.sessions import Context, Recording, Session
from coder.domain.times import to_samples, to_seconds
from coder.domain.transcripts import Flag, Gap, Speaker, Transcript, Utterance, Word
from coder.services.base import named
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.sessions import RecordingRow, SessionRow
from coder.store.tables.transcripts import SpeakerRoleRow, SpeakerRow, TranscriptRow, UtteranceRow


def session_row(database: Database, given: str) -> SessionRow:
    """The session with this id or code. Raises UserError when there is none."""
    row = database.scalars(select(SessionRow).where(named(SessionRow.id, SessionRow.code, given))).first()
    if row is None:
        raise UserError("There is no such session here.", "See the Sessions page for those that exist.")
    return row


def recording_of(database: Database, session_id: str) -> RecordingRow | None:
    """The recording of a session as long as its sound has not been erased."""
    query = select(RecordingRow).where(RecordingRow.session_id == session_id, RecordingRow.erased_at.is_(None))
    return database.scalars(query).first()


def context_of(row: SessionRow) -> Context:
    """The context sheet of a session."""
    data: dict[str, Any] = dict(row.context)
    return Context(**{**data, "present": tuple(data.get("present", ()))})


def context_data(context: Context) -> dict[str, Any]:
    """The context sheet as its column holds it."""
    return {**asdict(context), "present": list(context.present)}


def recording_from(row: RecordingRow) -> Recording:
    """The facts about a recording."""
    return Recording(
        id=row.id,
        session_id=row.session_id,
        sample_count=row.sample_count,
        original_sha256=row.original_sha256,
        source_format=row.source_format,
        warnings=tuple(row.warnings),
    )


def sessions_from(database: Database, rows: Sequence[SessionRow]) -> tuple[Session, ...]:
    """Sessions with the codes and names that tables show, in the order given."""
    people = {person.id: person.code for person in database.scalars(select(PersonRow))}
    teams = {team.id: team.name for team in database.scalars(select(TeamRow))}
    recordings = {
        row.session_id: recording_from(row)
        for row in database.scalars(
            select(RecordingRow).where(
                RecordingRow.erased_at.is_(None), RecordingRow.session_id.in_([r.id for r in rows])
            )
        )
    }
    return tuple(
        Session(
            id=row.id,
            code=row.code,
            kind=row.kind,
            held_on=row.held_on,
            worker_id=row.worker_id,
            worker_code=people[row.worker_id],
            team_id=row.team_id,
            team_name=teams[row.team_id],
            state=row.state,
            context=context_of(row),
            recording=recordings.get(row.id),
            evaluator_id=row.evaluator_id,
            imported_at=row.imported_at,
            demo=row.demo,
        )
        for row in rows
    )


def transcript_row(database: Database, session_id: str) -> TranscriptRow | None:
    """The newest version of a session's transcript."""
    query = select(TranscriptRow).where(TranscriptRow.session_id == session_id)
    return database.scalars(query.order_by(TranscriptRow.version.desc()).limit(1)).first()


def confirmed(database: Database, session_id: str) -> bool:
    """Whether a person confirmed every voice of the newest transcript."""
    row = transcript_row(database, session_id)
    return row is not None and all(speaker.confirmed for speaker in speakers_of(database, row.id))


def speakers_of(database: Database, transcript_id: str) -> tuple[Speaker, ...]:
    """The voices of a transcript with their confirmed or guessed roles."""
    rows = database.scalars(
        select(SpeakerRow).where(SpeakerRow.transcript_id == transcript_id).order_by(SpeakerRow.position)
    ).all()
    decided = {
        row.speaker_id: row.role
        for row in database.scalars(
            select(SpeakerRoleRow)
            .where(SpeakerRoleRow.speaker_id.in_([row.id for row in rows]))
            .order_by(SpeakerRoleRow.id)
        )
    }
    return tuple(
        Speaker(row.id, row.label, decided.get(row.id, row.role), row.role_probability, row.id in decided)
        for row in rows
    )


def transcript_from(database: Database, row: TranscriptRow) -> Transcript:
    """A whole transcript."""
    rows = database.scalars(
        select(UtteranceRow).where(UtteranceRow.transcript_id == row.id).order_by(UtteranceRow.position)
    )
    return Transcript(
        id=row.id,
        session_id=row.session_id,
        version=row.version,
        language=row.language,
        model=row.model,
        duration_s=to_seconds(row.sample_count),
        speakers=speakers_of(database, row.id),
        utterances=tuple(_utterance_from(one) for one in rows),
        gaps=tuple(Gap(to_seconds(start), to_seconds(end)) for start, end in row.gaps),
        coverage=row.coverage,
    )


def _utterance_from(row: UtteranceRow) -> Utterance:
    return Utterance(
        id=row.id,
        index=row.position,
        start_s=to_seconds(row.start_sample),
        end_s=to_seconds(row.end_sample),
        speaker_id=row.speaker_id,
        text=row.text,
        words=tuple(Word(to_seconds(start), to_seconds(end), text, p) for start, end, text, p in row.words),
        flags=tuple(Flag(flag) for flag in row.flags),
    )


def words_data(words: Sequence[Word]) -> list[list[Any]]:
    """Words as their column holds them."""
    return [[to_samples(word.start_s), to_samples(word.end_s), word.text, word.probability] for word in words]
