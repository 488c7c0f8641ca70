"""What the card of a role-play of recruitment shows, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from coder.domain.certificate import ErasureCertificate
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.practice import Practice, practice_of
from coder.domain.recruitment import RolePlay
from coder.domain.sessions import Session, SessionState

if TYPE_CHECKING:
    from coder.bootstrap import Services


@dataclass(frozen=True)
class ShownRolePlay:
    """A role-play as it stands on a day, or the proof that it is erased; and whether the actor may have raters drawn
    and say how long it is kept."""

    found: RolePlay | None
    today: date
    may_ask: bool = False
    may_keep: bool = False
    erased: ErasureCertificate | None = None


def read_role_play(services: Services, actor: Actor, session: Session) -> ShownRolePlay | None:
    """What there is to show about one session; None for what is no role-play, or none for this actor."""
    if practice_of(session.kind) is not Practice.RECRUITMENT or not may(actor, Action.READ_RECRUITMENT):
        return None
    # The day it is for the service, by which the clock erases.
    today = services.backing.clock().date()
    if session.state is SessionState.WITHDRAWN:
        return ShownRolePlay(None, today, erased=services.retention.certificate(actor, session.id))
    found = services.recruitment.of(actor, session.id)
    return ShownRolePlay(found, today, may(actor, Action.ASK_RATERS), may(actor, Action.KEEP_ROLE_PLAY))
