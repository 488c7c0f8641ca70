"""Assisted mode: suggestions before the lock, marked on everything that is made with them in view."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.coding import Mode, Origin
from coder.domain.errors import UserError
from coder.services.suggestions import Suggested
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
