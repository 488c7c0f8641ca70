"""A worker's private profile: for the worker and the coach, nobody else, and every look is audited."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.analysis.profiles import build_profile
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Person, Role
from coder.domain.permissions import Action, require
from coder.domain.practice import Practice
from coder.domain.profiles import NextStep, Profile
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.coded_sessions_words import with_words
from coder.services.mask_rows import masked_profile
from coder.services.people import person_from
from coder.services.profile_frames import frame_for
from coder.services.profile_rights import may_read, note_opened, readable, with_worker
from coder.services.rating_counts import keep_counts, uncounted
from coder.services.reply_rows import with_replies
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.profiles import NextStepRow


class ProfileService(Service):
    """Profiles compare a worker with their own past only."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def workers(self, actor: Actor) -> tuple[Person, ...]:
        """The people whose profile the actor may read, by code: oneself, and those one coaches."""
        with self._reading(actor, Action.READ_PROFILE) as session:
            rows = session.scalars(select(PersonRow).order_by(PersonRow.code))
            people = [person_from(row) for row in rows]
        return tuple(p for p in people if Role.WORKER in p.roles and may_read(actor, p))

    def get(self, actor: Actor, worker: str, practice: Practice | None = None) -> Profile:
        """The profile of one worker by id or code; audited. Raises NotAllowed for anybody but worker and coach.

        It is of one practice: visits, or what else the person is recorded in, unless ``practice`` says which. Raises
        UserError for recruitment. What was agreed for the next visit stands with the visits.
        For the coach it leaves out what the worker sees first; read by the worker, all of it is open to the coach.
        """
        with self._acting(actor, Action.READ_PROFILE) as unit:
            person = readable(unit.session, actor, worker)
            unit.audit("profile read", "person", person.id)
            if person.id == actor.id:
                note_opened(unit, person)
            closed = with_worker(unit.session, actor, person, unit.now.date())
            changed = uncounted(unit.session)
        keep_counts(self._backing.store, changed)
        with self._backing.store.read() as session:
            team = None if person.team_id is None else session.get(TeamRow, person.team_id)
            frame = frame_for(session, self._codebooks, person.id, practice)
            hidden = {one.session_id for one in closed}
            profile = build_profile(
                person,
                "" if team is None else team.name,
                [one for one in frame.own if one.session_id not in hidden],
                frame.ratings,
                frame.codebook,
                _steps(session, person.id) if frame.practice is Practice.VISIT else (),
            )
            of_these = {one.session_id for one in frame.own}
            profile = replace(
                profile,
                with_worker=tuple(one for one in closed if one.session_id in of_these),
                practice=frame.practice,
                practices=frame.practices,
            )
            return with_replies(session, with_words(session, profile))

    def write_next_step(self, actor: Actor, worker: str, text: str) -> Changes:
        """Keep what worker and coach agreed for the next recorded visit; earlier steps stay readable."""
        clean = text.strip()
        if not clean:
            raise UserError("The next step is empty.", "Write what was agreed, in the worker's words.")
        with self._acting(actor, Action.WRITE_NEXT_STEP) as unit:
            person = readable(unit.session, actor, worker)
            row = NextStepRow(id=new_id(), worker_id=person.id, text=clean, author_id=actor.id, at=unit.now)
            unit.session.add(row)
            unit.audit("next step agreed", "person", person.id, step=row.id)
            return changes(Kind.PROFILE, ids={person.id}, created=row.id)

    def real(self, actor: Actor, worker: str, practice: Practice | None = None) -> Profile:
        """The profile with the real words, to be handed on by other ways than a PDF, which is noted.

        Raises NotAllowed without the right to give them out, and as ``get`` does.
        """
        require(actor, Action.GIVE_OUT_NAMES)
        profile = self.get(actor, worker, practice)
        with self._acting(actor, Action.READ_PROFILE) as unit:
            unit.audit("profile given out", "person", profile.worker_id, real_names=True)
        return profile

    def masked(self, actor: Actor, worker: str, practice: Practice | None = None) -> Profile:
        """The profile with masks in quotes, notes and agreed steps; audited as ``get`` is."""
        return self._masked(self.get(actor, worker, practice))

    def _masked(self, profile: Profile) -> Profile:
        with self._backing.store.read() as session:
            return masked_profile(session, profile)


def _steps(session: Session, worker_id: str) -> list[NextStep]:
    rows = session.scalars(
        select(NextStepRow).where(NextStepRow.worker_id == worker_id).order_by(NextStepRow.id.desc())
    )
    return [NextStep(s.id, s.worker_id, s.text, s.author_id, s.at, s.due_on) for s in rows]
