"""Blind first: no way in tells a suggestion before the lock, and a withheld recording tells none at all."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.coding import Mode
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.suggestions import Decision
from coder.services.base import Service
from coder.services.draws import Era, drawn
from coder.services.suggestion_draw import WITHHOLD_AFTER
from coder.services.suggestions import Suggested
from coder.store.tables.suggestions import SuggestionRow
from tests.helpers.command_line import CommandLine
from tests.helpers.many_recordings import (
    add_evaluator,
    add_recording,
    add_worker,
    code_and_lock,
    utterances_of_worker,
)

OWN = ("OQ", "SR", "CON")
# Words that stand in no transcript, so that wherever they turn up they come from the suggestion.
MARK = "zebrafinch"


def keep_one(services: Services, session_id: str) -> None:
    said = utterances_of_worker(services, session_id)[0]
    services.suggestions.keep(session_id, "starter 1", [Suggested(said, "WRN", 0.99, (MARK,))], 2)


def reading_calls(services: Services) -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public method of every service that takes an actor and changes nothing."""
    for field in fields(services):
        service = getattr(services, field.name)
        if isinstance(service, Service):
            for name, method in inspect.getmembers(service, inspect.ismethod):
                parameters = inspect.signature(method).parameters
                changes = "Changes" in str(inspect.signature(method).return_annotation)
                if not name.startswith("_") and "actor" in parameters and not changes:
                    yield f"{field.name}.{name}", method


def everything_readable(services: Services, actor: Actor, session_id: str, coding: str) -> dict[str, str]:
    """What each of those says to an actor about a session, in words."""
    found = services.sessions.get(services.actor, session_id)
    known = {
        "session_id": session_id,
        "session": found,
        "given": session_id,
        "coding_id": coding,
        "worker_id": found.worker_id,
        "team_id": found.team_id,
    }
    said = {}
    for name, method in reading_calls(services):
        wanted = [one for one in inspect.signature(method).parameters.values() if one.name != "actor"]
        if any(one.default is inspect.Parameter.empty and one.name not in known for one in wanted):
            continue
        try:
            said[name] = repr(method(actor, **{one.name: known[one.name] for one in wanted if one.name in known}))
        except UserError as error:
            said[name] = str(error)
    return said


@pytest.fixture
def colleague(services: Services) -> Actor:
    return add_evaluator(services, "E-2")


def test_no_service_tells_a_suggestion_to_whoever_has_not_locked(services: Services, colleague: Actor) -> None:
    session_id = add_recording(services, add_worker(services, "W-1"))
    keep_one(services, session_id)
    mine = code_and_lock(services, services.actor, session_id, OWN)
    (place,) = services.suggestions.differences(services.actor, session_id)
    services.suggestions.decide(
        services.actor, session_id, place.suggestion_id, Decision.DISCUSS, question="Is this one?", about="OQ"
    )
    theirs = services.coding.start(colleague, session_id).created
    said = everything_readable(services, colleague, session_id, theirs)
    assert {"suggestions.get", "suggestions.differences", "decisions.list", "transcripts.get"} <= said.keys()
    secrets = (MARK, place.suggestion_id)
    assert [name for name, words in said.items() if any(one in words for one in secrets)] == []
    for name in ("suggestions.get", "suggestions.differences"):
        assert "hidden until you have locked" in said[name]
    # The same look finds it once they have locked: the search is able to find.
    code_and_lock(services, colleague, session_id, OWN)
    assert MARK in everything_readable(services, colleague, session_id, theirs)["suggestions.get"]
    assert mine != theirs


def test_a_place_cannot_be_decided_or_asked_for_before_the_lock(services: Services) -> None:
    session_id = add_recording(services, add_worker(services, "W-1"))
    keep_one(services, session_id)
    services.coding.start(services.actor, session_id)
    with services.backing.store.read() as session:
        (suggestion,) = session.scalars(select(SuggestionRow.id))
    with pytest.raises(UserError, match="hidden"):
        services.suggestions.decide(services.actor, session_id, suggestion, Decision.CHANGE, "WRN")
    with pytest.raises(UserError, match="hidden"):
        services.suggestions.request(services.actor, session_id)


def test_the_command_line_tells_nothing_before_the_lock(services: Services) -> None:
    session_id = add_recording(services, add_worker(services, "W-1"))
    keep_one(services, session_id)
    services.coding.start(services.actor, session_id)
    refused = CommandLine(services.home.folder).run("suggest", session_id)
    assert refused.code == 1
    assert "WRN" not in f"{refused.data} {refused.told}"


@pytest.fixture
def withheld(services: Services) -> tuple[Services, str]:
    """The eleventh recording of a service that withholds all it may."""
    services.policy.change(services.actor, withheld_share=1.0)
    worker = add_worker(services, "W-1")
    first = [add_recording(services, worker) for _ in range(WITHHOLD_AFTER + 1)]
    keep_one(services, first[0])
    keep_one(services, first[-1])
    code_and_lock(services, services.actor, first[0], OWN)
    assert services.suggestions.get(services.actor, first[0]) is not None
    return services, first[-1]


def test_a_withheld_recording_stays_so_however_often_and_under_whatever_rule_it_is_asked(
    withheld: tuple[Services, str],
) -> None:
    services, session_id = withheld
    code_and_lock(services, services.actor, session_id, OWN)
    for share in (1.0, 0.0, 0.5, 0.0):
        services.policy.change(services.actor, withheld_share=share)
        for _ in range(3):
            with pytest.raises(UserError, match="drawn to show no suggestions"):
                services.suggestions.get(services.actor, session_id)
    for ask in (services.suggestions.differences, services.suggestions.request):
        with pytest.raises(UserError, match="drawn to show no suggestions"):
            ask(services.actor, session_id)
    later = add_recording(services, add_worker(services, "W-2"))
    keep_one(services, later)
    code_and_lock(services, services.actor, later, OWN)
    assert services.suggestions.get(services.actor, later) is not None


def test_a_withheld_recording_is_coded_blind_also_in_assisted_mode(withheld: tuple[Services, str]) -> None:
    services, session_id = withheld
    services.policy.change(services.actor, assisted_mode=True)
    with pytest.raises(UserError, match="hidden"):
        services.suggestions.get(services.actor, session_id)
    assert services.coding.get(services.actor, session_id) is None
    services.coding.start(services.actor, session_id)
    coding = services.coding.get(services.actor, session_id)
    assert coding is not None
    assert coding.mode is Mode.BLIND


def test_about_the_wanted_share_is_drawn_and_no_recording_is_drawn_twice() -> None:
    names = [f"{n:08d}" for n in range(2000)]
    eras = [Era("", "a seed", 0.2), Era("00000999", "a seed", 0.9)]
    first = [drawn(eras[:1], name) for name in names]
    assert 0.17 < sum(first) / len(first) < 0.23
    later = [drawn(eras, name) for name in names]
    assert later[:1000] == first[:1000]
    assert 0.87 < sum(later[1000:]) / 1000 < 0.93
    assert [drawn([Era("", "another", 0.2)], name) for name in names] != first
