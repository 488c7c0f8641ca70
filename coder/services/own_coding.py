"""The actor's own coding of a session: found, opened, begun. Nobody ever gets hold of somebody else's."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Coding, Mode, fold, placed
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import is_suggested_for, practice_of
from coder.domain.sessions import SessionState, check_step
from coder.domain.times import to_seconds
from coder.services.assignment_rows import draw_second, is_beside
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.coding_rules import CodingFacts, check_ready, check_unfinished
from coder.services.entries import entries_of, forget_entries
from coder.services.history import history_of, own_coding, own_steps
from coder.services.policy import read_policy
from coder.services.recruitment_raters import check_rater
from coder.services.rows import placement, recording_of, session_row
from coder.services.suggestion_draw import prepare, withheld
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow


class OwnCodings(Service):
    """Start and read a coding; what changes one opens it here first."""

    def __init__(
        self, backing: Backing, codebooks: CodebookService, after_lock: Callable[[Unit, str], object] | None = None
    ) -> None:
        """``after_lock`` is told the session of each coding that is locked, within the same transaction."""
        super().__init__(backing)
        self._codebooks = codebooks
        self._after_lock = after_lock or (lambda _unit, _session_id: None)

    def start(self, actor: Actor, session_id: str) -> Changes:
        """Start the actor's own coding of a session, or give the one they have. ``created`` is its id.

        Raises UserError when permission was refused or withdrawn, or the context sheet is not filled in (§A8).
        """
        with self._acting(actor, Action.CODE) as unit:
            known = self._own_row(unit.session, actor, session_id)
            if known is not None:
                return changes(Kind.CODING, ids={known.id}, created=known.id)
            meeting = session_row(unit.session, session_id)
            check_ready(unit.session, meeting)
            return self._new_coding(unit, meeting)

    def _new_coding(self, unit: Unit, meeting: SessionRow) -> Changes:
        check_rater(unit.session, meeting, unit.actor)
        codebook = self._codebooks.for_session(unit.session, meeting.kind)
        free = meeting.evaluator_id in (None, unit.actor.id)
        primary = free and not is_beside(unit.session, meeting.id, unit.actor.id)
        row = CodingRow(
            id=new_id(),
            session_id=meeting.id,
            evaluator_id=unit.actor.id,
            codebook_id=codebook.id,
            codebook_version=codebook.version,
            codebook_hash=codebook.hash,
            mode=_mode(unit, meeting),
            started_at=unit.now,
            primary=primary,
        )
        unit.session.add(row)
        if primary:
            meeting.evaluator_id = unit.actor.id
            check_step(meeting.state, SessionState.CODING)
            meeting.state = SessionState.CODING
            draw_second(unit, meeting)
        unit.audit("coding started", "coding", row.id, session=meeting.id, codebook=codebook.version)
        return changes(Kind.CODING, Kind.SESSION, ids={row.id, meeting.id}, created=row.id)

    def get(self, actor: Actor, session_id: str) -> Coding | None:
        """The actor's own coding of a session, or None. Never anybody else's."""
        with self._reading(actor, Action.READ_CODING) as session:
            row = self._own_row(session, actor, session_id)
            if row is not None:
                return _coding_from(session, row)
            # Perhaps another process erased what was read last here.
            forget_entries(())
            return None

    def _own_row(self, session: Session, actor: Actor, session_id: str) -> CodingRow | None:
        return own_coding(session, session_id, actor.id)

    def _facts(self, session: Session, actor: Actor, coding_id: str) -> CodingFacts:
        row = session.get(CodingRow, coding_id)
        if row is None:
            raise UserError("This coding does not exist here.", "Open the session again.")
        if row.evaluator_id != actor.id:
            raise NotAllowed("This coding belongs to another evaluator.", "Start a coding of your own.")
        recording = recording_of(session, row.session_id)
        length = to_seconds(recording.sample_count) if recording is not None else 0.0
        codebook = self._codebooks.version(session, row.codebook_id, row.codebook_version)
        return CodingFacts(row, codebook, length)

    def _open(self, unit: Unit, coding_id: str) -> CodingFacts:
        facts = self._facts(unit.session, unit.actor, coding_id)
        check_unfinished(facts.row)
        return facts


def _mode(unit: Unit, meeting: SessionRow) -> Mode:
    """Blind also in a service that works assisted, for what is no visit, or was drawn to show no suggestions."""
    policy = read_policy(unit.session)
    if not policy.assisted_mode or not is_suggested_for(practice_of(meeting.kind)):
        return Mode.BLIND
    prepare(unit.session, policy.withheld_share, unit.now)
    return Mode.BLIND if withheld(unit.session, meeting) else Mode.ASSISTED


def _coding_from(session: Session, row: CodingRow) -> Coding:
    """The coding with its present state, every mark where it stands in the present text."""
    entries = entries_of(session, row.id)
    history = history_of(own_steps(session, row.session_id, row.evaluator_id, entries))
    return Coding(
        id=row.id,
        session_id=row.session_id,
        evaluator_id=row.evaluator_id,
        codebook_id=row.codebook_id,
        codebook_version=row.codebook_version,
        codebook_hash=row.codebook_hash,
        mode=row.mode,
        started_at=row.started_at,
        locked_at=row.locked_at,
        seen_suggestions_at=row.seen_suggestions_at,
        finished_at=row.finished_at,
        state=placed(fold(entries), placement(session, row.session_id).row_of),
        undo_text=history.undo_text,
        redo_text=history.redo_text,
        saved_at=entries[-1].at if entries else row.started_at,
    )
