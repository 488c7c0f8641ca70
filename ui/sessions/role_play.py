"""What the card of a role-play of recruitment shows, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.practice import Practice, practice_of
from coder.domain.recruitment import RolePlay
from coder.domain.sessions import Session

if TYPE_CHECKING:
    from coder.bootstrap import Services


@dataclass(frozen=True)
class ShownRolePlay:
    """A role-play as it stands on a day, and whether the actor may have raters drawn."""

    found: RolePlay
    today: date
    may_ask: bool


def read_role_play(services: Services, actor: Actor, session: Session) -> ShownRolePlay | None:
    """What there is to show about one session; None for what is no role-play, or none for this actor."""
    if practice_of(session.kind) is not Practice.RECRUITMENT or not may(actor, Action.READ_RECRUITMENT):
        return None
    found = services.recruitment.of(actor, session.id)
    today = services.backing.clock().astimezone().date()
    return None if found is None else ShownRolePlay(found, today, may(actor, Action.ASK_RATERS))
