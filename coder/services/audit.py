"""The audit trail, for those who watch."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from coder.domain.audit import AuditEvent, AuditVerdict
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.services.assignment_rows import owed_to_blindness
from coder.services.base import Backing, Service
from coder.store import audit
from coder.store.tables.coding import CodingRow


class AuditService(Service):
    """Read and verify who did what."""

    def __init__(self, backing: Backing, anchor_file: Path) -> None:
        super().__init__(backing)
        self._anchor_file = anchor_file

    def verify(self, actor: Actor) -> AuditVerdict:
        """Check every link of the chain, and that its newest noted head still stands; then note the present head.

        Anybody may check; only lead and steward may read.
        """
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            verdict = audit.verify(session, self._backing.audit_key, audit.read_anchor(self._anchor_file))
        if verdict.intact:
            audit.write_anchor(self._anchor_file, verdict.head)
        return verdict

    def note_head(self) -> None:
        """Note the present head outside the database, so that a cut tail is found."""
        with self._backing.store.read() as session:
            audit.write_anchor(self._anchor_file, audit.head(session))

    def events(self, actor: Actor, limit: int = 100) -> tuple[AuditEvent, ...]:
        """The newest events, newest first.

        What others do to a recording that the actor codes too is left out until their own coding is locked.
        """
        with self._reading(actor, Action.READ_AUDIT) as session:
            owed = owed_to_blindness(session, actor.id)
            codings = select(CodingRow.id).where(CodingRow.session_id.in_(owed), CodingRow.evaluator_id != actor.id)
            theirs = set(session.scalars(codings))
            return tuple(one for one in audit.events(session, limit) if not _tells(one, actor, owed, theirs))


def _tells(event: AuditEvent, actor: Actor, owed: set[str], theirs: set[str]) -> bool:
    """Whether an event would say that somebody else codes one of these sessions, or is asked to."""
    if event.object_kind == "second coding":
        return event.detail.get("session") in owed
    if event.object_kind == "session" and "partner" in event.detail:
        return event.actor_id != actor.id and event.object_id in owed
    of_others = event.actor_id != actor.id and event.detail.get("session") in owed
    return event.object_id in theirs or (of_others and event.object_kind in ("coding", "suggestion"))
