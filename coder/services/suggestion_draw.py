"""Which recordings never show suggestions, so that their effect can be measured: drawn once, and never drawn again.

What is drawn with is kept among the rules as a list of *eras*. Each holds for the recordings that came after a certain
one: its seed, and the share that was asked for then. A changed share so counts for recordings that come later, and no
recording changes sides after somebody may have looked.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coder.store.tables.policy import PolicyRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.suggestions import SuggestionSetRow

# Withholding starts once a service knows the tool; before that nobody learns anything from it.
WITHHOLD_AFTER = 10
_KEY = "withheld_draw"


@dataclass(frozen=True)
class Era:
    """How recordings with an id greater than ``after`` are drawn: ``share`` (0–1) of them, by ``seed``."""

    after: str
    seed: str
    share: float


def drawn(eras: Iterable[Era], session_id: str) -> bool:
    """Whether a recording is one of the withheld, by the latest era that it came after; False before all of them."""
    era = max((one for one in eras if one.after < session_id), key=lambda one: one.after, default=None)
    if era is None:
        return False
    draw = int.from_bytes(hashlib.sha256((era.seed + session_id).encode()).digest()[:4], "big") / 2**32
    return draw < era.share


def withheld(session: Session, row: SessionRow) -> bool:
    """Whether a recording never shows suggestions; none of the first ten does not, nor the demo."""
    if row.demo:
        return False
    earlier = session.scalar(
        select(func.count()).select_from(SessionRow).where(SessionRow.id < row.id, SessionRow.demo.is_(False))
    )
    return (earlier or 0) >= WITHHOLD_AFTER and drawn(_eras(session), row.id)


def prepare(session: Session, share: float, now: datetime) -> None:
    """See to it that there is something to draw with; asked for in a transaction of its own, before anything is shown.

    Within the one that shows, a refusal would take the seed back with it, and whoever asked again would be drawn anew.
    Recordings of stores that showed suggestions before there was a seed keep the side they are on.
    """
    if _eras(session):
        return
    eras = [Era("", secrets.token_hex(16), share)]
    if session.scalar(select(SuggestionSetRow.id).limit(1)) is not None:
        eras = [Era("", "", share), Era(_newest(session), secrets.token_hex(16), share)]
    _keep(session, eras, now)


def change_share(session: Session, before: float, share: float, now: datetime) -> None:
    """Draw another share (0–1) of the recordings that come from now on."""
    prepare(session, before, now)
    eras = _eras(session)
    after = _newest(session)
    # Without a recording in between nobody was drawn by the share before.
    kept = [one for one in eras if one.after != after]
    _keep(session, [*kept, Era(after, eras[-1].seed, share)], now)


def _eras(session: Session) -> list[Era]:
    row = session.get(PolicyRow, _KEY)
    return [] if row is None else [Era(**one) for one in row.value]


def _keep(session: Session, eras: list[Era], now: datetime) -> None:
    session.merge(PolicyRow(key=_KEY, value=[asdict(one) for one in eras], changed_at=now))
    session.flush()


def _newest(session: Session) -> str:
    return session.scalar(select(func.max(SessionRow.id))) or ""
