"""Clips that leave the program: only with both permissions, with names covered, and each noted."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.audio.clip_sound import made
from coder.audio.flac import clip, encode_flac
from coder.domain.changes import Changes, Kind, changes
from coder.domain.clips import (
    LONGEST_CLIP_S,
    ClipAnswer,
    ClipDraft,
    ClipLook,
    Refusal,
    joined_places,
    not_agreed,
    not_told,
    places_of,
    within,
)
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.threads import permission_lacks
from coder.domain.times import to_samples
from coder.domain.transcripts import Transcript
from coder.exports.files import save_whole
from coder.services.base import Backing, Service
from coder.services.mask_rows import masks_of, standing
from coder.services.rights import open_session
from coder.services.rows import permissions_of, recording_of, transcript_from, transcript_row
from coder.services.sessions import SessionService
from coder.store.tables.clips import ClipPermissionRow
from coder.store.tables.sessions import SessionRow

ENDING = ".flac"


@dataclass(frozen=True)
class SavedClip:
    """A clip that left the program, with the stretches in seconds from its own start that are covered by a tone."""

    path: Path
    sha256: str
    duration_s: float
    bleeps: tuple[tuple[float, float], ...]
    disguised: bool


class ClipService(Service):
    """Both or neither: a clip that could not be written is not noted as having left."""

    def __init__(self, backing: Backing, sessions: SessionService) -> None:
        super().__init__(backing)
        self._sessions = sessions

    def answers(self, actor: Actor, session: str) -> tuple[ClipAnswer, ...]:
        """Who said what to clips of a session leaving, oldest first."""
        with self._reading(actor, Action.READ_SESSION) as database:
            return _answers(database, open_session(database, actor, session).id)

    def note(self, actor: Actor, session: str, *drafts: ClipDraft) -> Changes:
        """Take down answers, all or none. A refusal erases nothing; it keeps clips of this session in the program.

        Raises UserError when nobody is named.
        """
        if not all(draft.who.strip() for draft in drafts):
            raise UserError("Say who was asked, by role: worker, mother …", "Nothing was kept.")
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            meeting = open_session(unit.session, actor, session)
            for draft in drafts:
                row = ClipPermissionRow(
                    id=new_id(),
                    session_id=meeting.id,
                    who=draft.who.strip(),
                    asked=draft.asked,
                    how_asked=draft.how_asked,
                    asked_by=draft.asked_by.strip(),
                    answer=draft.answer,
                    author_id=actor.id,
                    at=unit.now,
                )
                unit.session.add(row)
                unit.audit("answer about clips noted", "session", meeting.id, answer=draft.answer.value)
            return changes(Kind.SESSION, ids={meeting.id})

    def look(self, actor: Actor, session: str, start_s: float, end_s: float) -> ClipLook:
        """What would be covered in a stretch and whatever keeps it from leaving; nothing is heard or written.

        Raises UserError for a stretch that is none, longer than LONGEST_CLIP_S or not of the recording.
        """
        with self._reading(actor, Action.GIVE_OUT_CLIP) as database:
            return _look(database, open_session(database, actor, session), start_s, end_s)

    def export(
        self, actor: Actor, session: str, start_s: float, end_s: float, path: Path, *, disguise: bool = False
    ) -> SavedClip:
        """Write a stretch as FLAC (16 kHz, mono, no tags) with a tone over each name; audited as listened to and, with
        the hash of the file, as exported.

        Raises UserError, with nothing written, for whatever ``look`` refuses, a name that does not end in ``.flac`` and
        a file that cannot be written; NotAllowed when the session is not open to the actor.
        """
        if path.suffix.lower() != ENDING:
            raise UserError(f"A clip is a {ENDING} file.", f"Give it a name that ends in {ENDING}.")
        look = self.look(actor, session, start_s, end_s)
        _refuse(look)
        sound = clip(self._sessions.sound(actor, look.session_id), start_s, end_s)
        first = to_samples(start_s)
        bleeps = [(to_samples(a) - first, min(to_samples(b) - first, len(sound))) for a, b in look.bleeps]
        samples = made(sound, bleeps, disguised=disguise)
        document = encode_flac(np.round(np.clip(samples, -1, 32767 / 32768) * 32768).astype(np.int16))
        digest = sha256(document).hexdigest()
        with self._acting(actor, Action.GIVE_OUT_CLIP) as unit:
            # Somebody may have said no, or corrected a name, while the sound was made.
            now = _look(unit.session, open_session(unit.session, actor, session), start_s, end_s)
            _refuse(now)
            if now.bleeps != look.bleeps:
                raise UserError("Its names were changed meanwhile; nothing was written.", "Save the clip again.")
            unit.audit(
                "clip exported",
                "session",
                look.session_id,
                start_sample=first,
                samples=len(samples),
                covered=len(bleeps),
                disguised=disguise,
                sha256=digest,
            )
            save_whole(path, document)
        inside = tuple((a - start_s, b - start_s) for a, b in look.bleeps)
        return SavedClip(path, digest, len(samples) / 16_000, inside, disguise)


def _look(database: Database, meeting: SessionRow, start_s: float, end_s: float) -> ClipLook:
    _check_stretch(database, meeting.id, start_s, end_s)
    ledger, answers = permissions_of(database, meeting.id), _answers(database, meeting.id)
    row = transcript_row(database, meeting.id)
    transcript = None if row is None else transcript_from(database, row)
    lacks = permission_lacks(meeting.code, ledger)
    found = [Refusal(lacks, "See the permission ledger of the session.")] if lacks else []
    if transcript is None or not transcript.confirmed:
        found.append(
            Refusal(
                "Without a transcript whose voices are confirmed nobody can tell names or who is heard.",
                "Transcribe the session and say who is who.",
            )
        )
    if transcript is None:
        return _told(meeting, start_s, end_s, answers, found)
    inside = within(transcript.utterances, start_s, end_s)
    heard = {one.speaker_id for one in inside}
    found += not_agreed(ledger, answers, [transcript.role_of(voice) for voice in heard])
    return _with_masks(database, meeting, transcript, start_s, end_s, answers, found)


def _with_masks(
    database: Database,
    meeting: SessionRow,
    transcript: Transcript,
    start_s: float,
    end_s: float,
    answers: tuple[ClipAnswer, ...],
    found: list[Refusal],
) -> ClipLook:
    placed = places_of(transcript, masks_of(database, meeting.id, transcript))
    here = [(mask, place) for mask, place in placed if place[0] < end_s and start_s < place[1]]
    if not standing(database, meeting.id).names:
        hint = "Type them under “Names and masks” on the Code page: what nobody typed is missed more often."
        found.append(Refusal("The names of this family are not typed in.", hint))
    found += not_told(transcript, [mask for mask, _ in here], start_s, end_s)
    hidden = [(mask, place) for mask, place in here if mask.hides]
    bleeps = joined_places([place for _, place in hidden], start_s, end_s)
    covered = tuple(mask.shown for mask, _ in hidden)
    return _told(meeting, start_s, end_s, answers, found, bleeps, covered)


def _told(
    meeting: SessionRow,
    start_s: float,
    end_s: float,
    answers: tuple[ClipAnswer, ...],
    refusals: list[Refusal],
    bleeps: tuple[tuple[float, float], ...] = (),
    covered: tuple[str, ...] = (),
) -> ClipLook:
    return ClipLook(meeting.id, meeting.code, start_s, end_s, bleeps, covered, answers, tuple(refusals))


def _check_stretch(database: Database, session_id: str, start_s: float, end_s: float) -> None:
    recording = recording_of(database, session_id)
    if recording is None or recording.erased_at is not None:
        raise UserError("There is no sound for this session.", "Nothing was written.")
    if not 0 <= start_s < end_s <= recording.sample_count / 16_000:
        raise UserError("This stretch is not a part of the recording.", "Give a start before an end within it.")
    if end_s - start_s > LONGEST_CLIP_S:
        raise UserError(f"A clip has at most {LONGEST_CLIP_S:.0f} seconds.", "Choose the moment it is about.")


def _refuse(look: ClipLook) -> None:
    if look.refusals:
        sentences = " ".join(one.sentence for one in look.refusals)
        hints = " ".join(dict.fromkeys(one.hint for one in look.refusals))
        raise UserError(f"{sentences} Nothing was written.", hints)


def _answers(database: Database, session_id: str) -> tuple[ClipAnswer, ...]:
    query = select(ClipPermissionRow).where(ClipPermissionRow.session_id == session_id).order_by(ClipPermissionRow.id)
    return tuple(
        ClipAnswer(one.id, one.session_id, one.who, one.asked, one.how_asked, one.asked_by, one.answer, one.at)
        for one in database.scalars(query)
    )
