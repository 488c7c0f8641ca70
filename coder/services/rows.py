"""Sessions, recordings and transcripts from their rows, for all services that need them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.errors import UserError
from coder.domain.keeping import KeepAct
from coder.domain.people import SpeakerRole
from coder.domain.sessions import Context, Permission, Recording, Session, SessionKind, SessionState
from coder.domain.times import SAMPLE_RATE, to_samples, to_seconds
from coder.domain.transcripts import Doubt, Flag, Gap, Placement, Reason, Speaker, Transcript, Utterance, Word
from coder.domain.unrecorded import Unrecorded
from coder.services.base import named
from coder.services.text_edits import edit_rows, folded, folded_speakers, newest_edit, with_roles
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.retention import RetentionRow
from coder.store.tables.sessions import PermissionRow, RecordingRow, SessionRow
from coder.store.tables.transcripts import SpeakerRoleRow, SpeakerRow, TranscriptRow, UtteranceRow

# The machine's words never change, and reading thousands of rows for each edit would take half a second. They are
# looked up here as long as somebody (an open page) holds them anyway, and no longer, so that erased words are gone.
_held: WeakValueDictionary[str, Transcript] = WeakValueDictionary()
_new = object.__new__
_put_start, _put_end, _put_text, _put_probability = (Word.__dict__[field.name].__set__ for field in fields(Word))
_KEPT_PLACEMENTS = 16
_placements: dict[tuple[str, str], Placement] = {}
_placements_lock = Lock()


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
        unrecorded=tuple(Unrecorded.from_data(one) for one in row.unrecorded or ()),
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
    over = _erased_by_the_clock(database, rows)
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
            time_over=row.id in over,
        )
        for row in rows
    )


def _erased_by_the_clock(database: Database, rows: Sequence[SessionRow]) -> frozenset[str]:
    gone = [row.id for row in rows if row.state is SessionState.WITHDRAWN and row.kind is SessionKind.RECRUITMENT]
    if not gone:
        return frozenset()
    query = select(RetentionRow.session_id).where(RetentionRow.act == KeepAct.ERASED)
    return frozenset(database.scalars(query.where(RetentionRow.session_id.in_(gone))))


def permissions_of(database: Database, session_id: str) -> tuple[Permission, ...]:
    """The permission ledger of a session, oldest line first."""
    lines = database.scalars(
        select(PermissionRow).where(PermissionRow.session_id == session_id).order_by(PermissionRow.id)
    )
    return tuple(Permission(p.id, p.session_id, p.who, p.adult, p.how_asked, p.asked_by, p.answer, p.at) for p in lines)


def transcript_row(database: Database, session_id: str) -> TranscriptRow | None:
    """The newest version of a session's transcript."""
    query = select(TranscriptRow).where(TranscriptRow.session_id == session_id)
    return database.scalars(query.order_by(TranscriptRow.version.desc()).limit(1)).first()


def confirmed(database: Database, session_id: str) -> bool:
    """Whether a person confirmed every voice of the newest transcript."""
    row = transcript_row(database, session_id)
    return row is not None and all(speaker.confirmed for speaker in speakers_of(database, row))


def speakers_of(database: Database, row: TranscriptRow) -> tuple[Speaker, ...]:
    """The voices of a transcript after all edits, with their confirmed or guessed roles."""
    decided = _decided(database, row.id)
    machine = _machines(database, row, decided, ())
    rows = edit_rows(database, row.id)
    return with_roles(folded_speakers(machine, rows), decided) if rows else machine.speakers


def transcript_from(database: Database, row: TranscriptRow) -> Transcript:
    """A whole transcript as it reads after all edits."""
    machine = machines_transcript(database, row)
    rows = edit_rows(database, row.id)
    if not rows:
        return machine
    found = folded(machine, rows)
    return replace(found, speakers=with_roles(found.speakers, _decided(database, row.id)))


def machines_transcript(database: Database, row: TranscriptRow) -> Transcript:
    """A whole transcript as the machine wrote it; only who each voice is was said by people."""
    held = _held.get(row.id)
    utterances = _utterances(database, row.id) if held is None else held.utterances
    made = _machines(database, row, _decided(database, row.id), utterances)
    if held is not None and held.speakers == made.speakers:
        return held
    _held[row.id] = made
    return made


def placement(database: Database, session_id: str) -> Placement:
    """Where marks on utterances of a session stand in its newest transcript. Kept, since each edit of a coding asks."""
    row = transcript_row(database, session_id)
    if row is None:
        return Placement()
    key = (row.id, newest_edit(database, row.id))
    found = _placements.get(key)
    if found is None:
        if key[1]:
            found = transcript_from(database, row).placement
        else:
            of_machine = select(UtteranceRow.id).where(UtteranceRow.transcript_id == row.id, ~UtteranceRow.added)
            found = Placement(frozenset(database.scalars(of_machine)))
        with _placements_lock:
            _placements[key] = found
            while len(_placements) > _KEPT_PLACEMENTS:
                del _placements[next(iter(_placements))]
    return found


def forget_transcripts(transcript_ids: Iterable[str]) -> None:
    """Let go of erased transcripts that somebody may still hold, and of where marks stood in any."""
    for id_ in transcript_ids:
        _held.pop(id_, None)
    with _placements_lock:
        _placements.clear()


def _decided(database: Database, transcript_id: str) -> dict[str, SpeakerRole]:
    rows = database.execute(
        select(SpeakerRoleRow.speaker_id, SpeakerRoleRow.role)
        .join(SpeakerRow, SpeakerRow.id == SpeakerRoleRow.speaker_id)
        .where(SpeakerRow.transcript_id == transcript_id)
        .order_by(SpeakerRoleRow.id)
    )
    return {row.speaker_id: row.role for row in rows}


def _machines(
    database: Database, row: TranscriptRow, decided: dict[str, SpeakerRole], utterances: tuple[Utterance, ...]
) -> Transcript:
    voices = database.scalars(
        select(SpeakerRow).where(SpeakerRow.transcript_id == row.id, ~SpeakerRow.added).order_by(SpeakerRow.position)
    )
    guessed = (Speaker(one.id, one.label, one.role, one.role_probability, confirmed=False) for one in voices)
    return Transcript(
        id=row.id,
        session_id=row.session_id,
        version=row.version,
        language=row.language,
        model=row.model,
        duration_s=to_seconds(row.sample_count),
        speakers=with_roles(guessed, decided),
        utterances=utterances,
        gaps=tuple(Gap(to_seconds(start), to_seconds(end)) for start, end in row.gaps),
        coverage=row.coverage,
        alike=tuple((one, other) for one, other in row.alike or ()),
    )


def _utterances(database: Database, transcript_id: str) -> tuple[Utterance, ...]:
    # Plain columns: making an object of each of 5,000 rows takes as long as all the rest.
    rows = database.execute(
        select(
            UtteranceRow.id,
            UtteranceRow.position,
            UtteranceRow.start_sample,
            UtteranceRow.end_sample,
            UtteranceRow.speaker_id,
            UtteranceRow.text,
            UtteranceRow.words,
            UtteranceRow.flags,
        )
        .where(UtteranceRow.transcript_id == transcript_id, ~UtteranceRow.added)
        .order_by(UtteranceRow.position)
    )
    return tuple(
        Utterance(
            id=id_,
            index=position,
            start_s=to_seconds(start),
            end_s=to_seconds(end),
            speaker_id=speaker_id,
            text=text,
            words=_words(words),
            flags=tuple(Flag(flag) for flag in flags if isinstance(flag, str)),
            reasons=tuple(Reason(Doubt(one["doubt"]), one["language"]) for one in flags if isinstance(one, dict)),
        )
        for id_, position, start, end, speaker_id, text, words, flags in rows
    )


def _words(stored: Sequence[Sequence[Any]]) -> tuple[Word, ...]:
    # What calling Word makes, in half of its time: a long talk has 65,000, and whoever opens it waits for all of them.
    made = []
    for since, until, text, probability in stored:
        word = _new(Word)
        _put_start(word, since / SAMPLE_RATE)
        _put_end(word, until / SAMPLE_RATE)
        _put_text(word, text)
        _put_probability(word, probability)
        made.append(word)
    return tuple(made)


def flags_data(flags: Sequence[Flag], reasons: Sequence[Reason]) -> list[Any]:
    """Flags and the reasons for them as their column holds them: words, then objects."""
    return [
        *(flag.value for flag in flags),
        *({"doubt": reason.doubt.value, "language": reason.language} for reason in reasons),
    ]


def words_data(words: Sequence[Word]) -> list[list[Any]]:
    """Words as their column holds them."""
    return [[to_samples(word.start_s), to_samples(word.end_s), word.text, word.probability] for word in words]
