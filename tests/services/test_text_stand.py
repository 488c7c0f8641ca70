"""Two looks at the words of a session tell what happened in between, and who did it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed
from coder.domain.people import Actor, Role
from coder.domain.text_edits import SetText
from coder.domain.text_stand import TextStand
from tests.services.conftest import heard, import_tone, with_transcript


def stand(services: Services, session_id: str) -> TextStand:
    """How far the words are now."""
    return services.transcripts.stand(services.actor, session_id)


def colleague(services: Services) -> Actor:
    """Another evaluator."""
    made = services.people.add_person(services.actor, code="E-2", name="Ed", roles=[Role.EVALUATOR])
    return Actor(made.created, frozenset({Role.EVALUATOR}))


def correct(services: Services, actor: Actor, session_id: str, text: str) -> None:
    """Change the first words."""
    found = services.transcripts.get(actor, session_id)
    assert found is not None
    services.transcripts.edit(actor, session_id, [SetText(found.utterances[0].id, text)], "Correct")


def test_who_changed_words_since_a_look_is_told_without_oneself(services: Services, tone: Path) -> None:
    session_id, other = with_transcript(services, tone), colleague(services)
    before = stand(services, session_id)
    assert stand(services, session_id) == before
    correct(services, services.actor, session_id, "Good evening")
    mine = stand(services, session_id)
    assert mine != before
    assert mine.changed_by_others(before, services.actor.id) == ()
    correct(services, other, session_id, "Good morning")
    now = stand(services, session_id)
    assert now.changed_by_others(mine, services.actor.id) == ("E-2",)
    assert now.changed_by_others(mine, other.id) == ()


def test_undoing_is_a_change_too(services: Services, tone: Path) -> None:
    session_id, other = with_transcript(services, tone), colleague(services)
    correct(services, other, session_id, "Good morning")
    before = stand(services, session_id)
    services.history.undo(other, session_id)
    assert stand(services, session_id).changed_by_others(before, services.actor.id) == ("E-2",)


def test_a_transcript_that_comes_and_voices_that_are_confirmed_are_changes_by_nobody(
    services: Services, tone: Path
) -> None:
    session_id = import_tone(services, tone)
    looks = [stand(services, session_id)]
    services.transcripts.request(services.actor, session_id)
    services.transcripts.keep(session_id, heard())
    looks.append(stand(services, session_id))
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    services.transcripts.confirm_roles(services.actor, session_id, {one.id: one.role for one in found.speakers})
    looks.append(stand(services, session_id))
    assert looks[0].transcript_id == ""
    assert looks[1].transcript_id == found.id
    assert len({repr(one) for one in looks}) == 3
    assert all(after.changed_by_others(before, "") == () for before, after in pairwise(looks))


def test_a_session_that_is_not_open_to_somebody_is_not_looked_at(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    made = services.people.add_person(services.actor, code="W-99", name="Other", roles=[Role.WORKER])
    with pytest.raises(NotAllowed):
        services.transcripts.stand(Actor(made.created, frozenset({Role.WORKER})), session_id)
