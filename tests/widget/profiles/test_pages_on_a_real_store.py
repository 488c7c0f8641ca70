"""Both pages on a real encrypted store with the demo authority in it: what is shown is what the services keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from coder.bootstrap import Services, open_home
from coder.domain.coaching import Part
from coder.domain.people import Actor, Role
from tests.helpers.accessible import clipped, walk
from tests.helpers.real_store import PASSPHRASE, make_home
from ui.profiles.clip_row import ClipRow
from ui.profiles.view import ProfilesPage
from ui.teams.view import TeamsPage

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stores") / "demo"
    with make_home(folder, name="Sam", roles=list(Role)).opened() as services:
        services.demo.install(services.actor, date(2026, 9, 30))
    return folder


@pytest.fixture
def services(context, demo_store: Path) -> Iterator[Services]:
    """Opened and closed on the writing thread, as in the program."""
    opening: list[Services] = []
    context.operations.write(lambda: open_home(demo_store, passphrase=PASSPHRASE), opening.append)
    context.open(opening[0], opening[0].actor)
    yield opening[0]
    context.operations.write(opening[0].close)


def _shown(qtbot, page):
    qtbot.addWidget(page)
    page.resize(1280, 720)
    with qtbot.waitExposed(page):
        page.show()
    return page


def _answer(context, work):
    """What a service answers when asked where the pages ask it."""
    got = []
    context.operations.read(work, got.append)
    return got[0]


def _actions(context, services) -> list[str]:
    return [event.action for event in _answer(context, lambda: services.audit.events(services.actor, limit=500))]


def _exported_real(context, services) -> list[bool]:
    """Of each export of a profile, the earliest first, whether it held real names."""
    events = _answer(context, lambda: services.audit.events(services.actor, limit=500))
    told = [event for event in events if event.action == "profile exported"]
    return [event.detail["real_names"] for event in sorted(told, key=lambda event: event.at)]


def test_the_page_shows_the_profile_of_the_service_and_keeps_an_agreed_step(qtbot, context, services, tmp_path):
    target = tmp_path / "profile.pdf"
    page = _shown(qtbot, ProfilesPage(context, lambda *_: str(target)))
    looks = _actions(context, services).count("profile read")
    page.open_with("W-17")
    assert _actions(context, services).count("profile read") == looks + 1
    profile = _answer(context, lambda: services.profiles.get(services.actor, "W-17"))
    assert page.model.profile == profile
    assert profile.demo
    assert [len(track.recordings) for track in profile.tracks] == [profile.sessions_count] * 7
    qtbot.keyClicks(page.step.field, "Ask first what they tried.")
    qtbot.mouseClick(page.step.button, Qt.MouseButton.LeftButton)
    kept = _answer(context, lambda: services.profiles.get(services.actor, "W-17")).next_steps[0]
    assert kept.text == "Ask first what they tried."
    assert page.intention.sentence.text().endswith(": Ask first what they tried.")
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert target.read_bytes().startswith(b"%PDF-1.7")
    assert _exported_real(context, services) == [False]
    page.real.click()
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert _exported_real(context, services) == [False, True]
    assert not page.real.isChecked()
    context.open(services, Actor(services.actor.id, frozenset({Role.COACH})))
    page.open_with("W-17")
    assert not page.real.isVisible()


def test_a_conversation_is_prepared_held_signed_by_both_and_printed(qtbot, context, services, tmp_path):
    target = tmp_path / "pack.pdf"
    page = _shown(qtbot, ProfilesPage(context, ask_pack=lambda *_: str(target)))
    page.open_with("W-05")
    looks = _actions(context, services).count("profile read")
    page.intention.button.click()
    talk = page.talk
    assert (talk.isVisible(), page.content.isVisible()) == (True, False)
    assert talk.nothing.isVisible()
    assert talk.back.hasFocus()
    talk.begin.click()
    assert len(talk.bright.findChildren(ClipRow)) == 2
    assert len(talk.fork.findChildren(ClipRow)) == 1
    assert talk.comment.ratings.text() == "No rating is shown before a bright moment was heard."
    assert not talk.comment.choice.agree.isEnabled()
    qtbot.wait(1)
    assert walk(page) == []
    assert clipped(page) == []
    talk.bright.heard.click()
    assert "Evocation" in talk.comment.ratings.text()
    pleased = talk.first.fields[Part.PLEASED]
    pleased.setFocus()
    qtbot.keyClicks(pleased, "I waited.")
    talk.tried.fields[Part.TRIED].setFocus()
    assert talk.model.talk.words[Part.PLEASED] == "I waited."
    talk.undo.click()
    assert pleased.toPlainText() == ""
    assert "Still missing: the intention" in " ".join(one.text() for one in talk.sign.findChildren(QLabel))
    intention = talk.intention.fields[Part.INTENTION]
    intention.setFocus()
    qtbot.keyClicks(intention, "Ask first.")
    talk.back.setFocus()
    assert talk.model.talk.due_on == talk.intention.day.day
    _visible(qtbot, talk.sign, QPushButton, "Sign as the coach").click()
    assert intention.isReadOnly()
    assert "One of you has signed" in talk.fixed.sentence.text()
    assert talk.fixed.isVisible()
    name = _visible(qtbot, talk.sign, QLineEdit)
    qtbot.keyClicks(name, "W-05")
    _visible(qtbot, talk.sign, QPushButton, "W-05 signs here").click()
    assert talk.model.talk.closed
    assert not talk.undo.isEnabled()
    talk.pack.click()
    assert target.read_bytes().startswith(b"%PDF-1.7")
    assert _actions(context, services).count("profile read") == looks, "holding a conversation reads no profile"
    talk.back.click()
    assert page.content.isVisible()
    assert page.intention.sentence.text().endswith(": Ask first.")


def test_a_comment_given_on_the_page_stands_beside_the_score_and_can_be_taken_back(qtbot, context, services):
    page = _shown(qtbot, ProfilesPage(context))
    page.open_with("W-04")
    answer = page.answer
    assert not answer.keep.isEnabled()
    assert not answer.again.isVisible(), "nobody is there to hear an invented recording again"
    answer.choice.otherwise.click()
    assert not answer.keep.isEnabled(), "seeing it otherwise takes a word"
    qtbot.keyClicks(answer.field, "It was the third visit that day.")
    answer.keep.click()
    said = _answer(context, lambda: services.profiles.get(services.actor, "W-04")).comments
    assert [one.text for one in said] == ["It was the third visit that day."]
    assert "The worker sees it otherwise" in answer.told.text()
    assert not answer.keep.isEnabled(), "it is kept"
    qtbot.keyClicks(answer.field, "Late.")
    assert answer.keep.isEnabled()
    answer.field.setPlainText("It was the third visit that day.")
    assert not answer.keep.isEnabled()
    assert "wrote down how the worker sees" in " ".join(one.text() for one in page.looks.findChildren(QLabel))
    answer.take_back.click()
    assert answer.field.toPlainText() == ""
    assert _answer(context, lambda: services.profiles.get(services.actor, "W-04")).comments == ()


def _visible(qtbot, card, kind: type, words: str = ""):
    """The one of its kind (and words) that is shown once the layout has taken what was made anew."""
    found = []

    def there() -> bool:
        found[:] = [one for one in card.findChildren(kind) if one.isVisible() and (not words or one.text() == words)]
        return len(found) == 1

    qtbot.waitUntil(there)
    return found[0]


def test_the_team_page_shows_the_report_of_the_service_for_every_team_and_period(qtbot, context, services, tmp_path):
    target = tmp_path / "report.pdf"
    page = _shown(qtbot, TeamsPage(context, lambda *_: str(target)))
    teams = _answer(context, lambda: services.reports.teams(services.actor))
    offered = [page.team_picker.itemText(i) for i in range(page.team_picker.count())]
    assert offered == [*(team.name for team in teams), "The whole service"]
    for team in teams:
        page.open_with(team.id)
        for index, (start, end, words) in enumerate(page.model.periods):
            page.period_picker.setCurrentIndex(index)
            page.period_picker.activated.emit(index)
            report = page.model.report
            assert (report.team_id, report.start, report.end) == (team.id, start, end), words
            shown = report.suppressed_because == ""
            assert page.chart.isVisible() == shown
            assert bool(page.content.reason) != shown
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert target.read_bytes().startswith(b"%PDF-1.7")
    assert "team report exported" in _actions(context, services)
