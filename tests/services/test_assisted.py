"""Assisted mode: suggestions before the lock, marked on everything that is made with them in view."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.coding import Direction, Mode, Origin
from coder.domain.errors import UserError
from coder.domain.jobs import JobKind
from coder.domain.passages import FoundPassage
from coder.domain.people import SpeakerRole
from coder.domain.suggestions import Decision
from coder.services.suggestions import Suggested
from tests.helpers.many_recordings import add_recording, add_worker, suggest, utterances_of_worker
from tests.services.conftest import with_transcript


def test_looking_at_suggestions_begins_a_coding_that_is_marked(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    services.suggestions.keep(session_id, "starter", [Suggested(found.utterances[0].id, "OQ", 0.95)], 2)
    with pytest.raises(UserError, match="hidden"):
        services.suggestions.get(services.actor, session_id)
    services.policy.change(services.actor, assisted_mode=True)
    assert services.suggestions.get(services.actor, session_id) is not None
    services.policy.change(services.actor, assisted_mode=False)
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    services.coding.add_code(services.actor, coding.id, "OQ", start_s=1, end_s=2)
    after = services.coding.get(services.actor, session_id)
    assert after is not None
    assert (after.mode, after.state.codes[0].origin) == (Mode.ASSISTED, Origin.ASSISTED)


def test_a_coding_begun_blind_stays_blind_when_the_service_turns_assisted(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    services.coding.start(services.actor, session_id)
    services.policy.change(services.actor, assisted_mode=True)
    with pytest.raises(UserError, match="hidden"):
        services.suggestions.get(services.actor, session_id)


def test_nothing_stays_suggested_for_words_that_turn_out_to_be_a_parents(services: Services) -> None:
    services.policy.change(services.actor, assisted_mode=True)
    session_id = add_recording(services, add_worker(services, "W-1"))
    suggest(services, session_id, {0: "CQ", 1: "AF"})
    said = utterances_of_worker(services, session_id)
    with services.backing.store.write() as database:
        passage = FoundPassage("EMP", Direction.FOR, said[1], 0.0, 24.0, ("tired",), ("names feeling or meaning",))
        services.passages.keep_in(database, session_id, "starter 1", [passage])
    before = services.suggestions.differences(services.actor, session_id)
    assert {one.utterance_id for one in before} == set(said[:2])
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    worker, parent = (one.id for one in found.speakers)
    services.transcripts.confirm_roles(
        services.actor, session_id, {worker: SpeakerRole.WORKER, parent: SpeakerRole.OTHER}
    )
    assert not _asked_anew(services, session_id)
    services.transcripts.confirm_roles(
        services.actor, session_id, {worker: SpeakerRole.PARENT, parent: SpeakerRole.WORKER}
    )
    shown = services.suggestions.get(services.actor, session_id)
    heard = services.passages.get(services.actor, session_id)
    assert shown is not None
    assert heard is not None
    assert (shown.suggestions, heard.passages) == ((), ())
    assert services.suggestions.differences(services.actor, session_id) == ()
    with pytest.raises(UserError, match="are not the worker's"):
        services.suggestions.decide(
            services.actor, session_id, before[0].suggestion_id, Decision.CHANGE, before[0].first_code
        )
    assert _asked_anew(services, session_id)


def _asked_anew(services: Services, session_id: str) -> bool:
    jobs = services.jobs.list(services.actor)
    return any(one.kind is JobKind.SUGGEST and one.session_id == session_id for one in jobs)
