"""Which recordings never show suggestions, so that their effect can be measured: drawn once, and never drawn again."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coder.services.draws import Draw, Era, drawn, era_of, newest_session
from coder.store.tables.sessions import SessionRow
from coder.store.tables.suggestions import SuggestionSetRow

# Withholding starts once a service knows the tool; before that nobody learns anything from it.
WITHHOLD_AFTER = 10
_DRAW = Draw("withheld_draw")


def withheld(session: Session, row: SessionRow) -> bool:
    """Whether a recording never shows suggestions; none of the first ten does not, nor the demo."""
    if row.demo:
        return False
    earlier = session.scalar(
        select(func.count()).select_from(SessionRow).where(SessionRow.id < row.id, SessionRow.demo.is_(False))
    )
    return (earlier or 0) >= WITHHOLD_AFTER and drawn(_DRAW.eras(session), row.id)


def sides(session: Session) -> Callable[[str], bool | None]:
    """Tells of a recording of the service whether it is withheld; None where nothing was left to the lot.

    That is so of the first ten, of those that came before there was a draw, and under a share of nothing or of all.
    """
    real = select(SessionRow.id).where(SessionRow.demo.is_(False)).order_by(SessionRow.id)
    first, eras = set(session.scalars(real.limit(WITHHOLD_AFTER))), _DRAW.eras(session)

    def side(session_id: str) -> bool | None:
        era = era_of(eras, session_id)
        if session_id in first or era is None or era.share in (0.0, 1.0):
            return None
        return drawn(eras, session_id)

    return side


def prepare(session: Session, share: float, now: datetime) -> None:
    """See to it that there is something to draw with; asked for in a transaction of its own, before anything is shown.

    Within the one that shows, a refusal would take the seed back with it, and whoever asked again would be drawn anew.
    Recordings of stores that showed suggestions before there was a seed keep the side they are on.
    """
    shown = session.scalar(select(SuggestionSetRow.id).limit(1)) is not None
    if shown and not _DRAW.eras(session):
        eras = [Era("", "", share), Era(newest_session(session), secrets.token_hex(16), share)]
        _DRAW.keep(session, eras, now)
    _DRAW.prepare(session, share, now)


def change_share(session: Session, before: float, share: float, now: datetime) -> None:
    """Draw another share (0–1) of the recordings that come from now on."""
    prepare(session, before, now)
    _DRAW.change_share(session, share, now)
