"""The clock of a recruitment store: what it will erase, erasing what is due, keeping one longer; the proof of any."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.certificate import ErasureCertificate, GivenOut, WhyErased
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.keeping import (
    THE_CLOCK,
    WARNED,
    Clockwork,
    ErasedLately,
    KeepAct,
    Keeping,
    check_hold,
)
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import Practice
from coder.domain.purpose import Purpose
from coder.domain.sessions import SessionState
from coder.services.base import Service, Unit
from coder.services.erasing import erase_within, finish_erasing
from coder.services.learning_rows import models_taught
from coder.services.people import required
from coder.services.practices import of_practice
from coder.services.recruitment_raters import is_role_play
from coder.services.retention_rows import keeping_of, newest_note
from coder.services.rights import open_session
from coder.services.rows import session_row
from coder.services.sealed_files import GIVEN_OUT
from coder.store.erasure import material_left
from coder.store.tables.audit import AuditRow
from coder.store.tables.people import PersonRow
from coder.store.tables.retention import RetentionRow
from coder.store.tables.sessions import RecordingKeyRow, RecordingRow, SessionRow

_ERASED = "recording erased"


class RetentionService(Service):
    """Role-plays go by themselves when their time is over, in a recruitment store and nowhere else."""

    def get(self, actor: Actor) -> Clockwork:
        """What will be erased within the time of the warning, what is held, and what went in as long before now."""
        today = self._backing.clock().date()
        with self._reading(actor, Action.READ_RECRUITMENT) as database:
            kept = [(row.id, row.code, self._keeping(database, row)) for row in _kept(database)]
            kept.sort(key=lambda one: one[2].last_day)
            return Clockwork(
                today=today,
                soon=tuple(one for one in kept if one[2].soon(today)),
                held=tuple(one for one in kept if one[2].longer is not None and not one[2].soon(today)),
                lately=self._lately(database),
            )

    def erase_due(self, leave: Collection[str] = ()) -> Changes:
        """Erase every role-play whose time is over, each in a transaction of its own, as the clock; harmless twice.

        Nobody asks for it, so nobody's right is checked. ``leave`` are ids of sessions that are being worked on; they
        go the next time. Does nothing in a practice store.
        """
        done = changes()
        for session_id in self.due():
            if session_id not in leave:
                done |= self._erase(session_id)
        return done

    def due(self) -> tuple[str, ...]:
        """Ids of the sessions that erase_due would erase now; none in a practice store."""
        if self._backing.purpose is not Purpose.RECRUITMENT:
            return ()
        today = self._backing.clock().date()
        with self._backing.store.read() as database:
            return tuple(row.id for row in _kept(database) if self._keeping(database, row).due(today))

    def keep_longer(self, actor: Actor, session: str, until: date, reason: str) -> Changes:
        """Hold a role-play until a day, both it and the reason noted: an appointment is challenged, for example.

        A later hold takes the place of an earlier one. Raises UserError for what is no role-play or is erased, without
        a reason, for a day on which it would be kept anyway, and for one more than two years ahead.
        """
        with self._acting(actor, Action.KEEP_ROLE_PLAY) as unit:
            row = _kept_role_play(unit.session, session)
            clean = required(reason, "Say why it is kept longer, for example: the appointment is challenged.")
            check_hold(until, self._keeping(unit.session, row).last_day, unit.now.date())
            self._note(unit, row, KeepAct.KEPT, until=until, reason=clean)
            unit.audit("kept longer", "session", row.id, until=until.isoformat())
            return changes(Kind.SESSION, ids={row.id})

    def end_hold(self, actor: Actor, session: str) -> Changes:
        """Take a hold back; the rule counts again, and where its day is over the warning comes first.

        Raises UserError for what is no role-play, is erased, or is not held.
        """
        with self._acting(actor, Action.KEEP_ROLE_PLAY) as unit:
            row = _kept_role_play(unit.session, session)
            if self._keeping(unit.session, row).longer is None:
                raise UserError("This role-play is not held.", "Nothing was changed.")
            self._note(unit, row, KeepAct.ENDED)
            unit.audit("hold ended", "session", row.id)
            return changes(Kind.SESSION, ids={row.id})

    def certificate(self, actor: Actor, session: str) -> ErasureCertificate:
        """The proof that a session's recording is erased, looked up now. Raises UserError where it is not erased.

        Of a role-play it is for whoever may see role-plays, of any other session for whoever could have withdrawn it.
        """
        with self._backing.store.read() as database:
            row = session_row(database, session)
            self._require(actor, Action.READ_RECRUITMENT if is_role_play(row) else Action.RECORD_PERMISSION)
            if not is_role_play(row):
                open_session(database, actor, row.id)
            if row.state is not SessionState.WITHDRAWN:
                raise UserError("This recording is not erased.", "There is nothing to certify yet.")
            return self._certified(database, row)

    def _erase(self, session_id: str) -> Changes:
        with self._backing.store.write() as database:
            now = self._backing.clock()
            unit = Unit(database, Actor(THE_CLOCK, frozenset(), self._backing.purpose), now, self._backing.audit_key)
            row, keeping = session_row(database, session_id), None
            if row.state is not SessionState.WITHDRAWN:
                keeping = self._keeping(database, row)
            # Looked at again: a hold, or a withdrawal, may have come since.
            if keeping is None or not keeping.due(now.date()):
                return changes()
            gone = erase_within(unit, row)
            self._note(unit, row, KeepAct.ERASED)
            unit.audit(_ERASED, "session", row.id, kept_to=keeping.last_day.isoformat(), models=gone.models)
        return finish_erasing(self._backing, gone)

    def _note(self, unit: Unit, row: SessionRow, act: KeepAct, *, until: date | None = None, reason: str = "") -> None:
        author = None if act is KeepAct.ERASED else unit.actor.id
        note = RetentionRow(id=new_id(), session_id=row.id, act=act, until=until, reason=reason, author_id=author)
        note.at = unit.now
        unit.session.add(note)

    def _lately(self, database: Database) -> tuple[ErasedLately, ...]:
        query = (
            select(RetentionRow.session_id, SessionRow.code, RetentionRow.at)
            .join(SessionRow, SessionRow.id == RetentionRow.session_id)
            .where(RetentionRow.act == KeepAct.ERASED, RetentionRow.at > self._backing.clock() - WARNED)
        )
        return tuple(ErasedLately(*one) for one in database.execute(query.order_by(RetentionRow.id.desc())))

    def _certified(self, database: Database, row: SessionRow) -> ErasureCertificate:
        recording = database.scalars(select(RecordingRow).where(RecordingRow.session_id == row.id)).first()
        note = newest_note(database, row.id)
        by_clock = note is not None and note.act is KeepAct.ERASED
        query = select(AuditRow).where(AuditRow.object_id == row.id, AuditRow.action == _ERASED)
        line = database.scalars(query.order_by(AuditRow.seq.desc()).limit(1)).one()
        person = None if by_clock else database.get(PersonRow, line.actor_id)
        vault = self._backing.vault
        return ErasureCertificate(
            session_id=row.id,
            session_code=row.code,
            kind=row.kind.value,
            held_on=row.held_on,
            erased_at=line.at,
            why=WhyErased.TIME_OVER if by_clock else WhyErased.WITHDRAWN,
            by=THE_CLOCK if person is None else person.code,
            sha256="" if recording is None else recording.cipher_sha256,
            key_there=recording is not None and database.get(RecordingKeyRow, recording.id) is not None,
            file_there=recording is not None and vault.path(recording.id).exists(),
            rows_left=material_left(database, row.id),
            audit_line=line.seq,
            audit_mac=line.mac,
            given_out=_given_out(database, row.id),
            models=models_taught(database, row.id),
        )

    def _keeping(self, database: Database, row: SessionRow) -> Keeping:
        return keeping_of(database, self._backing.purpose, row)


def _given_out(database: Database, session_id: str) -> tuple[GivenOut, ...]:
    query = select(AuditRow).where(AuditRow.object_id == session_id, AuditRow.action == GIVEN_OUT)
    rows = database.scalars(query.order_by(AuditRow.seq)).all()
    people = {one.id: one.code for one in database.scalars(select(PersonRow))} if rows else {}
    return tuple(GivenOut(people.get(str(row.detail["partner"]), ""), row.at) for row in rows)


def _kept(database: Database) -> list[SessionRow]:
    query = select(SessionRow).where(of_practice(Practice.RECRUITMENT), SessionRow.state != SessionState.WITHDRAWN)
    return list(database.scalars(query.order_by(SessionRow.held_on, SessionRow.id)))


def _kept_role_play(database: Database, given: str) -> SessionRow:
    row = session_row(database, given)
    if not is_role_play(row):
        raise UserError("This is no role-play of recruitment.", "Nothing was changed.")
    if row.state is SessionState.WITHDRAWN:
        raise UserError("This role-play is erased already.", "Nothing was changed.")
    return row
