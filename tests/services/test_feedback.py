"""Family feedback over a real store: who may ask and read, what is kept, what is taken back, what masks hide."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed, UserError
from coder.domain.feedback import Answers, Audience, Side, Way
from coder.domain.ids import new_id
from coder.domain.masks import MaskKind
from coder.domain.people import Actor, Role
from tests.services.conftest import import_tone, with_transcript

ADULT, CHILD, COLLECTOR, HANDED = Audience.ADULT, Audience.CHILD, Way.COLLECTOR, Way.HANDED_OVER
SAID = Answers({"adult_1": 4, "adult_9": 5, "adult_life": 0}, {"adult_keep": "  Ringing Maya first "})
DREW = Answers({"child_1": 5}, {"child_words": "More Lego with Maya"}, (((0, 0), (1000, 500)),))


@pytest.fixture
def session_id(services: Services, tone: Path) -> str:
    """A session that nobody has coded yet."""
    return import_tone(services, tone)


@pytest.fixture
def collector(services: Services) -> Actor:
    """The steward, known here so that what they write has an author."""
    return Actor(services.actor.id, frozenset({Role.STEWARD}))


def worker_of(services: Services, session_id: str) -> Actor:
    """The worker of a session, acting for themselves."""
    found = services.sessions.get(services.actor, session_id)
    return Actor(found.worker_id, frozenset({Role.WORKER}))


def test_a_form_comes_back_as_it_was_given_and_each_look_is_noted(
    services: Services, session_id: str, collector: Actor
) -> None:
    made = services.feedback.add(collector, session_id, ADULT, COLLECTOR, SAID)
    services.feedback.add(collector, session_id, CHILD, HANDED, DREW)
    adult, child = services.feedback.get(collector, session_id).forms

    assert (adult.id, adult.audience, adult.way, adult.codebook_version) == (made.created, ADULT, COLLECTOR, "1.1.0")
    assert adult.answers == Answers(SAID.values, {"adult_keep": "Ringing Maya first"})
    assert child.answers == DREW
    lead = Actor(services.actor.id, frozenset({Role.LEAD}))
    noted = [event.action for event in services.audit.events(lead)]
    assert noted.count("family feedback taken down") == 2
    assert noted.count("family feedback read") == 1
    assert "Maya" not in str(services.audit.events(lead))


def test_the_worker_never_takes_down_what_their_own_family_says(services: Services, session_id: str) -> None:
    own = services.sessions.get(services.actor, session_id).worker_id
    both = Actor(own, frozenset({Role.WORKER, Role.EVALUATOR, Role.STEWARD}))
    for way in Way:
        with pytest.raises(NotAllowed, match="does not work with them"):
            services.feedback.add(both, session_id, ADULT, way, SAID)
    with pytest.raises(NotAllowed):
        services.feedback.add(worker_of(services, session_id), session_id, ADULT, HANDED, SAID)


@pytest.mark.parametrize("role", [Role.COACH, Role.LEAD])
def test_neither_coach_nor_lead_reads_or_takes_down(services: Services, session_id: str, role: Role) -> None:
    actor = Actor(services.actor.id, frozenset({role}))
    with pytest.raises(NotAllowed):
        services.feedback.get(actor, session_id)
    with pytest.raises(NotAllowed):
        services.feedback.add(actor, session_id, ADULT, COLLECTOR, SAID)


def test_who_still_codes_may_hand_the_screen_over_but_neither_ask_nor_read(services: Services, session_id: str) -> None:
    evaluator, service = Actor(services.actor.id, frozenset({Role.EVALUATOR})), services.feedback
    service.add(evaluator, session_id, ADULT, HANDED, SAID)
    for act in (
        lambda: service.add(evaluator, session_id, ADULT, COLLECTOR, SAID),
        lambda: service.get(evaluator, session_id),
        lambda: service.masked(evaluator, session_id),
        lambda: service.add_goal(evaluator, session_id, "Calm mornings", Side.FAMILY),
    ):
        with pytest.raises(NotAllowed, match="waits for your coding"):
            act()
    state = service.state(evaluator, session_id)
    assert (state.forms, state.goals) == (1, 0)
    assert state.why_not_read
    assert state.why_not_taken_down
    assert not state.why_not_handed_over


def test_answers_that_do_not_fit_keep_nothing(services: Services, session_id: str, collector: Actor) -> None:
    goal = services.feedback.add_goal(collector, session_id, "Calm mornings", Side.FAMILY).created
    for answers, levels in (
        (Answers({"adult_1": 9}), {}),
        (Answers(), {}),
        (SAID, {new_id(): 1}),
        (SAID, {goal: 3}),
    ):
        with pytest.raises(UserError):
            services.feedback.add(collector, session_id, ADULT, COLLECTOR, answers, levels)
    found = services.feedback.get(collector, session_id)
    assert found.forms == ()
    assert found.goals[0].ratings == ()


def test_family_and_worker_rate_apart(services: Services, session_id: str, collector: Actor) -> None:
    service, worker = services.feedback, worker_of(services, session_id)
    first = service.add_goal(collector, session_id, " Calm mornings ", Side.FAMILY).created
    second = service.add_goal(collector, session_id, "Dad comes on Sundays", Side.TOGETHER).created
    service.add(collector, session_id, ADULT, COLLECTOR, Answers(), {first: -1})
    service.rate_goal(collector, session_id, second, Side.FAMILY, 1)

    seen = service.get(worker, session_id).goals
    assert [goal.words for goal in seen] == ["Calm mornings", "Dad comes on Sundays"]
    assert all(goal.family_hidden and goal.ratings == () for goal in seen)
    with pytest.raises(NotAllowed):
        service.rate_goal(worker, session_id, first, Side.FAMILY, 0)

    service.rate_goal(worker, session_id, first, Side.WORKER, 1)
    shown, hidden = service.get(worker, session_id).goals
    assert (shown.level(Side.FAMILY), shown.level(Side.WORKER), shown.gap) == (-1, 1, -2)
    assert hidden.family_hidden
    whole = service.get(collector, session_id)
    assert whole.t_score(Side.FAMILY) == pytest.approx(50.0)
    assert whole.t_score(Side.WORKER) is None


def test_there_are_three_goals_at_most_and_one_taken_away_is_gone(
    services: Services, session_id: str, collector: Actor
) -> None:
    service = services.feedback
    goals = [service.add_goal(collector, session_id, f"Goal {n}", Side.FAMILY).created for n in (1, 2, 3)]
    with pytest.raises(UserError, match="3 goals"):
        service.add_goal(collector, session_id, "Goal 4", Side.FAMILY)
    service.rate_goal(collector, session_id, goals[0], Side.FAMILY, 2)
    service.drop_goal(collector, session_id, goals[0])

    assert service.goal_ids(collector, session_id) == tuple(goals[1:])
    with pytest.raises(UserError, match="no such goal"):
        service.rate_goal(collector, session_id, goals[0], Side.FAMILY, 2)


def test_what_a_family_takes_back_or_a_withdrawal_reaches_is_gone(
    services: Services, session_id: str, collector: Actor
) -> None:
    service = services.feedback
    made = service.add(collector, session_id, ADULT, COLLECTOR, SAID).created
    service.add(collector, session_id, ADULT, COLLECTOR, SAID)
    service.add_goal(collector, session_id, "Calm mornings", Side.FAMILY)
    service.take_back(collector, session_id, made)
    assert len(service.get(collector, session_id).forms) == 1
    with pytest.raises(UserError, match="no such form"):
        service.take_back(collector, session_id, made)

    services.sessions.withdraw(services.actor, session_id, "mother", "")
    found = service.get(collector, session_id)
    assert (found.forms, found.goals) == ((), ())
    with pytest.raises(UserError, match="are erased"):
        service.add(collector, session_id, ADULT, HANDED, SAID)


def test_copies_are_masked_and_real_ones_noted(services: Services, tone: Path, collector: Actor) -> None:
    session_id = with_transcript(services, tone)
    services.masks.add_names(services.actor, session_id, [(MaskKind.CHILD, "Maya")])
    service = services.feedback
    service.add(collector, session_id, ADULT, COLLECTOR, SAID)
    service.add(collector, session_id, CHILD, COLLECTOR, DREW)
    service.add_goal(collector, session_id, "Maya sleeps through", Side.FAMILY)

    hidden = service.masked(collector, session_id)
    assert "Maya" not in str(hidden)
    assert hidden.goals[0].words == "[child 1] sleeps through"
    assert hidden.forms[0].answers.values == SAID.values
    assert [form.answers.drawing for form in hidden.forms] == [(), ()]
    assert service.real(collector, session_id).goals[0].words == "Maya sleeps through"
    lead = Actor(services.actor.id, frozenset({Role.LEAD}))
    assert "family feedback given out" in [event.action for event in services.audit.events(lead)]


def test_a_stranger_worker_reads_nothing(services: Services, session_id: str, collector: Actor) -> None:
    services.feedback.add(collector, session_id, ADULT, COLLECTOR, SAID)
    for role in (Role.WORKER, Role.COACH):
        with pytest.raises(NotAllowed):
            services.feedback.get(Actor(new_id(), frozenset({role})), session_id)
