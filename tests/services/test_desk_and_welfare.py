"""Where people stopped, the safeguarding pause, content notes and the rules behind them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from coder.bootstrap import Services
from coder.domain.desk import Desk
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.services.policy import SAFEGUARDING_TEXT
from coder.store.tables import DeskPlaceRow
from tests.services.conftest import import_tone, with_transcript

DESK = Desk(
    12.5,
    (10.0, 40.0),
    (11.0, 12.0),
    "listen",
    "row-3",
    "EVO",
    1.25,
    "school",
    {"speakers": "voice", "codes": "CR"},
    True,
    {"memo": "half a th"},
)


def count(services: Services) -> int:
    """How many places are kept."""
    with services.backing.store.read() as session:
        return session.scalar(select(func.count()).select_from(DeskPlaceRow)) or 0


def test_a_place_comes_back_as_it_was_left(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    assert services.desk.get(services.actor, session_id) is None
    services.desk.keep(services.actor, session_id, Desk(1.0))
    services.desk.keep(services.actor, session_id, DESK)
    assert services.desk.get(services.actor, session_id) == DESK
    assert count(services) == 1


def test_each_person_has_a_place_of_their_own(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    made = services.people.add_person(services.actor, code="E-9", name="Ada", roles=[Role.EVALUATOR])
    colleague = Actor(made.created, frozenset({Role.EVALUATOR}))
    services.desk.keep(services.actor, session_id, DESK)
    assert services.desk.get(colleague, session_id) is None
    with pytest.raises(NotAllowed):
        services.desk.keep(Actor(new_id(), frozenset({Role.WORKER})), session_id, DESK)


@pytest.mark.parametrize("data", [{"position_s": "soon"}, {"drafts": {"memo": 3}}, {"window_s": [1]}, {"drafts": []}])
def test_a_place_that_cannot_be_used_counts_as_none(services: Services, tone: Path, data: dict[str, object]) -> None:
    session_id = import_tone(services, tone)
    services.desk.keep(services.actor, session_id, DESK)
    with services.backing.store.write() as session:
        session.get_one(DeskPlaceRow, (services.actor.id, session_id)).data = data
    assert services.desk.get(services.actor, session_id) is None
    assert services.desk.last(services.actor) is None


def test_the_last_session_is_offered_until_it_is_over(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    assert services.desk.last(services.actor) is None
    services.desk.keep(services.actor, session_id, DESK)
    found = services.desk.last(services.actor)
    assert found is not None
    assert (found.session_id, found.position_s) == (session_id, 12.5)
    services.sessions.withdraw(services.actor, session_id, "mother", "")
    assert services.desk.last(services.actor) is None


def test_withdrawal_takes_places_and_half_typed_words_and_no_more_are_kept(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    services.desk.keep(services.actor, session_id, DESK)
    services.sessions.withdraw(services.actor, session_id, "mother", "")
    assert count(services) == 0
    services.desk.keep(services.actor, session_id, DESK)
    assert count(services) == 0


def test_a_safeguarding_pause_leaves_one_audit_event_with_its_place_and_nothing_else(
    services: Services, tone: Path
) -> None:
    session_id = with_transcript(services, tone)
    coding = services.coding.start(services.actor, session_id).created
    before = services.audit.events(services.actor)
    state = services.coding.get(services.actor, session_id)
    paused = services.welfare.pause(services.actor, session_id, 12.5)
    event, *earlier = services.audit.events(services.actor)
    assert tuple(earlier) == tuple(before)
    assert (event.action, event.object_id, event.detail) == ("safeguarding pause", session_id, {"sample": 200_000})
    assert (paused.at_s, paused.at) == (12.5, event.at)
    assert services.coding.get(services.actor, session_id) == state
    assert services.coding.missing(services.actor, coding)


def test_a_lead_cannot_pause_what_they_cannot_hear(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    with pytest.raises(NotAllowed):
        services.welfare.pause(Actor(new_id(), frozenset({Role.LEAD})), session_id, 0)


def test_the_procedure_is_the_services_own_once_it_was_set(services: Services) -> None:
    assert services.welfare.procedure(services.actor) == SAFEGUARDING_TEXT
    services.policy.change(services.actor, safeguarding_text="Ring the duty team.")
    assert services.welfare.procedure(services.actor) == "Ring the duty team."
    with pytest.raises(UserError, match="safeguarding_text"):
        services.policy.change(services.actor, safeguarding_text="")
    with pytest.raises(NotAllowed):
        services.policy.change(Actor(services.actor.id, frozenset({Role.EVALUATOR})), safeguarding_text="No.")
    assert services.welfare.procedure(services.actor) == "Ring the duty team."


def test_an_unknown_rule_is_named(services: Services) -> None:
    with pytest.raises(UserError, match="no rule “targets”"):
        services.policy.change(services.actor, targets=3)


def test_a_content_note_may_be_written_after_coding_began_and_goes_with_the_sound(
    services: Services, tone: Path
) -> None:
    session_id = with_transcript(services, tone)
    services.coding.start(services.actor, session_id)
    sheet = services.sessions.get(services.actor, session_id).context
    services.welfare.write_content_note(services.actor, session_id, "  A death  is talked about. ")
    noted = services.sessions.get(services.actor, session_id).context
    assert noted.content_note == "A death is talked about."
    assert noted.purpose == sheet.purpose
    with pytest.raises(UserError, match="at most 300"):
        services.welfare.write_content_note(services.actor, session_id, "x" * 301)
    services.sessions.withdraw(services.actor, session_id, "mother", "")
    gone = services.sessions.get(services.actor, session_id).context
    assert (gone.content_note, gone.purpose) == ("", sheet.purpose)
    with pytest.raises(UserError, match="are erased"):
        services.welfare.write_content_note(services.actor, session_id, "Again")


def test_another_content_note_is_shown_also_to_who_had_read_the_old_one(services: Services, tone: Path) -> None:
    session_id = import_tone(services, tone)
    made = services.people.add_person(services.actor, code="E-9", name="Ada", roles=[Role.EVALUATOR])
    colleague = Actor(made.created, frozenset({Role.EVALUATOR}))
    services.welfare.write_content_note(services.actor, session_id, "A death is talked about.")
    for one in (services.actor, colleague):
        services.desk.keep(one, session_id, DESK)
    services.welfare.write_content_note(services.actor, session_id, "A death is talked about.")
    assert services.desk.get(colleague, session_id) == DESK
    services.welfare.write_content_note(services.actor, session_id, "A child tells of blows.")
    assert services.desk.get(colleague, session_id) == replace(DESK, note_read=False)
    assert services.desk.get(services.actor, session_id) == DESK
