"""One line of the audit trail: who did what to what, chained so that a change can be found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AuditEvent:
    """An audited act. ``detail`` holds ids and numbers only, never a name or words of a transcript."""

    seq: int
    at: datetime
    actor_id: str
    action: str
    object_kind: str
    object_id: str
    detail: dict[str, object]


@dataclass(frozen=True)
class AuditVerdict:
    """Outcome of verifying the chain. ``broken_at`` is the first bad line; ``head`` can be kept elsewhere as anchor."""

    events: int
    intact: bool
    broken_at: int | None
    head: str
