"""Transcripts: ask for one, read it, say who spoke. Version 0 is the machine's and stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind
from coder.domain.languages import ENGLISH, FIND_OUT, LANGUAGES
from coder.domain.people import Actor, SpeakerRole
from coder.domain.permissions import Action, require
from coder.domain.practice import Practice, practice_of, roles_in, whose_practice
from coder.domain.queueing import Queued, sort
from coder.domain.sessions import Session, SessionState, check_not_erased, check_step
from coder.domain.text_edits import TextEdit, apply_all
from coder.domain.text_stand import TextStand
from coder.domain.text_words import clean
from coder.domain.times import to_samples
from coder.domain.transcripts import INCOMPLETE_BELOW, EditNote, Flag, Gap, Reason, Transcript, Word
from coder.domain.voice_count import VoiceCount, checked
from coder.services.base import Backing, Service, Unit
from coder.services.history import own_coding
from coder.services.jobs import begin_transcribing, enqueue, note_incomplete
from coder.services.mask_rows import masks_of
from coder.services.policy import read_policy
from coder.services.rights import open_session
from coder.services.rows import (
    flags_data,
    machines_transcript,
    recording_of,
    session_row,
    sessions_from,
    speakers_of,
    transcript_from,
    transcript_row,
    words_data,
)
from coder.services.text_edits import add_rows, check_text_open, edit_notes
from coder.services.text_stand import text_stand
from coder.store.tables.sessions import SessionRow
from coder.store.tables.suggestions import SuggestionSetRow
from coder.store.tables.transcripts import SpeakerRoleRow, SpeakerRow, TranscriptRow, UtteranceRow

# Coding by ear goes on, up to its end, while the transcript is made; the text then comes to a session as it stands.
CODED_BY_EAR = frozenset({SessionState.CODING, SessionState.LOCKED, SessionState.FINISHED})


@dataclass(frozen=True)
class HeardSpeaker:
    """A voice the machine told apart, with its guess who that is (probability 0–1)."""

    label: str
    role: SpeakerRole
    role_probability: float


@dataclass(frozen=True)
class HeardUtterance:
    """An utterance the machine wrote down; ``speaker`` is the label of its voice."""

    start_s: float
    end_s: float
    speaker: str
    text: str
    words: tuple[Word, ...]
    flags: tuple[Flag, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Heard:
    """Everything a transcription job found out; ``alike`` are pairs of labels of voices that may be one person."""

    language: str
    model: str
    speakers: Sequence[HeardSpeaker]
    utterances: Sequence[HeardUtterance]
    gaps: Sequence[Gap]
    coverage: float
    alike: Sequence[tuple[str, str]] = ()


class TranscriptService(Service):
    """What was said, when and by whom, as far as a machine can tell and a person confirmed."""

    def __init__(self, backing: Backing) -> None:
        super().__init__(backing)
        self._noted: set[tuple[str, str]] = set()

    def request(
        self,
        actor: Actor,
        session_id: str,
        *,
        model: str = "",
        speakers: VoiceCount | None = None,
        language: str = ENGLISH,
    ) -> Changes:
        """Queue the transcription of a session; ``created`` is the job's id. ``speakers`` as far as it is known;
        ``language`` is one of LANGUAGES, or FIND_OUT.

        Raises UserError when there is no sound, the session is past coding or the language is not known.
        """
        _check_wish(speakers, language)
        with self._acting(actor, Action.TRANSCRIBE) as unit:
            row = session_row(unit.session, session_id)
            job_id = _ask_for(unit, row, model, speakers, language)
            return changes(Kind.JOB, Kind.SESSION, ids={row.id, job_id}, created=job_id)

    def request_many(
        self,
        actor: Actor,
        session_ids: Sequence[str],
        *,
        model: str = "",
        speakers: VoiceCount | None = None,
        language: str = ENGLISH,
    ) -> Queued:
        """Queue the transcription of every session that waits for its first, in the order given; say of the rest why.

        Otherwise as ``request``. Raises UserError, with nothing queued, for a session or language that is not known.
        """
        _check_wish(speakers, language)
        with self._acting(actor, Action.TRANSCRIBE) as unit:
            rows = {row.id: row for row in (session_row(unit.session, one) for one in session_ids)}
            found = sort(sessions_from(unit.session, list(rows.values())))
            asked = {
                one.id: _ask_for(unit, rows[one.id], model, speakers, language)
                for one in (*found.waiting, *found.under_way)
            }
            return Queued(
                kinds=frozenset({Kind.JOB, Kind.SESSION}),
                ids=frozenset(asked) | frozenset(asked.values()),
                queued=tuple((one, asked[one.id]) for one in found.waiting),
                under_way=tuple((one, asked[one.id]) for one in found.under_way),
                refused=found.refused,
            )

    def get(self, actor: Actor, session_id: str) -> Transcript | None:
        """The newest version of a session's transcript, or None; the first look of an opened store is audited.

        Raises NotAllowed when the session is not open to the actor.
        """
        return self._read(actor, session_id, transcript_from)

    def original(self, actor: Actor, session_id: str) -> Transcript | None:
        """The newest version as the machine wrote it, without anybody's edits; otherwise as ``get``."""
        return self._read(actor, session_id, machines_transcript)

    def stand(self, actor: Actor, session_id: str) -> TextStand:
        """How far the words of a session are, to be compared with an earlier look. Raises as ``get`` does."""
        with self._reading(actor, Action.READ_SESSION) as database:
            return text_stand(database, open_session(database, actor, session_id))

    def _read(
        self, actor: Actor, session_id: str, read: Callable[[Database, TranscriptRow], Transcript]
    ) -> Transcript | None:
        with self._reading(actor, Action.READ_SESSION) as database:
            meeting = open_session(database, actor, session_id)
            row = transcript_row(database, meeting.id)
            found = None if row is None else read(database, row)
        if found is not None and (actor.id, found.id) not in self._noted:
            self._noted.add((actor.id, found.id))
            self._note(actor, "transcript read", meeting.id)
        return found

    def edit(self, actor: Actor, session_id: str, edits: Sequence[TextEdit], text: str) -> Changes:
        """Change the newest transcript of a session by edits, all or none, as one step that ``text`` names for undo.

        The machine's version stays as it is. ``created`` is the id of the step. Raises UserError where an edit does not
        apply, for a session that is withdrawn, being transcribed or finished, and once the actor finished theirs.
        """
        words = clean(text)
        if not edits or not words:
            raise UserError("There is nothing to change.", "Give at least one edit, and say in words what it does.")
        with self._acting(actor, Action.CODE) as unit:
            meeting = session_row(unit.session, session_id)
            check_text_open(meeting, own_coding(unit.session, meeting.id, actor.id))
            row = transcript_row(unit.session, meeting.id)
            if row is None:
                raise UserError("This session has no transcript yet.", "Transcribe it first, or code by ear.")
            after = apply_all(transcript_from(unit.session, row), edits)
            step_id = add_rows(unit, row, edits, words, after)
            unit.audit("transcript edited", "transcript", row.id, session=meeting.id, step=step_id, edits=len(edits))
            return changes(Kind.TRANSCRIPT, Kind.CODING, ids={meeting.id}, created=step_id)

    def history(self, actor: Actor, session_id: str) -> tuple[EditNote, ...]:
        """What was done to the newest version of a session's transcript, by whom and when, the earliest first.

        Raises NotAllowed when the session is not open to the actor.
        """
        with self._reading(actor, Action.READ_SESSION) as database:
            row = transcript_row(database, open_session(database, actor, session_id).id)
            return () if row is None else edit_notes(database, row.id)

    def pdf(self, actor: Actor, session: Session, *, real: bool = False) -> bytes:
        """The transcript as a tagged PDF (PDF/UA-1), with masks unless ``real``; audited with the hash of what was
        given out and whether it holds names. Raises NotAllowed for real words without the right to give them out."""
        from coder.exports.pdf import transcript_pdf

        if real:
            require(actor, Action.GIVE_OUT_NAMES)
        found = self.get(actor, session.id)
        if found is None:
            raise UserError("This session has no transcript yet.", "Transcribe it first.")
        shown = found if real else self._masked(found)
        document = transcript_pdf(session, shown, masked=not real)
        digest = sha256(document).hexdigest()
        self._note(actor, "transcript exported", session.id, sha256=digest, real_names=real)
        return document

    def _masked(self, found: Transcript) -> Transcript:
        from coder.domain.deidentify.masked import masked_transcript

        with self._backing.store.read() as database:
            return masked_transcript(found, masks_of(database, found.session_id, found))

    def _note(self, actor: Actor, action: str, session_id: str, **detail: object) -> None:
        with self._acting(actor, Action.READ_SESSION) as unit:
            unit.audit(action, "session", session_id, **detail)

    def confirm_roles(self, actor: Actor, session_id: str, roles: dict[str, SpeakerRole]) -> Changes:
        """Say who every voice is. Raises UserError unless each voice gets a role and one of them is the worker."""
        with self._acting(actor, Action.CONFIRM_ROLES) as unit:
            row = session_row(unit.session, session_id)
            check_not_erased(row.state, "Nothing was changed.")
            if row.state in (SessionState.LOCKED, SessionState.FINISHED):
                raise UserError(f"This session is {row.state.value}; who spoke stands.", "Nothing was changed.")
            before = _voices_of_worker(unit.session, row.id)
            confirm(unit, row.id, roles)
            if row.state is SessionState.TO_CONFIRM:
                row.state = SessionState.TO_CODE
            made = changes(Kind.TRANSCRIPT, Kind.SESSION, ids={row.id})
            return made | _suggest_anew(unit, row.id, before)

    def keep(self, session_id: str, heard: Heard) -> None:
        """Store what a job heard as the next version and ask for confirmation, in a transaction of its own."""
        with self._backing.store.write() as database:
            self.keep_in(database, session_id, heard)

    def keep_in(self, database: Database, session_id: str, heard: Heard, job_id: str = "") -> None:
        """Store what a job heard in the transaction that ends the job; called by the worker process.

        The job, if given, is noted as incomplete where much speech got no text. Raises UserError when the recording was
        erased meanwhile.
        """
        if job_id and heard.coverage < INCOMPLETE_BELOW:
            note_incomplete(database, job_id)
        row = session_row(database, session_id)
        recording = recording_of(database, row.id)
        if recording is None:
            raise UserError("The recording was erased while it was transcribed.", "Nothing was kept.")
        known = transcript_row(database, row.id)
        ids = {speaker.label: new_id() for speaker in heard.speakers}
        transcript = TranscriptRow(
            id=new_id(),
            session_id=row.id,
            version=0 if known is None else known.version + 1,
            language=heard.language,
            model=heard.model,
            sample_count=recording.sample_count,
            gaps=[[to_samples(gap.start_s), to_samples(gap.end_s)] for gap in heard.gaps],
            coverage=heard.coverage,
            alike=[[ids[one], ids[other]] for one, other in heard.alike],
            made_at=self._backing.clock(),
        )
        database.add(transcript)
        database.flush()
        _add_talk(database, transcript.id, _guessed(heard, practice_of(row.kind)), ids)
        by_ear = known is None and row.state in CODED_BY_EAR
        if not by_ear and row.state is not SessionState.CODING:
            check_step(row.state, SessionState.TO_CONFIRM)
            # Where nobody was heard there is no voice to confirm.
            row.state = SessionState.TO_CONFIRM if heard.speakers else SessionState.TO_CODE

    def awaited(self, session_id: str) -> bool:
        """Whether a transcription of this session was asked for and none has been stored since."""
        with self._backing.store.read() as database:
            row = session_row(database, session_id)
            by_ear = row.state in CODED_BY_EAR and transcript_row(database, row.id) is None
            return by_ear or row.state is SessionState.TRANSCRIBING

    def for_job(self, session_id: str) -> Transcript | None:
        """The newest transcript for a worker process; the request for the job was audited."""
        with self._backing.store.read() as database:
            row = transcript_row(database, session_row(database, session_id).id)
            return None if row is None else transcript_from(database, row)


def _check_wish(speakers: VoiceCount | None, language: str) -> None:
    if speakers is not None:
        checked(speakers)
    if language not in LANGUAGES and language != FIND_OUT:
        raise UserError("This language is not known.", "Give its two-letter code, as cy for Welsh, or auto.")


def _ask_for(unit: Unit, row: SessionRow, model: str, speakers: VoiceCount | None, language: str) -> str:
    """Queue the transcription of one session; the id of its job."""
    if recording_of(unit.session, row.id) is None:
        raise UserError("There is no sound for this session.", "Only its facts and figures are kept.")
    begin_transcribing(unit.session, row)
    wanted = model or read_policy(unit.session).model
    # As the queue gives it back, so that the same wish is known again.
    voices = list(speakers) if isinstance(speakers, tuple) else speakers
    return enqueue(unit, JobKind.TRANSCRIBE, row.id, model=wanted, speakers=voices, language=language).id


def _guessed(heard: Heard, practice: Practice) -> Heard:
    """Guesses of who a voice is were learnt from visits; in supervision they would be wrong and are left out."""
    if practice is not Practice.SUPERVISION:
        return heard
    return replace(heard, speakers=[HeardSpeaker(one.label, SpeakerRole.OTHER, 0.0) for one in heard.speakers])


def _add_talk(database: Database, transcript_id: str, heard: Heard, ids: Mapping[str, str]) -> None:
    """Add voices, whose ids are given by label, and utterances."""
    speakers = [
        SpeakerRow(
            id=ids[speaker.label],
            transcript_id=transcript_id,
            position=position,
            label=speaker.label,
            role=speaker.role,
            role_probability=speaker.role_probability,
        )
        for position, speaker in enumerate(heard.speakers)
    ]
    database.add_all(speakers)
    database.flush()
    database.add_all(
        UtteranceRow(
            id=new_id(),
            transcript_id=transcript_id,
            position=position,
            start_sample=to_samples(one.start_s),
            end_sample=to_samples(one.end_s),
            speaker_id=ids[one.speaker],
            text=one.text,
            words=words_data(one.words),
            flags=flags_data(one.flags, one.reasons),
        )
        for position, one in enumerate(heard.utterances)
    )


def _voices_of_worker(database: Database, session_id: str) -> set[str]:
    row = transcript_row(database, session_id)
    voices = () if row is None else speakers_of(database, row)
    return {one.id for one in voices if one.role is SpeakerRole.WORKER}


def _suggest_anew(unit: Unit, session_id: str, before: set[str]) -> Changes:
    """Have suggestions worked out again where the worker turned out to be another voice; only where there are any."""
    there = select(SuggestionSetRow.id).where(SuggestionSetRow.session_id == session_id).limit(1)
    if unit.session.scalar(there) is None or _voices_of_worker(unit.session, session_id) == before:
        return changes()
    job = enqueue(unit, JobKind.SUGGEST, session_id)
    return changes(Kind.JOB, Kind.SUGGESTION, ids={job.id})


def confirm(unit: Unit, session_id: str, roles: dict[str, SpeakerRole]) -> None:
    """Write who every voice of the newest transcript is.

    Raises UserError unless all are named, and one as whose practice this is: the worker, in supervision the supervisor.
    """
    transcript = transcript_row(unit.session, session_id)
    if transcript is None:
        raise UserError("There is no transcript for this session yet.", "Transcribe it first, or code by ear.")
    speakers = {speaker.id for speaker in speakers_of(unit.session, transcript)}
    if set(roles) != speakers:
        raise UserError("Every voice needs a role.", "Say for each voice who it is.")
    practice = practice_of(session_row(unit.session, session_id).kind)
    needed = whose_practice(practice)
    if needed not in roles.values():
        raise UserError(f"One of the voices must be the {needed}.", f"Choose which voice is the {needed}'s.")
    strange = set(roles.values()) - set(roles_in(practice))
    if strange:
        raise UserError(f"In {practice} nobody is the {min(strange)}.", "Choose who that voice is.")
    for speaker_id, role in roles.items():
        unit.session.add(
            SpeakerRoleRow(
                id=new_id(), speaker_id=speaker_id, role=role, confirmed_by=unit.actor.id, confirmed_at=unit.now
            )
        )
    unit.audit("voices confirmed", "transcript", transcript.id, session=session_id)
