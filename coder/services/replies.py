"""The worker answers back: comments that stand beside the score, a second listen for the asking, and who looked.

A worker without a computer of their own does it at the coach's screen; who sat there is kept with it and shown.
"""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.assignment import Why, second_coder
from coder.domain.changes import Changes, Kind, changes
from coder.domain.coaching import LONGEST_TEXT
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.profiles import Look, Stance
from coder.domain.sessions import check_not_erased
from coder.services.assignment_rows import ask_for_second, candidates, references, standing
from coder.services.base import Service, Unit
from coder.services.looks import looks_at
from coder.services.profile_rights import closed_ids, note_opened, readable
from coder.services.reply_rows import comments_on, second_listens_of
from coder.services.rows import session_row
from coder.store.tables.coaching import EvaluationReplyRow, ReplyKind
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow


class ReplyService(Service):
    """What a worker does with the evaluation of a recording; every act is audited."""

    def comment(self, actor: Actor, session: str, stance: Stance, text: str = "") -> Changes:
        """Keep how the worker sees an evaluation; a new comment takes the place of the one before.

        Raises UserError when nothing is coded, the text is too long, or somebody sees it otherwise without a word;
        NotAllowed for anybody but the worker and, at whose screen they sit, their coach.
        """
        clean = text.strip()
        if stance is Stance.OTHERWISE and not clean:
            raise UserError("Say in a sentence how you see it.", "Nothing was saved.")
        if len(clean) > LONGEST_TEXT:
            raise UserError(f"That is longer than {LONGEST_TEXT} characters.", "Shorten it. Nothing was saved.")
        with self._acting(actor, Action.REPLY) as unit:
            meeting, coding = evaluated(unit, session)
            _add(unit, meeting, coding, ReplyKind.COMMENT, stance, clean)
            unit.audit("evaluation commented on", "session", meeting.id, worker=meeting.worker_id)
            return changes(Kind.PROFILE, ids={meeting.worker_id, meeting.id})

    def take_back(self, actor: Actor, session: str) -> Changes:
        """Take the comment that stands back. Raises UserError when there is none."""
        with self._acting(actor, Action.REPLY) as unit:
            meeting, coding = evaluated(unit, session)
            if not comments_on(unit.session, {meeting.id}):
                raise UserError("There is no comment on this recording.", "Nothing was changed.")
            _add(unit, meeting, coding, ReplyKind.COMMENT)
            unit.audit("comment taken back", "session", meeting.id, worker=meeting.worker_id)
            return changes(Kind.PROFILE, ids={meeting.worker_id, meeting.id})

    def ask_second_listen(self, actor: Actor, session: str) -> Changes:
        """Ask for somebody else to hear and code a recording; who is chosen by lot and not told whose wish it was.

        Where a second coding is wanted already, or somebody is at one, no third is asked for; the answer is the same,
        since that would tell who codes. Raises UserError when it was asked for before, and for a recording that is
        withdrawn, of the demo or for training.
        """
        with self._acting(actor, Action.REPLY) as unit:
            meeting, coding = evaluated(unit, session)
            _check_may_be_heard_again(unit.session, meeting)
            if not _under_way(unit.session, meeting.id):
                load = candidates(unit.session, meeting)
                ask_for_second(unit, meeting.id, second_coder(secrets.token_hex(16), meeting.id, load), Why.WORKER)
            _add(unit, meeting, coding, ReplyKind.SECOND_LISTEN)
            unit.audit("second listen asked for", "session", meeting.id, worker=meeting.worker_id)
            return changes(Kind.PROFILE, Kind.SESSION, ids={meeting.worker_id, meeting.id})

    def open_with_worker(self, actor: Actor, worker: str) -> Changes:
        """Note that the worker sits beside their coach and looks first; opens to both what was still with the worker.

        Raises UserError when nothing is.
        """
        with self._acting(actor, Action.READ_PROFILE) as unit:
            person = readable(unit.session, actor, worker)
            new = note_opened(unit, person)
            if not new:
                raise UserError(f"{person.code} has opened every evaluation already.", "Nothing was changed.")
            unit.audit("opened with the worker", "person", person.id, recordings=new)
            return changes(Kind.PROFILE, ids={person.id})

    def looks(self, actor: Actor, worker: str) -> tuple[Look, ...]:
        """Who looked at the worker's material, the newest first. Raises NotAllowed for all but worker and coach."""
        with self._reading(actor, Action.READ_PROFILE) as database:
            return looks_at(database, readable(database, actor, worker))


def evaluated(unit: Unit, session: str) -> tuple[SessionRow, CodingRow]:
    """A session with its locked coding, that the actor may speak about."""
    meeting = session_row(unit.session, session)
    person = readable(unit.session, unit.actor, meeting.worker_id)
    coding = unit.session.scalars(
        select(CodingRow).where(
            CodingRow.session_id == meeting.id, CodingRow.primary.is_(True), CodingRow.locked_at.is_not(None)
        )
    ).first()
    if coding is None:
        raise UserError(f"{meeting.code} is not coded and locked yet.", "Wait until it is on the profile.")
    if meeting.id in closed_ids(unit.session, unit.actor, person, unit.now.date()):
        raise NotAllowed("The worker sees this evaluation first.", f"Open it together with {person.code}.")
    return meeting, coding


def _add(
    unit: Unit, meeting: SessionRow, coding: CodingRow, kind: ReplyKind, stance: Stance | None = None, text: str = ""
) -> None:
    unit.session.add(
        EvaluationReplyRow(
            id=new_id(),
            session_id=meeting.id,
            coding_id=coding.id,
            worker_id=meeting.worker_id,
            kind=kind,
            stance=stance,
            text=text,
            author_id=unit.actor.id,
            at=unit.now,
        )
    )
    unit.session.flush()


def _check_may_be_heard_again(database: Database, meeting: SessionRow) -> None:
    check_not_erased(meeting.state, "Nothing was asked for.")
    if meeting.demo:
        raise UserError("This recording is one of the demo.", "Nobody is there to hear it again.")
    if meeting.id in references(database):
        raise UserError("Evaluators train on this recording.", "Nothing was asked for.")
    asked = second_listens_of(database, {meeting.id})
    if asked:
        raise UserError("A second listen of this recording was asked for already.", "Nothing was changed.")


def _under_way(database: Database, session_id: str) -> bool:
    """Whether somebody is at a coding beside the first, or is asked for one, or one is wanted of whoever comes."""
    codings = list(database.scalars(select(CodingRow).where(CodingRow.session_id == session_id)))
    locked = {row.evaluator_id for row in codings if row.locked_at is not None}
    wanted = any(row.session_id == session_id and row.evaluator_id not in locked for row in standing(database))
    return wanted or any(row.locked_at is None for row in codings)
