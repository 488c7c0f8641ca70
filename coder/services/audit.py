"""The audit trail, for those who watch."""

from __future__ import annotations

from sqlalchemy import select

from coder.domain.audit import AuditEvent, AuditVerdict
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.services.base import Service
from coder.store import audit
from coder.store.tables.audit import AuditRow


class AuditService(Service):
    """Read and verify who did what."""

    def verify(self, actor: Actor) -> AuditVerdict:
        """Check every link of the chain. Anybody may check; only lead and steward may read."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return audit.verify(session, self._backing.audit_key)

    def events(self, actor: Actor, limit: int = 100) -> tuple[AuditEvent, ...]:
        """The newest events, newest first."""
        with self._reading(actor, Action.READ_AUDIT) as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit))
            return tuple(
                AuditEvent(r.seq, r.at, r.actor_id, r.action, r.object_kind, r.object_id, dict(r.detail)) for r in rows
            )
