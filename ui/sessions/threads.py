"""What a session's thread card shows, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.practice import Practice, practice_of
from coder.domain.sessions import Session, SessionState
from coder.domain.threads import Station, Thread

if TYPE_CHECKING:
    from coder.bootstrap import Services


@dataclass(frozen=True)
class Threads:
    """The threads of one session, and the visits it may have led to; those only for who may say so."""

    session_id: str
    of_supervision: bool
    known: tuple[Thread, ...]
    may_follow: tuple[Station, ...] = ()
    may_change: bool = False


def read_threads(services: Services, actor: Actor, session: Session) -> Threads | None:
    """What there is to show about one session; None where a thread can never be."""
    practice = practice_of(session.kind)
    if practice not in (Practice.SUPERVISION, Practice.VISIT) or session.state is SessionState.WITHDRAWN:
        return None
    known, supervision = services.threads.of(actor, session.id), practice is Practice.SUPERVISION
    if not known and not supervision:
        return None
    change = may(actor, Action.JOIN_THREAD)
    follow = services.threads.may_follow(actor, session.id) if supervision and change else ()
    return Threads(session.id, supervision, known, follow, change)
