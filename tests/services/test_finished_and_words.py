"""Whoever has finished a session leaves its words to those who still code it: one rule for edits, undo and redo."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.domain.text_edits import SetText
from tests.services.conftest import with_transcript


@pytest.fixture
def second(services: Services) -> Actor:
    """A second evaluator."""
    made = services.people.add_person(services.actor, code="E-2", name="Olu", roles=[Role.EVALUATOR]).created
    return Actor(made, frozenset({Role.EVALUATOR}))


def test_a_second_coder_who_has_finished_can_neither_change_words_nor_take_them_back(
    services: Services, tone: Path, second: Actor
) -> None:
    session_id = with_transcript(services, tone)
    services.coding.start(services.actor, session_id)
    text = services.transcripts.get(services.actor, session_id)
    assert text is not None
    first = text.utterances[0].id
    coding = services.coding.start(second, session_id).created
    for principle in services.codebooks.active().principles:
        services.coding.rate(second, coding, principle.id, 3)
    services.coding.lock(second, coding)
    services.transcripts.edit(second, session_id, [SetText(first, "Good morning")], "Correct")
    assert services.history.get(second, session_id).undo_text == "Correct"
    services.coding.finish(second, coding)

    history = services.history.get(second, session_id)
    assert (history.undo_text, history.redo_text) == ("", "")
    for act in (
        lambda: services.transcripts.edit(second, session_id, [SetText(first, "Hello")], "Correct"),
        lambda: services.history.undo(second, session_id),
        lambda: services.history.redo(second, session_id),
    ):
        with pytest.raises(UserError, match="finished"):
            act()
    services.transcripts.edit(services.actor, session_id, [SetText(first, "Hello")], "Correct again")
    services.history.undo(services.actor, session_id)
    after = services.transcripts.get(services.actor, session_id)
    assert after is not None
    assert after.utterances[0].text == "Good morning"
