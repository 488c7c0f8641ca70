"""The family's voice over the demo authority: who reads a worker's, and what a team may see of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codebook.schema import Kind
from coder.analysis.family_voice import shared_items
from coder.bootstrap import Services
from coder.domain.errors import NotAllowed
from coder.domain.feedback import Answers, Audience, Side, Way
from coder.domain.masks import MaskKind
from coder.domain.people import Actor, Role
from coder.domain.reports import WHOLE_SERVICE, TeamReport
from tests.helpers.asked import asked
from tests.helpers.real_store import Clock2026, KeyedHome

TODAY = date(2026, 9, 30)


@pytest.fixture(scope="module")
def demo_home(made_home: KeyedHome, tmp_path_factory: pytest.TempPathFactory) -> KeyedHome:
    """A store with the demo authority."""
    made = made_home.copy(tmp_path_factory.mktemp("voices") / "store")
    with made.opened() as services:
        services.demo.install(services.actor, TODAY)
    return made


@pytest.fixture
def services(demo_home: KeyedHome, tmp_path: Path) -> Iterator[Services]:
    """The demo authority, a copy for each test."""
    with demo_home.copy(tmp_path / "store").opened(Clock2026()) as opened:
        yield opened


def test_worker_and_coach_read_what_families_said_and_nobody_else(services: Services) -> None:
    coach = Actor(services.actor.id, frozenset({Role.COACH}))
    told = [(p, v) for p in services.profiles.workers(coach) if (v := services.voices.of_worker(coach, p.id)).goals]
    person, voice = told[0]
    assert {line.principle_id for line in voice.lines} >= {"EMP", "PUR"}
    assert voice.pleased[0].answered <= voice.forms
    assert all(goal.family is not None and goal.worker is not None for goal in voice.goals)

    own = services.voices.of_worker(Actor(person.id, frozenset({Role.WORKER})), person.id)
    assert own == voice
    for role in (Role.LEAD, Role.EVALUATOR, Role.STEWARD):
        with pytest.raises(NotAllowed):
            services.voices.of_worker(Actor(services.actor.id, frozenset({role})), person.id)
    lead = Actor(services.actor.id, frozenset({Role.LEAD}))
    assert "family voice read" in [event.action for event in services.audit.events(lead)]


def test_the_worker_sees_the_familys_rating_of_a_goal_only_after_their_own(services: Services) -> None:
    steward = Actor(services.actor.id, frozenset({Role.STEWARD}))
    session = next(one for one in services.sessions.list(steward) if not services.feedback.state(steward, one.id).goals)
    goal = services.feedback.add_goal(steward, session.id, "Calm", Side.FAMILY).created
    services.feedback.rate_goal(steward, session.id, goal, Side.FAMILY, 2)
    worker = Actor(session.worker_id, frozenset({Role.WORKER}))

    def seen() -> tuple[int | None, int | None]:
        goals = services.voices.of_worker(worker, worker.id).goals
        return next((one.family, one.worker) for one in goals if one.words == "Calm")

    assert seen() == (None, None)
    services.feedback.rate_goal(worker, session.id, goal, Side.WORKER, 1)
    assert seen() == (2, 1)


def test_a_copy_of_a_workers_voice_has_masks_in_goals(services: Services) -> None:
    steward = Actor(services.actor.id, frozenset({Role.STEWARD}))
    session = services.sessions.list(steward)[0]
    services.masks.add_names(services.actor, session.id, [(MaskKind.CHILD, "Tobias")])
    services.feedback.add_goal(steward, session.id, "Tobias sleeps through", Side.FAMILY)
    worker = Actor(session.worker_id, frozenset({Role.WORKER}))
    assert "Tobias" in str(services.voices.of_worker(worker, worker.id))
    masked = services.voices.masked(worker, worker.id)
    assert "Tobias" not in str(masked)
    assert any(goal.words.endswith("sleeps through") for goal in masked.goals)


def test_one_workers_voice_is_read_without_the_visits_of_others(services: Services) -> None:
    person = services.profiles.workers(services.actor)[0]
    worker = Actor(person.id, frozenset({Role.WORKER}))
    with asked(services) as statements:
        assert services.voices.masked(worker, person.id).forms
    visits = [one for one in statements if "sessions.imported_at" in one]
    assert visits
    assert all("sessions.worker_id = ?" in one for one in visits)


def three_children_answer(services: Services, report: TeamReport) -> None:
    """Fewer than a share may be told of."""
    steward = Actor(services.actor.id, frozenset({Role.STEWARD}))
    book = services.codebooks.active(Kind.FAMILY_FEEDBACK)
    said = Answers({one.id: 5 for one in shared_items(book) if one.audience == Audience.CHILD})
    visits = [one for one in services.sessions.list(steward) if one.team_id == report.team_id]
    for one in [one for one in visits if report.start <= one.held_on <= report.end][:3]:
        services.feedback.add(steward, one.id, Audience.CHILD, Way.HANDED_OVER, said)


def test_a_team_sees_shares_with_n_that_stand_until_enough_is_new(services: Services) -> None:
    lead = Actor(services.actor.id, frozenset({Role.LEAD}))
    team = services.reports.teams(lead)[0]
    report = services.reports.get(lead, team.id)
    three_children_answer(services, report)
    first = services.voices.of_team(lead, report)
    helpful = next(line for line in first.lines if line.helpful and line.audience is Audience.ADULT)
    assert helpful.share is not None
    assert helpful.families >= 10
    children = [line for line in first.lines if line.audience is Audience.CHILD]
    assert children
    assert all(line.share is None and line.suppressed_because for line in children)

    # One more form would tell what this family said: the report released before stands.
    steward = Actor(services.actor.id, frozenset({Role.STEWARD}))
    unasked = next(
        one
        for one in services.sessions.list(steward)
        if one.team_id == team.id
        and report.start <= one.held_on <= report.end
        and not services.feedback.state(steward, one.id).forms
    )
    answers = Answers({line.item_id: 5 for line in first.lines if line.audience is Audience.ADULT})
    services.feedback.add(steward, unasked.id, Audience.ADULT, Way.COLLECTOR, answers)
    assert services.voices.of_team(lead, report) == first
    assert services.reports.get(lead, team.id) == report


def test_a_small_part_of_a_team_and_the_service_keep_the_rules(services: Services) -> None:
    lead = Actor(services.actor.id, frozenset({Role.LEAD}))
    team = services.reports.teams(lead)[0]
    for cut in services.reports.cuts(lead, team.id)[-2:]:
        for line in services.voices.of_team(lead, services.reports.get(lead, team.id, cut=cut)).lines:
            assert line.families == 0 or line.families >= 10
            assert (line.share is None) == bool(line.suppressed_because)
    whole = services.voices.of_team(lead, services.reports.get(lead, WHOLE_SERVICE))
    assert whole.team_id == WHOLE_SERVICE
