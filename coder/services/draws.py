"""Recordings that are drawn by lot: which show no suggestions, which are coded twice. Drawn once, never drawn again.

What is drawn with is kept among the rules as a list of *eras*. Each holds for the recordings that came after a certain
one: its seed, and the share that was asked for then. A changed share so counts for recordings that come later, and no
recording changes sides after somebody may have looked. Each rule has a seed of its own: with one for all, recordings
that show no suggestions would be those that are coded twice.
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


@dataclass(frozen=True)
class Era:
    """How recordings with an id greater than ``after`` are drawn: ``share`` (0–1) of them, by ``seed``."""

    after: str
    seed: str
    share: float


def era_of(eras: Iterable[Era], session_id: str) -> Era | None:
    """The latest era that a recording came after; None before all of them."""
    return max((one for one in eras if one.after < session_id), key=lambda one: one.after, default=None)


def drawn(eras: Iterable[Era], session_id: str) -> bool:
    """Whether a recording is one of those drawn, by the latest era that it came after; False before all of them."""
    era = era_of(eras, session_id)
    if era is None:
        return False
    draw = int.from_bytes(hashlib.sha256((era.seed + session_id).encode()).digest()[:4], "big") / 2**32
    return draw < era.share


@dataclass(frozen=True)
class Draw:
    """One rule that draws recordings; ``key`` is where its eras stand among the rules."""

    key: str

    def eras(self, session: Session) -> list[Era]:
        """The eras so far, the earliest first."""
        row = session.get(PolicyRow, self.key)
        return [] if row is None else [Era(**one) for one in row.value]

    def prepare(self, session: Session, share: float, now: datetime) -> None:
        """See to it that there is a seed, made at random the first time; nothing where there is one."""
        if not self.eras(session):
            self.keep(session, [Era("", secrets.token_hex(16), share)], now)

    def change_share(self, session: Session, share: float, now: datetime) -> None:
        """Draw another share (0–1) of the recordings that come from now on; there are eras already."""
        eras = self.eras(session)
        after = newest_session(session)
        # Without a recording in between nobody was drawn by the share before.
        kept = [one for one in eras if one.after != after]
        self.keep(session, [*kept, Era(after, eras[-1].seed, share)], now)

    def keep(self, session: Session, eras: list[Era], now: datetime) -> None:
        """Write the eras."""
        session.merge(PolicyRow(key=self.key, value=[asdict(one) for one in eras], changed_at=now))
        session.flush()


def newest_session(session: Session) -> str:
    """The greatest id of a session; empty without one."""
    return session.scalar(select(func.max(SessionRow.id))) or ""
