"""The decision log: asked, decided, searched; it names nobody and tells no place before one has listened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.decisions import DecisionState
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.suggestions import Decision
from coder.services.decision_log import Arose
from coder.services.suggestions import Suggested
from tests.services.conftest import rate_all, with_transcript

QUESTION = "Is a guess with a rising voice a closed question?"


def test_a_question_is_decided_and_both_stay_readable(services: Services) -> None:
    asked = services.decisions.ask(services.actor, QUESTION, label="CQ")
    (waiting,) = services.decisions.list(services.actor)
    assert (waiting.state, waiting.label_name, waiting.decision) == (DecisionState.OPEN, "Closed question", "")
    services.decisions.decide(services.actor, asked.created, "Yes.")
    services.decisions.decide(services.actor, asked.created[-8:], "No: only when it asks for yes or no.")
    (stands,) = services.decisions.list(services.actor)
    assert (stands.decision, stands.question) == ("No: only when it asks for yes or no.", QUESTION)
    told = [one.decision for one in services.decisions.history(services.actor, asked.created)]
    assert told == ["", "Yes.", "No: only when it asks for yes or no."]
    actions = [event.action for event in services.audit.events(services.actor) if event.object_id == asked.created]
    assert sorted(actions) == ["question asked", "question decided", "question decided"]


def test_open_questions_stand_first_and_words_find_code_question_and_decision(services: Services) -> None:
    first = services.decisions.ask(services.actor, "Does silence count?", label="CR").created
    services.decisions.ask(services.actor, QUESTION, label="CQ")
    services.decisions.decide(services.actor, first, "Only the words count.")
    assert [one.label for one in services.decisions.list(services.actor)] == ["CQ", "CR"]
    for words, found in (("rising closed", ["CQ"]), ("WORDS count", ["CR"]), ("reflection", ["CR"]), ("bicycle", [])):
        assert [one.label for one in services.decisions.list(services.actor, words)] == found, words
    assert [one.label for one in services.decisions.list(services.actor, label="CR")] == ["CR"]


@pytest.mark.parametrize("text", ["Was W-17 right here?", "What did ada  LOVELACE do?", "See {session} for this."])
def test_a_text_that_names_a_person_or_a_session_is_refused_whole(services: Services, tone: Path, text: str) -> None:
    code = services.sessions.get(services.actor, with_transcript(services, tone)).code
    services.people.add_person(services.actor, code="E-9", name="Ada Lovelace", roles=[Role.EVALUATOR])
    with pytest.raises(UserError, match="names a person or a session") as refused:
        services.decisions.ask(services.actor, text.format(session=code))
    assert "Lovelace" not in str(refused.value)
    kept = services.decisions.ask(services.actor, QUESTION).created
    with pytest.raises(UserError, match="names a person"):
        services.decisions.decide(services.actor, kept, text.format(session=code))
    assert [(one.question, one.decision) for one in services.decisions.list(services.actor)] == [(QUESTION, "")]


def test_everyday_words_that_are_codes_or_names_in_other_writing_are_no_names(services: Services) -> None:
    services.decisions.ask(services.actor, "Is 'tell me more' open?")
    assert len(services.decisions.list(services.actor)) == 1


@pytest.mark.parametrize(("question", "label"), [("  ", "CQ"), (QUESTION, "NOPE")])
def test_an_empty_question_or_an_unknown_code_is_refused(services: Services, question: str, label: str) -> None:
    with pytest.raises(UserError):
        services.decisions.ask(services.actor, question, label=label)
    assert services.decisions.list(services.actor) == ()


def test_a_place_outside_the_recording_is_refused(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    with pytest.raises(UserError, match="outside the recording"):
        services.decisions.ask(services.actor, QUESTION, arose=Arose(session_id, 25, 31))
    assert services.decisions.list(services.actor) == ()


def test_workers_do_not_read_it_and_coaches_do_not_decide(services: Services) -> None:
    thread = services.decisions.ask(services.actor, QUESTION).created
    worker, coach = Actor(new_id(), frozenset({Role.WORKER})), Actor(new_id(), frozenset({Role.COACH}))
    with pytest.raises(NotAllowed):
        services.decisions.list(worker)
    assert len(services.decisions.list(coach)) == 1
    with pytest.raises(NotAllowed):
        services.decisions.decide(coach, thread, "Yes.")


def test_the_place_is_told_to_its_author_and_after_ones_own_lock_only(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    services.decisions.ask(services.actor, QUESTION, label="CQ", arose=Arose(session_id, 5, 9))
    (own,) = services.decisions.list(services.actor)
    assert (own.session_id, own.start_s, own.end_s) == (session_id, 5, 9)
    made = services.people.add_person(services.actor, code="E-9", name="Ada Lovelace", roles=[Role.EVALUATOR])
    colleague = Actor(made.created, frozenset({Role.EVALUATOR}))
    (hidden,) = services.decisions.list(colleague)
    assert (hidden.session_id, hidden.start_s) == ("", None)
    services.coding.lock(services.actor, _rated(services, services.actor, session_id))
    services.coding.lock(colleague, _rated(services, colleague, session_id))
    (told,) = services.decisions.list(colleague)
    assert (told.session_id, told.start_s) == (session_id, 5)


def _rated(services: Services, actor: Actor, session_id: str) -> str:
    coding = services.coding.start(actor, session_id).created
    for principle in services.codebooks.active().principles:
        services.coding.rate(actor, coding, principle.id, 3)
    return coding


def test_withdrawal_takes_the_question_and_leaves_the_decision(services: Services, tone: Path) -> None:
    session_id = with_transcript(services, tone)
    asked = services.decisions.ask(services.actor, "She said nobody ever asked: OQ?", arose=Arose(session_id, 5, 9))
    waiting = services.decisions.ask(services.actor, "And this?", arose=Arose(session_id, 6, 9))
    services.decisions.decide(services.actor, asked.created, "Open.", question="Is a wish an open question?")
    services.sessions.withdraw(services.actor, session_id, "mother", "")
    left = services.decisions.list(services.actor)
    assert [(one.question, one.decision) for one in left] == [("Is a wish an open question?", "Open.")]
    assert len(services.decisions.history(services.actor, asked.created)) == 1
    with pytest.raises(UserError, match="no such question"):
        services.decisions.history(services.actor, waiting.created)


def test_what_was_decided_over_the_demo_goes_with_the_demo(services: Services, tone: Path) -> None:
    held_on = date(2026, 5, 1)
    visit = services.sessions.import_recording(
        services.actor, tone, worker_id="W-17", team_name="North", held_on=held_on, demo=True
    ).created
    asked = services.decisions.ask(services.actor, QUESTION, arose=Arose(visit, 5, 9)).created
    services.decisions.decide(services.actor, asked, "Yes.")
    services.demo.remove(services.actor)
    assert services.decisions.list(services.actor) == ()


def test_a_difference_goes_to_the_log_with_its_question_or_is_not_decided_at_all(
    services: Services, tone: Path
) -> None:
    session_id = with_transcript(services, tone)
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    coding = services.coding.start(services.actor, session_id).created
    services.suggestions.keep(session_id, "starter", [Suggested(found.utterances[2].id, "CR", 0.9)], 0)
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    (place,) = services.suggestions.differences(services.actor, session_id)
    discuss = (services.actor, session_id, place.suggestion_id, Decision.DISCUSS)
    with pytest.raises(UserError, match="names a person"):
        services.suggestions.decide(*discuss, question="Did W-17 reflect?", about="CR")
    (still,) = services.suggestions.differences(services.actor, session_id)
    assert still.decision is None
    services.suggestions.decide(*discuss, question="Complex or simple?", about="CR")
    (now,) = services.suggestions.differences(services.actor, session_id)
    (logged,) = services.decisions.list(services.actor)
    assert now.decision is Decision.DISCUSS
    assert (logged.question, logged.label, logged.start_s) == ("Complex or simple?", "CR", place.start_s)
