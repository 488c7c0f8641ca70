"""Which of several chosen sessions are transcribed in one act."""

from __future__ import annotations

from datetime import date

from coder.domain.queueing import Hindrance, by_hindrance, sort
from coder.domain.sessions import Context, Recording, Session, SessionKind, SessionState

SOUND = Recording("r", "s", 16_000, "", "wav")


def session(code: str, state: SessionState, recording: Recording | None = SOUND) -> Session:
    day = date(2026, 9, 1)
    return Session(code, code, SessionKind.VISIT, day, "w", "W-1", "t", "North", state, Context(), recording)


def test_only_what_waits_is_queued_and_every_state_has_its_end():
    given = [session(state.value, state) for state in SessionState]
    found = sort([*given, session("silent", SessionState.IMPORTED, None)])
    assert [one.code for one in found.waiting] == ["imported"]
    assert [one.code for one in found.under_way] == ["transcribing"]
    assert by_hindrance(found.refused) == {
        Hindrance.HAS_TEXT: ["to confirm", "to code"],
        Hindrance.BEING_CODED: ["coding"],
        Hindrance.PAST_CODING: ["locked", "finished"],
        Hindrance.ERASED: ["withdrawn"],
        Hindrance.NO_SOUND: ["silent"],
    }
