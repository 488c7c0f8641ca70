"""The worker sees an evaluation first, answers it, and may have it heard again; their coach waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.masks import MaskKind
from coder.domain.overview import TodoKind
from coder.domain.people import Actor, Role
from coder.domain.profiles import Stance
from tests.services.conftest import rate_all, with_transcript

WORKER, COACH = frozenset({Role.WORKER}), frozenset({Role.COACH})


@pytest.fixture
def session_id(services: Services, tone: Path) -> str:
    """A recording of W-17 that an evaluator coded and locked; that evaluator is not the coach."""
    services.policy.change(services.actor, double_share=0.0)
    made = with_transcript(services, tone)
    coding = services.coding.start(services.actor, made).created
    rate_all(services, coding)
    services.coding.lock(services.actor, coding)
    return made


@pytest.fixture
def worker(services: Services, session_id: str) -> Actor:
    return Actor(services.sessions.get(services.actor, session_id).worker_id, WORKER)


@pytest.fixture
def coach(services: Services, worker: Actor) -> Actor:
    """Another person than the evaluator, who coaches the worker."""
    made = services.people.add_person(services.actor, code="C-02", name="Kim Coach", roles=[Role.COACH]).created
    with services.backing.store.write() as database:
        from coder.store.tables import PersonRow

        database.get_one(PersonRow, worker.id).coach_id = made
    return Actor(made, COACH)


def evaluator(services: Services, code: str) -> str:
    """The id of one more evaluator."""
    return services.people.add_person(services.actor, code=code, name=code, roles=[Role.EVALUATOR]).created


def actions(services: Services) -> list[str]:
    return [one.action for one in services.audit.events(services.actor, 500)]


def test_a_coach_waits_until_the_worker_opened_it(services: Services, worker: Actor, coach: Actor) -> None:
    before = services.profiles.get(coach, worker.id)
    assert before.sessions_count == 0
    assert [one.session_code for one in before.with_worker] == ["S-0001"]
    own = services.profiles.get(worker, worker.id)
    assert (own.sessions_count, own.with_worker) == (1, ())
    after = services.profiles.get(coach, worker.id)
    assert (after.sessions_count, after.with_worker) == (1, ())


def test_a_coach_waits_no_longer_than_the_rule_of_the_service_says(
    services: Services, worker: Actor, coach: Actor
) -> None:
    # Locked on Monday 4 May 2026, a bank holiday: five working days are over on Tuesday 12 May.
    opens_on = services.profiles.get(coach, worker.id).with_worker[0].opens_on
    clock = services.backing.clock
    assert opens_on.isoformat() == "2026-05-12"
    clock.now += timedelta(days=7)
    assert services.profiles.get(coach, worker.id).sessions_count == 0
    clock.now += timedelta(days=1)
    assert services.profiles.get(coach, worker.id).sessions_count == 1


def test_without_a_waiting_time_the_coach_sees_it_at_once(services: Services, worker: Actor, coach: Actor) -> None:
    services.policy.change(services.actor, worker_first_days=0)
    assert services.profiles.get(coach, worker.id).sessions_count == 1
    with pytest.raises(UserError):
        services.policy.change(services.actor, worker_first_days=31)


def test_what_a_coach_coded_they_know_already(services: Services, worker: Actor, session_id: str) -> None:
    found = services.profiles.get(services.actor, worker.id)
    assert (found.sessions_count, found.with_worker) == (1, ())


def test_opened_together_it_is_open_to_both_and_noted(services: Services, worker: Actor, coach: Actor) -> None:
    services.replies.open_with_worker(coach, "W-17")
    assert services.profiles.get(coach, worker.id).sessions_count == 1
    assert "opened with the worker" in actions(services)
    with pytest.raises(UserError, match="opened every evaluation"):
        services.replies.open_with_worker(coach, "W-17")


def test_coaching_waits_on_the_first_page_only_once_it_is_open(services: Services, worker: Actor, coach: Actor) -> None:
    kinds = [one.kind for one in services.overview.get(coach).todos]
    assert TodoKind.COACHING not in kinds
    services.profiles.get(worker, worker.id)
    todos = services.overview.get(coach).todos
    assert [(one.kind, one.worker_code, one.recordings) for one in todos] == [(TodoKind.COACHING, "W-17", 1)]


def test_a_comment_stands_beside_the_score_until_it_is_taken_back(
    services: Services, worker: Actor, coach: Actor, session_id: str
) -> None:
    with pytest.raises(UserError, match="in a sentence"):
        services.replies.comment(worker, session_id, Stance.OTHERWISE)
    services.replies.comment(worker, "S-0001", Stance.AGREE)
    services.replies.comment(worker, session_id, Stance.OTHERWISE, " The silence at 0:12 was on purpose. ")
    (said,) = services.profiles.get(worker, worker.id).comments
    assert (said.stance, said.text, said.at_screen_of) == (
        Stance.OTHERWISE,
        "The silence at 0:12 was on purpose.",
        "",
    )
    services.replies.comment(coach, session_id, Stance.AGREE, "After all, yes.")
    (said,) = services.profiles.get(worker, worker.id).comments
    assert (said.text, said.at_screen_of) == ("After all, yes.", "C-02")
    services.replies.take_back(worker, session_id)
    assert services.profiles.get(worker, worker.id).comments == ()
    with pytest.raises(UserError, match="no comment"):
        services.replies.take_back(worker, session_id)
    assert actions(services).count("evaluation commented on") == 3


def test_a_comment_is_printed_with_the_score_and_masked(services: Services, worker: Actor, session_id: str) -> None:
    from coder.exports.profile_document import profile_document

    services.replies.comment(worker, session_id, Stance.OTHERWISE, "Maya had said it before.")
    services.masks.add_names(services.actor, session_id, [(MaskKind.CHILD, "Maya")])
    masked = services.profiles.masked(worker, worker.id)
    book = services.codebooks.get(masked.codebook_id, masked.codebook_version)
    printed = str(profile_document(masked, book, masked=True))
    assert "The worker sees it otherwise" in printed
    assert "[child 1] had said it before." in printed
    assert "Maya" not in printed


def test_the_first_page_tells_the_worker_what_is_new_to_them_until_they_looked(
    services: Services, worker: Actor
) -> None:
    (told,) = [one for one in services.overview.get(worker).todos if one.kind is TodoKind.READ]
    assert (told.worker_id, told.recordings) == (worker.id, 1)
    services.profiles.get(worker, worker.id)
    assert not services.overview.get(worker).todos


def test_nobody_else_answers_for_the_worker(services: Services, worker: Actor, session_id: str) -> None:
    stranger = Actor(evaluator(services, "X-01"), frozenset({Role.WORKER, Role.COACH}))
    for act in (
        lambda: services.replies.comment(stranger, session_id, Stance.AGREE),
        lambda: services.replies.take_back(stranger, session_id),
        lambda: services.replies.ask_second_listen(stranger, session_id),
        lambda: services.replies.open_with_worker(stranger, worker.id),
        lambda: services.coaching.begin(stranger, worker.id),
        lambda: services.coaching.list(stranger, worker.id),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_coach_cannot_speak_of_what_is_still_with_the_worker(
    services: Services, worker: Actor, coach: Actor, session_id: str
) -> None:
    with pytest.raises(NotAllowed, match="sees this evaluation first"):
        services.replies.comment(coach, session_id, Stance.AGREE)
    with pytest.raises(UserError, match="No recording of W-17 is open"):
        services.coaching.begin(coach, worker.id)


def test_a_worker_who_prepares_their_own_conversation_has_opened_what_is_in_it(
    services: Services, worker: Actor, coach: Actor
) -> None:
    services.coaching.begin(worker, worker.id)
    assert not [one for one in services.overview.get(worker).todos if one.kind is TodoKind.READ]
    assert services.profiles.get(coach, worker.id).sessions_count == 1


def test_a_second_listen_is_one_act_and_tells_nobody_whose_wish_it_was(
    services: Services, worker: Actor, session_id: str
) -> None:
    other = evaluator(services, "E-02")
    services.replies.ask_second_listen(worker, session_id)
    (asked,) = services.assignments.list(services.actor)
    assert (asked.evaluator_id, asked.why.value) == (other, "asked by the worker")
    (listen,) = services.profiles.get(worker, worker.id).second_listens
    assert not listen.done
    with pytest.raises(UserError, match="asked for already"):
        services.replies.ask_second_listen(worker, session_id)
    second = Actor(other, frozenset({Role.EVALUATOR}))
    seen = services.sessions.get(second, session_id)
    assert seen.state.value == "to code"
    coding = services.coding.start(second, session_id).created
    assert not services.profiles.get(worker, worker.id).second_listens[0].done
    for principle in services.codebooks.active().principles:
        services.coding.rate(second, coding, principle.id, 3)
    services.coding.lock(second, coding)
    profile = services.profiles.get(worker, worker.id)
    assert profile.second_listens[0].done
    assert dict(profile.second_listens[0].ratings) == {one.principle_id: 3 for one in profile.tracks}


def test_where_somebody_listens_already_no_third_one_is_asked(
    services: Services, worker: Actor, session_id: str
) -> None:
    other = evaluator(services, "E-02")
    evaluator(services, "E-03")
    services.assignments.assign(services.actor, session_id, other)
    services.replies.ask_second_listen(worker, session_id)
    assert [one.evaluator_id for one in services.assignments.list(services.actor)] == [other]
    assert len(services.profiles.get(worker, worker.id).second_listens) == 1


def test_a_recording_that_is_not_locked_cannot_be_answered(services: Services, tone: Path) -> None:
    made = with_transcript(services, tone)
    worker_id = services.sessions.get(services.actor, made).worker_id
    with pytest.raises(UserError, match="not coded and locked"):
        services.replies.comment(Actor(worker_id, WORKER), made, Stance.AGREE)


def test_the_worker_is_shown_who_looked_and_not_who_codes(
    services: Services, worker: Actor, coach: Actor, session_id: str
) -> None:
    services.replies.comment(worker, session_id, Stance.AGREE)
    services.profiles.get(coach, worker.id)
    found = services.replies.looks(worker, worker.id)
    assert [(one.code, one.said) for one in found] == [
        ("C-02", "read this profile"),
        ("W-17", "wrote down how the worker sees S-0001"),
    ]
    second = Actor(evaluator(services, "E-02"), frozenset({Role.EVALUATOR}))
    services.replies.ask_second_listen(worker, session_id)
    services.sessions.sound(second, session_id)
    assert [one.code for one in services.replies.looks(worker, worker.id)] == ["C-02"]
    with pytest.raises(NotAllowed):
        services.replies.looks(Actor(second.id, frozenset({Role.COACH})), worker.id)
