"""What came before the lock is told by the order of the store: no clock that stands still or goes back turns it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import uuid_utils

from coder.bootstrap import Services
from coder.domain import ids
from coder.domain.errors import UserError
from coder.domain.suggestions import Decision
from coder.domain.text_edits import SetText
from coder.services.suggestions import Suggested
from tests.helpers.real_store import KeyedHome
from tests.services.conftest import import_tone, rate_all, with_transcript

MINUTE_MS = 60_000


class SetClock:
    """A clock that goes where it is told, by itself not at all."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The same moment."""
        return self.now


@pytest.fixture
def clock() -> SetClock:
    """The clock of ``services``."""
    return SetClock()


@pytest.fixture
def services(made_home: KeyedHome, tmp_path: Path, clock: SetClock) -> Iterator[Services]:
    """The services over a fresh store, with a clock that is set."""
    with made_home.copy(tmp_path / "store").opened(clock) as opened:
        yield opened


def stands(_: SetClock) -> None:
    """It does not move on."""


def goes_back(clock: SetClock) -> None:
    """Somebody sets it back by an hour."""
    clock.now -= timedelta(hours=1)


def goes_on(clock: SetClock) -> None:
    """As it should."""
    clock.now += timedelta(minutes=1)


def set_ids(monkeypatch: pytest.MonkeyPatch, at_ms: int) -> None:
    """Make the first id of a process whose computer has this time."""
    monkeypatch.setattr(uuid_utils, "uuid7", lambda: UUID(int=at_ms << 80 | 7 << 76 | 0b10 << 62))


pytestmark = pytest.mark.parametrize("moves", [stands, goes_back, goes_on])


def test_undo_reaches_all_that_was_done_since_the_lock_and_nothing_before(
    services: Services, tone: Path, clock: SetClock, moves: Callable[[SetClock], None]
) -> None:
    actor, history = services.actor, services.history
    session_id = with_transcript(services, tone)
    text = services.transcripts.get(actor, session_id)
    assert text is not None
    coding = services.coding.start(actor, session_id).created
    services.transcripts.edit(actor, session_id, [SetText(text.utterances[0].id, "Before")], "Before the lock")
    rate_all(services, coding)
    moves(clock)
    services.coding.lock(actor, coding)
    assert history.get(actor, session_id).undo_text == ""
    moves(clock)
    services.transcripts.edit(actor, session_id, [SetText(text.utterances[1].id, "After")], "After the lock")
    moves(clock)
    services.coding.add_code(actor, coding, "OQ", start_s=1.0, end_s=2.0)
    assert history.get(actor, session_id).undo_text == "Open question at 0:01"
    history.undo(actor, session_id)
    assert history.get(actor, session_id).undo_text == "After the lock"
    history.undo(actor, session_id)
    assert history.get(actor, session_id).undo_text == ""
    history.undo(actor, session_id)
    after = services.transcripts.get(actor, session_id)
    own = services.coding.get(actor, session_id)
    assert after is not None
    assert own is not None
    assert [one.text for one in after.utterances][:2] == ["Before", text.utterances[1].text]
    assert len(own.state.ratings) == 7
    history.redo(actor, session_id)
    assert history.get(actor, session_id).redo_text == "Open question at 0:01"


def test_the_second_listen_compares_with_the_codes_of_the_blind_pass(
    services: Services, tone: Path, clock: SetClock, moves: Callable[[SetClock], None]
) -> None:
    actor = services.actor
    session_id = with_transcript(services, tone)
    text = services.transcripts.get(actor, session_id)
    assert text is not None
    one = text.utterances[0]
    coding = services.coding.start(actor, session_id).created
    place = {"start_s": one.start_s, "end_s": one.end_s, "utterance_id": one.id}
    services.coding.add_code(actor, coding, "CQ", **place)
    rate_all(services, coding)
    moves(clock)
    services.coding.lock(actor, coding)
    services.suggestions.keep(session_id, "model", [Suggested(one.id, "OQ", 0.9)], 0)
    moves(clock)
    (waiting,) = services.suggestions.differences(actor, session_id)
    services.suggestions.decide(actor, session_id, waiting.suggestion_id, Decision.CHANGE, "OQ")
    (decided,) = services.suggestions.differences(actor, session_id)
    assert {decided.first_code, decided.second_code} == {"CQ", "OQ"}
    assert decided.chosen_code == "OQ"
    services.suggestions.decide(actor, session_id, waiting.suggestion_id, Decision.KEEP)
    own = services.coding.get(actor, session_id)
    assert own is not None
    assert [code.label for code in own.state.codes] == ["CQ"]


def test_a_reason_given_since_the_lock_counts_for_the_next_change_and_an_older_one_does_not(
    services: Services, tone: Path, clock: SetClock, moves: Callable[[SetClock], None]
) -> None:
    actor = services.actor
    coding = services.coding.start(actor, with_transcript(services, tone)).created
    rate_all(services, coding)
    first = services.codebooks.active().principles[0].id
    services.coding.rate(actor, coding, first, 3, reason="It was quiet")
    moves(clock)
    services.coding.lock(actor, coding)
    moves(clock)
    with pytest.raises(UserError, match="needs a reason"):
        services.coding.rate(actor, coding, first, 2)
    services.coding.rate(actor, coding, first, 2, reason="Heard once more")
    moves(clock)
    services.coding.rate(actor, coding, first, 3)


def test_what_is_done_after_a_restart_with_the_clock_set_back_came_after_the_lock(
    services: Services, tone: Path, clock: SetClock, moves: Callable[[SetClock], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, session_id = services.actor, import_tone(services, tone)
    coding = services.coding.start(actor, session_id).created
    rate_all(services, coding)
    moves(clock)
    now_ms = time.time_ns() // 1_000_000
    set_ids(monkeypatch, now_ms + MINUTE_MS)
    services.coding.lock(actor, coding)
    monkeypatch.setattr(ids, "_latest", "")
    set_ids(monkeypatch, now_ms - MINUTE_MS)
    services.coding.add_code(actor, coding, "OQ", start_s=1.0, end_s=2.0)
    assert services.history.get(actor, session_id).undo_text == "Open question at 0:01"
