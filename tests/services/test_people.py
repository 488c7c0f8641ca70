"""People of the service: who they are may change, their codes and their recordings' teams do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor, Person, Role
from coder.services.people import find_team, known_person
from coder.store.tables.people import PersonRow, TeamRow
from tests.helpers.real_store import import_sound


def _person(services: Services, code: str) -> Person:
    return next(one for one in services.people.everybody(services.actor) if one.code == code)


def test_name_roles_team_and_coach_change_and_the_trail_says_which_and_no_name(services: Services) -> None:
    people, actor = services.people, services.actor
    people.add_person(actor, code="W-1", name="Ada Quill", roles=[Role.WORKER])
    coach = people.add_person(actor, code="C-1", name="", roles=[Role.COACH]).created
    team = people.add_team(actor, "North").created
    people.change_person(
        actor, "W-1", name="Ada Marsh", roles=[Role.WORKER, Role.EVALUATOR], team_id=team, coach_id=coach
    )
    changed = _person(services, "W-1")
    assert (changed.name, changed.team_id, changed.coach_id) == ("Ada Marsh", team, coach)
    assert changed.roles == {Role.WORKER, Role.EVALUATOR}
    (event,) = (one for one in services.audit.events(actor) if one.action == "person changed")
    assert event.detail == {"fields": "name roles team_id coach_id", "roles": "evaluator worker"}


def test_a_change_that_changes_nothing_leaves_no_trace(services: Services) -> None:
    services.people.add_person(services.actor, code="W-1", name="Ada", roles=[Role.WORKER])
    services.people.change_person(services.actor, "W-1", name="Ada", roles=[Role.WORKER], team_id=None, coach_id=None)
    assert not [one for one in services.audit.events(services.actor) if one.action == "person changed"]


def test_what_would_break_the_rules_is_refused_whole(services: Services) -> None:
    people, actor = services.people, services.actor
    worker = people.add_person(actor, code="W-1", name="Ada", roles=[Role.WORKER, Role.COACH]).created
    before = (_person(services, "W-1"), _person(services, "ME"))
    refused: tuple[tuple[str, set[Role], str | None, str], ...] = (
        ("ME", {*actor.roles} ^ {Role.COACH}, None, "own roles"),
        ("W-1", set(), None, "at least one role"),
        ("W-1", {Role.WORKER, Role.COACH}, worker, "own coach"),
        ("W-9", {Role.WORKER}, None, "No person with that code"),
    )
    for person, roles, coach, words in refused:
        with pytest.raises(UserError, match=words):
            people.change_person(actor, person, name="Eve", roles=roles, team_id=None, coach_id=coach)
    visitor = Actor(worker, frozenset({Role.WORKER}))
    with pytest.raises(NotAllowed):
        people.change_person(visitor, "W-1", name="Eve", roles=[Role.WORKER], team_id=None, coach_id=None)
    assert (_person(services, "W-1"), _person(services, "ME")) == before


def test_a_code_is_one_person_in_large_letters_or_small(services: Services, tone: Path) -> None:
    people, actor = services.people, services.actor
    worker = people.add_person(actor, code="W-1", name="Ada", roles=[Role.WORKER]).created
    with pytest.raises(UserError, match="in use already"):
        people.add_person(actor, code="w-1", name="Eve", roles=[Role.WORKER])
    import_sound(services, tone, worker=" w-1", team="North")
    (session,) = services.sessions.list(actor)
    assert session.worker_code == "W-1"
    assert [one.id for one in people.everybody(actor) if one.code.lower() == "w-1"] == [worker]


def test_two_codes_that_were_made_apart_before_stay_two_people(services: Services) -> None:
    people, actor = services.people, services.actor
    made = [people.add_person(actor, code=code, name="", roles=[Role.WORKER]).created for code in ("W-1", "W-2")]
    with services.backing.store.write() as database:
        database.get_one(PersonRow, made[1]).code = "w-1"
    for code, person_id in zip(("W-1", "w-1"), made, strict=True):
        with services.backing.store.read() as database:
            found = known_person(database, code)
            assert found is not None
            assert found.id == person_id


def test_a_name_is_one_team_however_its_letters_and_blanks_are(services: Services, tone: Path) -> None:
    people, actor, spelt = services.people, services.actor, " canal  STREET"
    team = people.add_team(actor, "Canal Street").created
    people.add_person(actor, code="W-1", name="", roles=[Role.WORKER], team_id=team)
    assert people.add_team(actor, spelt).created == team
    with pytest.raises(UserError, match="in the team Canal Street, not North Bank"):
        import_sound(services, tone, worker="W-1", team="North  Bank")
    import_sound(services, tone, worker="W-1", team=spelt)
    assert [one.name for one in people.teams(actor)] == ["Canal Street"]
    assert services.reports.get(actor, spelt).team_id == team


def test_two_teams_that_were_made_apart_before_are_each_found_by_their_own_name(services: Services) -> None:
    people, actor = services.people, services.actor
    made = [people.add_team(actor, name).created for name in ("North", "South")]
    with services.backing.store.write() as database:
        database.get_one(TeamRow, made[1]).name = "north"
    with services.backing.store.read() as database:
        assert [find_team(database, name).id for name in ("North", "north")] == made
