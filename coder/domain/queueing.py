"""Several recordings put into the queue in one act: which can be, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coder.domain.changes import Changes
from coder.domain.sessions import Session, SessionState


class Hindrance(StrEnum):
    """Why a session is not transcribed together with others; the words follow its code in a sentence."""

    NO_SOUND = "no sound is kept"
    ERASED = "its sound and words are erased"
    HAS_TEXT = "it has a transcript already"
    BEING_CODED = "it is being coded"
    PAST_CODING = "its coding is locked"


_BY_STATE = {
    SessionState.TO_CONFIRM: Hindrance.HAS_TEXT,
    SessionState.TO_CODE: Hindrance.HAS_TEXT,
    SessionState.CODING: Hindrance.BEING_CODED,
    SessionState.LOCKED: Hindrance.PAST_CODING,
    SessionState.FINISHED: Hindrance.PAST_CODING,
    SessionState.WITHDRAWN: Hindrance.ERASED,
}


@dataclass(frozen=True)
class Sorted:
    """Sessions by what asking for all of them at once would do: begin, change nothing, or be refused."""

    waiting: tuple[Session, ...]
    under_way: tuple[Session, ...]
    refused: tuple[tuple[Session, Hindrance], ...]


@dataclass(frozen=True)
class Queued(Changes):
    """What asking for several did: the sessions and their jobs, those that had one, and those it is not done for."""

    queued: tuple[tuple[Session, str], ...] = ()
    under_way: tuple[tuple[Session, str], ...] = ()
    refused: tuple[tuple[Session, Hindrance], ...] = ()


def sort(sessions: Iterable[Session]) -> Sorted:
    """Tell apart what can be queued, in the order given; a transcript that is there is never made anew in passing."""
    waiting: list[Session] = []
    under_way: list[Session] = []
    refused: list[tuple[Session, Hindrance]] = []
    for session in sessions:
        hindrance = _BY_STATE.get(session.state)
        if hindrance is None and session.recording is None:
            hindrance = Hindrance.NO_SOUND
        if hindrance is not None:
            refused.append((session, hindrance))
        elif session.state is SessionState.TRANSCRIBING:
            under_way.append(session)
        else:
            waiting.append(session)
    return Sorted(tuple(waiting), tuple(under_way), tuple(refused))


def by_hindrance(refused: Sequence[tuple[Session, Hindrance]]) -> dict[Hindrance, list[str]]:
    """The codes of refused sessions under the reason they share, reasons in the order of their first session."""
    found: dict[Hindrance, list[str]] = {}
    for session, hindrance in refused:
        found.setdefault(hindrance, []).append(session.code)
    return found
