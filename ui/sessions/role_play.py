"""What the card of a role-play of recruitment shows, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coder.domain.certificate import ErasureCertificate
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.practice import Practice, practice_of
from coder.domain.recruitment import RATERS, RolePlay
from coder.domain.sessions import Session, SessionState

if TYPE_CHECKING:
    from coder.bootstrap import Services


@dataclass(frozen=True)
class ShownRolePlay:
    """A role-play as it stands on a day, or the proof that it is erased; and whether the actor may have raters drawn,
    say how long it is kept, and keep what the two raters agree on."""

    found: RolePlay | None
    today: date
    may_ask: bool = False
    may_keep: bool = False
    erased: ErasureCertificate | None = None
    may_talk: bool = False

    @property
    def has_ratings(self) -> bool:
        """Whether both ratings are open to the actor."""
        return self.found is not None and bool(self.found.ratings)

    @property
    def can_talk(self) -> bool:
        """Whether there is anything on which the two differ, and the actor may keep what they agree on."""
        return self.may_talk and self.found is not None and any(one.first != one.second for one in self.found.ratings)

    @property
    def not_to_be_sent(self) -> str:
        """Why it can be sent to nobody; empty where it can, or where there is none."""
        if self.found is None:
            return ""
        if self.found.sent_by:
            return _tr("{0} sent it to you. Its raters are told there; send back your coding.").format(
                self.found.sent_by
            )
        if self.found.asked < RATERS:
            return _tr("It goes to its two raters only. Have them drawn first.")
        return ""


def read_role_play(services: Services, actor: Actor, session: Session) -> ShownRolePlay | None:
    """What there is to show about one session; None for what is no role-play, or none for this actor."""
    if practice_of(session.kind) is not Practice.RECRUITMENT or not may(actor, Action.READ_RECRUITMENT):
        return None
    # The day it is for the service, by which the clock erases.
    today = services.backing.clock().date()
    if session.state is SessionState.WITHDRAWN:
        return ShownRolePlay(None, today, erased=services.retention.certificate(actor, session.id))
    found = services.recruitment.of(actor, session.id)
    return ShownRolePlay(
        found,
        today,
        may(actor, Action.ASK_RATERS),
        may(actor, Action.KEEP_ROLE_PLAY),
        may_talk=found is not None and bool(found.ratings) and _is_open(services, actor, session.id),
    )


def _is_open(services: Services, actor: Actor, session_id: str) -> bool:
    open_pairs = services.consensus.pairs(actor) if may(actor, Action.TALK_OVER) else ()
    return session_id in {one.session_id for one in open_pairs}


def _tr(text: str) -> str:
    return QCoreApplication.translate("role_play", text)
