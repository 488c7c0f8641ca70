"""Sealed packages: send a recording to a second coder on another computer, and take their coding in.

A coding that arrives stays closed, as the package it came in, until every coding of the recording here is locked and
all who are asked have sent theirs; it then stands beside the others as if it had been made here. Taking the same
package in again changes nothing, and the order in which packages come plays no part.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.assignment import Why
from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Mode
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action, may
from coder.domain.purpose import Purpose
from coder.domain.recruitment import RATERS, check_store_takes
from coder.domain.sealed import Arrived, Card, Inside, PackageKind, Partner, read_card
from coder.domain.sessions import SessionState
from coder.domain.times import to_seconds
from coder.security import crypto
from coder.security.keys import VaultKey
from coder.security.signatures import fingerprint, is_public_key
from coder.services.assignment_rows import ask_for_second, asked_of, owed_to_blindness, standing
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.coding_rules import check_ready
from coder.services.history import own_coding
from coder.services.people import find_worker, required
from coder.services.recruitment_raters import check_no_role_play, is_role_play, raters_of
from coder.services.rights import open_session
from coder.services.rows import recording_of, session_row
from coder.services.sealed_arrival import add_session, check_frame, check_not_here
from coder.services.sealed_files import GIVEN_OUT, NOTHING, PackageKeys, partners
from coder.services.sealed_parts import SentCoding, SentRecording, check_free, read_coding, read_recording
from coder.services.sealed_rows import Unfit, coding_data, recording_data
from coder.store.tables.coding import CodingRow
from coder.store.tables.double_packages import PartnerRow, SealedCodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import RecordingKeyRow, SessionRow


class SealedPackages(Service):
    """Cards of colleagues, packages to them and from them."""

    def __init__(self, backing: Backing, key: VaultKey, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._keys = PackageKeys.of(key)
        self._codebooks = codebooks

    def card(self, actor: Actor) -> Card:
        """The card of this store, to be given to colleagues; made the first time."""
        with self._acting(actor, Action.EXCHANGE_PACKAGES) as unit:
            self._keys.make_identity(unit.session, unit.now)
            return self._keys.card(unit.session)

    def partners(self, actor: Actor) -> tuple[Partner, ...]:
        """The colleagues whose packages are taken, by code."""
        with self._reading(actor, Action.EXCHANGE_PACKAGES) as database:
            codes = {person.id: person.code for person in database.scalars(select(PersonRow))}
            found = [
                Partner(row.person_id, codes[row.person_id], told(Card(row.recipient, row.signing_key)), row.at)
                for row in partners(database)
            ]
        return tuple(sorted(found, key=lambda one: one.person_code))

    def add_partner(self, actor: Actor, card: str, code: str) -> Changes:
        """Take packages of the colleague with this code from now on; an evaluator who is not known yet is added.

        A later card supersedes. Raises UserError for text that is no card, for one's own card or code, and for a code
        of somebody who is no evaluator or of the demo. Compare the fingerprint with them before.
        """
        given = _checked(read_card(card))
        name = required(code, "A colleague needs a code, for example E-07.")
        with self._acting(actor, Action.EXCHANGE_PACKAGES) as unit:
            self._keys.make_identity(unit.session, unit.now)
            if given == self._keys.card(unit.session):
                raise UserError("This is the card of your own store.", "Take the one your colleague gave you.")
            person = _partner_person(unit, name)
            row = PartnerRow(
                id=new_id(),
                person_id=person.id,
                recipient=given.recipient,
                signing_key=given.key,
                author_id=actor.id,
                at=unit.now,
            )
            unit.session.add(row)
            unit.audit("card of a colleague added", "person", person.id)
            return changes(Kind.PEOPLE, ids={person.id}, created=person.id)

    def send(self, actor: Actor, session: str, partner: str) -> bytes:
        """A package with a recording, its text and its sheet for a second coding; no coding and no name of the worker.

        A second coding is asked of the colleague with it. Raises UserError for a recording that may not be coded, that
        is one of the demo, or that the actor codes and has not locked; audited with the hash of what was given out.
        """
        with self._acting(actor, Action.EXCHANGE_PACKAGES) as unit:
            meeting = open_session(unit.session, actor, session)
            self._check_may_leave(meeting)
            to = _partner(unit.session, partner)
            check_ready(unit.session, meeting)
            if meeting.demo:
                raise UserError("This recording is one of the demo.", "Nothing was sent.")
            if meeting.id in owed_to_blindness(unit.session, actor.id):
                raise UserError(
                    "You code this recording yourself and must not know who else does.",
                    "Lock your coding first. Nothing was sent.",
                )
            _ask(unit, meeting, to.person_id)
            recording = recording_of(unit.session, meeting.id)
            key = None if recording is None else unit.session.get(RecordingKeyRow, recording.id)
            if recording is None or key is None:
                raise UserError("There is no sound for this session.", "Nothing was sent.")
            sound = self._backing.vault.open(recording.id, key.identity)
            book = self._codebooks.for_session(unit.session, meeting.kind)
            data = {**recording_data(unit.session, meeting, recording), "codebook": f"{book.id} {book.version}"}
            content = self._keys.seal(PackageKind.RECORDING, data, sound, to.recipient)
            digest = hashlib.sha256(content).hexdigest()
            unit.audit(GIVEN_OUT, "session", meeting.id, partner=to.person_id, sha256=digest)
        return content

    def send_coding(self, actor: Actor, session: str, partner: str) -> bytes:
        """A package with the actor's own coding as it stood at the lock. Raises UserError unless blind and locked."""
        with self._acting(actor, Action.EXCHANGE_PACKAGES) as unit:
            meeting = session_row(unit.session, session)
            self._check_may_leave(meeting)
            to = _partner(unit.session, partner)
            coding = own_coding(unit.session, meeting.id, actor.id)
            if coding is None or coding.locked_at is None or coding.mode is not Mode.BLIND:
                raise UserError("Only a blind coding that you have locked can be sent.", "Finish and lock it first.")
            content = self._keys.seal(PackageKind.CODING, coding_data(unit.session, coding), b"", to.recipient)
            digest = hashlib.sha256(content).hexdigest()
            unit.audit("coding given out", "coding", coding.id, session=meeting.id, partner=to.person_id, sha256=digest)
        return content

    def look(self, actor: Actor, content: bytes) -> Inside:
        """What a package from a colleague holds; nothing is taken in. Raises UserError as ``take_in`` does."""
        with self._reading(actor, Action.EXCHANGE_PACKAGES) as database, _refused_whole():
            opened = self._keys.open(database, content)
            sender = database.get_one(PersonRow, opened.partner.person_id).code
            if opened.kind is PackageKind.CODING:
                read_coding(opened, opened.partner.person_id)
                return Inside(opened.kind, sender)
            sent = read_recording(opened)
            known = check_not_here(database, sent)
            if not known:
                self._check_fits_here(database, sent)
            length_s = to_seconds(sent.recording.sample_count)
            return Inside(opened.kind, sender, known, sent.kind, sent.held_on, length_s, bool(sent.text))

    def take_in(self, actor: Actor, content: bytes) -> Arrived:
        """Take in a package from a colleague, whole or not at all.

        Raises UserError when it is for somebody else, changed, from nobody whose card is here, or does not fit what is
        here; a coding also when its recording is not here.
        """
        with self._reading(actor, Action.EXCHANGE_PACKAGES) as database:
            opened = self._keys.open(database, content)
        with _refused_whole():
            if opened.kind is PackageKind.RECORDING:
                return self._take_recording(actor, opened.partner.person_id, read_recording(opened))
            return self._take_coding(actor, read_coding(opened, opened.partner.person_id), content)

    def waiting(self, actor: Actor) -> int:
        """How many codings arrived that are still closed; which recordings they are of is not told."""
        with self._reading(actor, Action.EXCHANGE_PACKAGES) as database:
            known = select(CodingRow.id)
            rows = select(SealedCodingRow.id).where(SealedCodingRow.id.not_in(known))
            return len(database.scalars(rows).all())

    def open_ready(self, unit: Unit, session_id: str) -> bool:
        """Let closed codings of a session stand beside those here, once all of these are locked and none is missing."""
        if not _ready(unit.session, session_id):
            return False
        for row in _closed(unit.session, session_id):
            opened = self._keys.open_kept(unit.session, row.content)
            sent = read_coding(opened, row.person_id)
            unit.session.add(sent.coding)
            unit.session.flush()
            unit.session.add_all(sent.entries)
            unit.session.flush()
            unit.audit("sealed coding opened", "coding", sent.coding.id, session=session_id)
        return True

    def _check_may_leave(self, meeting: SessionRow) -> None:
        # In a practice store only an earlier version can have left a role-play, and there no clock would go with it.
        if self._backing.purpose is Purpose.PRACTICE:
            check_no_role_play(meeting)

    def _check_fits_here(self, database: Database, sent: SentRecording) -> None:
        check_store_takes(self._backing.purpose, sent.kind)
        check_frame(database, self._codebooks, sent)

    def _take_recording(self, actor: Actor, sender: str, sent: SentRecording) -> Arrived:
        with self._backing.store.read() as database:
            here = check_not_here(database, sent)
            if not here:
                self._check_fits_here(database, sent)
        with ExitStack() as undo:
            stored = None
            if not here:
                stored = self._backing.vault.add(sent.recording.id, sent.sound)
                undo.callback(self._backing.vault.remove, sent.recording.id)
            with self._acting(actor, Action.EXCHANGE_PACKAGES) as unit:
                known = check_not_here(unit.session, sent)
                if stored is not None and not known:
                    add_session(unit, sent, sender, stored)
                meeting = session_row(unit.session, sent.session_id)
                arrived = _arrived(unit.session, PackageKind.RECORDING, sender, meeting, sealed=False, known=known)
            # Only now do rows stand that need the sound; a session that came in the meantime has sound of its own.
            if not known:
                undo.pop_all()
        return arrived

    def _take_coding(self, actor: Actor, sent: SentCoding, content: bytes) -> Arrived:
        coding = sent.coding
        with self._acting(actor, Action.EXCHANGE_PACKAGES) as unit:
            meeting = unit.session.get(SessionRow, coding.session_id)
            if meeting is None or meeting.state is SessionState.WITHDRAWN:
                raise UserError(f"The recording of this coding is not here. {NOTHING}", "It may have been erased.")
            self._codebooks.version(unit.session, coding.codebook_id, coding.codebook_version)
            known = unit.session.get(SealedCodingRow, coding.id) is not None
            if not known:
                _check_only_one(unit.session, coding)
                check_free(unit.session, [coding, *sent.entries])
                arrived = SealedCodingRow(
                    id=coding.id,
                    session_id=meeting.id,
                    person_id=coding.evaluator_id,
                    content=content,
                    at=unit.now,
                )
                unit.session.add(arrived)
                unit.session.flush()
                unit.audit("sealed coding arrived", "second coding", arrived.id, session=meeting.id)
                self.open_ready(unit, meeting.id)
            sealed = unit.session.get(CodingRow, coding.id) is None
            return _arrived(unit.session, PackageKind.CODING, coding.evaluator_id, meeting, sealed=sealed, known=known)


@contextmanager
def _refused_whole() -> Iterator[None]:
    """Tell what does not fit in a sentence; it is found out before anything is written."""
    try:
        yield
    except Unfit as error:
        raise UserError(
            f"This package does not fit together with what is here. {NOTHING}", "Ask the sender to make it again."
        ) from error


def told(card: Card) -> str:
    """The fingerprint of a card: sixteen digits to be compared over the telephone."""
    return fingerprint(base64.b64encode(hashlib.sha256(card.text().encode()).digest()).decode())


def _checked(card: Card) -> Card:
    try:
        crypto.encrypt_for(card.recipient, b"")
    except crypto.CryptoError as error:
        raise UserError(
            "This is no card, or not the whole of one.", "Ask for it again, as one line of text."
        ) from error
    if not is_public_key(card.key):
        raise UserError("This is no card, or not the whole of one.", "Ask for it again, as one line of text.")
    return card


def _partner_person(unit: Unit, code: str) -> PersonRow:
    person = unit.session.scalars(select(PersonRow).where(PersonRow.code == code)).first()
    if person is None:
        person = PersonRow(id=new_id(), code=code, name="", roles=[Role.EVALUATOR.value], demo=False)
        unit.session.add(person)
        unit.session.flush()
        unit.audit("person added", "person", person.id)
    if person.demo or person.id == unit.actor.id or Role.EVALUATOR.value not in person.roles:
        raise UserError(f"{code} is no colleague who evaluates.", "Use the code of the colleague whose card this is.")
    return person


def _partner(database: Database, code: str) -> PartnerRow:
    person = find_worker(database, code)
    for row in partners(database):
        if row.person_id == person.id:
            return row
    raise UserError(f"There is no card of {person.code} here.", "Ask for their card and add it first.")


def _ask(unit: Unit, meeting: SessionRow, person_id: str) -> None:
    if meeting.id in asked_of(unit.session, person_id):
        return
    if own_coding(unit.session, meeting.id, person_id) is not None or person_id == meeting.evaluator_id:
        raise UserError("They code this recording already.", "Nothing was sent.")
    if is_role_play(meeting):
        raise UserError("They were not drawn to rate this role-play.", "Have two raters drawn first. Nothing was sent.")
    if not may(unit.actor, Action.ASK_FOR_SECOND):
        raise UserError("No second coding is asked of them.", "Have the service lead ask first. Nothing was sent.")
    ask_for_second(unit, meeting.id, person_id, Why.BY_HAND)


def _closed(database: Database, session_id: str) -> list[SealedCodingRow]:
    query = select(SealedCodingRow).where(SealedCodingRow.session_id == session_id)
    rows = database.scalars(query.where(SealedCodingRow.id.not_in(select(CodingRow.id))).order_by(SealedCodingRow.id))
    return list(rows)


def _ready(database: Database, session_id: str) -> bool:
    """Whether all codings of a session are locked and everybody who is asked has one, here or closed.

    One of them was made here; but both raters of a role-play may sit at other computers.
    """
    here = list(database.scalars(select(CodingRow).where(CodingRow.session_id == session_id)))
    rated_elsewhere = len(raters_of(database, session_id)) >= RATERS and is_role_play(
        database.get_one(SessionRow, session_id)
    )
    if any(row.locked_at is None for row in here) or not (here or rated_elsewhere):
        return False
    done = {row.evaluator_id for row in here} | {row.person_id for row in _closed(database, session_id)}
    asked = {row.evaluator_id for row in standing(database) if row.session_id == session_id}
    return not asked - done - {None}


def _check_only_one(database: Database, coding: CodingRow) -> None:
    other = own_coding(database, coding.session_id, coding.evaluator_id)
    sent = select(SealedCodingRow.id).where(
        SealedCodingRow.session_id == coding.session_id, SealedCodingRow.person_id == coding.evaluator_id
    )
    if other is not None or database.scalars(sent).first() is not None:
        raise UserError(f"Another coding of theirs is here already. {NOTHING}", "Ask which of the two counts.")


def _arrived(
    database: Database, kind: PackageKind, sender: str, meeting: SessionRow, *, sealed: bool, known: bool
) -> Arrived:
    return Arrived(kind, meeting.id, meeting.code, database.get_one(PersonRow, sender).code, sealed, known)
