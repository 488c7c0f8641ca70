"""What families said, beside a profile and a team's report: what is shown is what the services tell."""

from __future__ import annotations

from coder.domain.feedback import Answers, Audience, Way
from coder.domain.people import Role
from tests.helpers.accessible import walk
from tests.helpers.shown import words
from ui.feedback.voice_card import VoiceCard
from ui.profiles.view import ProfilesPage
from ui.teams.view import TeamsPage


def test_families_stand_beside_profile_and_report_and_a_new_answer_is_shown(qtbot, pages):
    there = pages(demo=True)
    services, actor = there.services, there.actor
    told = [(p, v) for p in services.profiles.workers(actor) if (v := services.voices.of_worker(actor, p.id)).goals]
    worker, voice = told[0]
    page = there.show(ProfilesPage(there.context), (1280, 1000))
    page.open_with(worker.id)
    qtbot.waitUntil(lambda: "It helps, said" in words(page.voice))
    assert f"{voice.forms} forms" in words(page.voice)
    assert all(f"“{goal.words}”" in words(page.voice) for goal in voice.goals)
    assert "T-score of goals" in words(page.voice)
    assert walk(page.voice) == []

    there.become(Role.STEWARD)
    session = next(one for one in services.sessions.list(there.actor) if one.worker_id == worker.id)
    answers = Answers({"child_5": 5}, {"child_words": "More Lego"})
    made = services.feedback.add(there.actor, session.id, Audience.CHILD, Way.COLLECTOR, answers)
    there.become(Role.COACH)
    there.context.announce(made)
    qtbot.waitUntil(lambda: "It helps, said 1 of 1 children who answered." in words(page.voice))
    assert "More Lego" not in words(page.voice)
    page.hide()

    there.become(Role.LEAD)
    team = services.reports.teams(there.actor)[0]
    expected = services.voices.of_team(there.actor, services.reports.get(there.actor, team.id))
    helpful = next(line for line in expected.lines if line.helpful and line.share is not None)
    report = there.show(TeamsPage(there.context), (1280, 1000))
    report.open_with(team.id)
    share = f"Pleased: {round(100 * helpful.share)}% of {helpful.families} adults"
    qtbot.waitUntil(lambda: share in words(report.voice))
    assert walk(report.voice) == []


def test_the_card_goes_where_its_reader_may_not_read(qtbot, pages):
    there = pages(demo=True)
    services, actor, book = there.services, there.actor, there.services.codebooks.active()
    asked = next(p for p in services.profiles.workers(actor) if services.voices.of_worker(actor, p.id).forms)
    card = there.show(VoiceCard(there.context))
    card.show_worker(asked.id, book)
    qtbot.waitUntil(lambda: "It helps, said" in words(card))
    there.become(Role.LEAD)
    card.show_worker(asked.id, book)
    qtbot.waitUntil(card.isHidden)
    assert words(card) == ""
