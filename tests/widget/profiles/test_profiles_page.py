"""The profile page, acted on as a person would, on services that answer from memory."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

from coder.audio.outputs import SilentOutput
from coder.domain.changes import Kind, changes
from coder.domain.errors import NotAllowed
from coder.domain.practice import Practice
from tests.cases.coded_sessions import clip, person, picture_worker, session
from tests.cases.fake_services import COACH, FakeServices
from ui.focus import takes_tab
from ui.preferences import Preferences
from ui.profiles.view import ProfilesPage
from ui.theme import Mode, current
from ui.widgets.evidence_chip import EvidenceChip

ORDER = re.compile(r"\b(rank\w*|top|best|worst|percentile|score out of|league|weak\w*)\b", re.IGNORECASE)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


class Speaker(SilentOutput):
    """An audio output that can be heard, as far as the player knows."""

    audible = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(qtbot, context, services, clock):
    """Builds the page over services that may have been changed before; the window that holds it closes at the end."""
    pages: list[ProfilesPage] = []

    def build(answer=lambda *_: "", output=Speaker) -> ProfilesPage:
        context.open(services, COACH)
        page = ProfilesPage(context, answer, connect=lambda: output(clock=clock), clock=clock)
        qtbot.addWidget(page)
        page.resize(1280, 720)
        page.show()
        pages.append(page)
        return page

    yield build
    for page in pages:
        page.close()


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def page(make) -> ProfilesPage:
    return make()


def _texts(widget: QWidget) -> list[str]:
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    said = [one.accessibleName() + " " + one.accessibleDescription() for one in widget.findChildren(QWidget)]
    return labels + said


def _choose(page: ProfilesPage, code: str) -> None:
    page.picker.setCurrentText(code)
    page.picker.activated.emit(page.picker.currentIndex())


def test_workers_stand_in_the_order_of_their_codes_without_any_figure(page):
    assert [page.picker.itemText(i) for i in range(page.picker.count())] == [
        "Choose a worker…",
        "W-04",
        "W-17",
        "W-21",
    ]


def test_no_profile_is_read_unasked_where_there_are_several(page, services):
    assert services.profiles.read == []
    assert "Choose a worker" in page.content.reason
    assert not page.export_button.isEnabled()


def test_the_only_profile_is_opened_at_once(make, services):
    services.profiles.people = (person(17),)
    page = make()
    assert services.profiles.read == ["worker-17"]
    assert page.header.accessibleName() == "Worker W-17"


def test_choosing_a_worker_shows_the_rows_and_who_may_see_them(page, services):
    _choose(page, "W-17")
    assert services.profiles.read == ["worker-17"]
    assert "6 recordings coded · 2 double-coded" in " ".join(_texts(page.header))
    assert "worker and their coach only" in " ".join(_texts(page.header))
    assert page.chart.isVisible()


def test_the_chart_is_a_chart_with_a_paragraph_and_the_chosen_row_as_value(page):
    _choose(page, "W-17")
    interface = QAccessible.queryAccessibleInterface(page.chart)
    assert interface.role() is QAccessible.Role.Chart
    assert interface.text(QAccessible.Text.Name) == "Principles over time"
    assert "Clarity of concern: rated 3, 4, 3, 3, 3 and 2" in interface.text(QAccessible.Text.Description)
    assert interface.text(QAccessible.Text.Value).startswith("Evocation: rated 2, 2, 3")


def test_a_profile_of_supervision_speaks_of_dimensions_and_of_the_supervisor(page):
    _choose(page, "W-17")
    page.model.choose_practice(Practice.SUPERVISION)
    told = [one.text() for part in (page.header, page.trends, page.answer) for one in part.findChildren(QLabel)]
    assert {"Supervisor W-17", "Dimensions over time", "What the supervisor says of the evaluation"} <= set(told)
    assert "Supervision · for the supervisor and their coach only" in " ".join(told)
    assert not re.search(r"\b(worker|principle)", " ".join(told), re.IGNORECASE)
    assert page.table.model().headerData(0, Qt.Orientation.Horizontal) == "Dimension"
    assert page.table.accessibleName() == "Dimensions over time as a table"
    page.model.choose_practice(Practice.VISIT)
    assert {"Worker W-17", "Principles over time"} <= set(_texts(page.header) + _texts(page.trends))
    assert page.table.model().headerData(0, Qt.Orientation.Horizontal) == "Principle"


def test_arrows_home_and_end_choose_rows(qtbot, page):
    _choose(page, "W-17")
    page.chart.setFocus()
    with qtbot.waitSignal(page.chart.row_chosen) as chosen:
        qtbot.keyClick(page.chart, Qt.Key.Key_Down)
    assert chosen.args == [1]
    assert page.chart.chosen_sentence.startswith("Empathy")
    qtbot.keyClick(page.chart, Qt.Key.Key_End)
    assert page.chart.chosen_sentence.startswith("Clarity of concern")
    qtbot.keyClick(page.chart, Qt.Key.Key_Down)
    assert page.chart.chosen == 6
    qtbot.keyClick(page.chart, Qt.Key.Key_Home)
    assert page.chart.chosen == 0


def test_a_click_chooses_the_row_under_it(qtbot, page):
    _choose(page, "W-17")
    qtbot.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=page.chart.row_rect(3).center().toPoint())
    assert page.chart.chosen_sentence.startswith("Autonomy")


def test_the_table_twin_says_the_same_figures(qtbot, page):
    _choose(page, "W-17")
    qtbot.mouseClick(page.both.button, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()
    model = page.table.model()
    cells = [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]
    tracks = page.model.profile.tracks
    assert [row[1] for row in cells] == [", ".join(str(r.value) for r in track.recordings) for track in tracks]
    assert [row[2] for row in cells] == [f"{track.estimates[-1].mean:.1f}" for track in tracks]
    assert cells[2][4] == "steady"


def _let_play(qtbot, page, clock, seconds: float) -> None:
    """Let the sound go on, once the player has its output, in steps no longer than its buffer."""
    player = page.playback._player
    qtbot.waitUntil(lambda: player._output is not None and player._output._written > 0)
    for _ in range(round(seconds / 0.1)):
        clock.now += 0.1
        player.feed()
    page.playback.tick()


def test_moments_play_through_the_output_chosen_in_the_settings(qtbot, context, services, monkeypatch):
    asked = []
    monkeypatch.setattr("ui.sound_output.open_output", lambda device, only: asked.append(device) or SilentOutput())
    context._preferences = Preferences(context.operations, context.actions)
    context._preferences.load()
    context._preferences.change(output_device="Headset")
    context.open(services, COACH)
    page = ProfilesPage(context)
    qtbot.addWidget(page)
    page.resize(1280, 720)
    page.show()
    _choose(page, "W-17")
    qtbot.mouseClick(page.strength.findChildren(EvidenceChip)[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked))
    assert set(asked) == {"Headset"}
    page.close()


def test_a_strength_comes_first_and_plays_the_very_second_to_its_end(qtbot, page, services, clock):
    _choose(page, "W-17")
    assert page.strength.accessibleName() == "A strength to share: evocation"
    chip = page.strength.findChildren(EvidenceChip)[0]
    assert chip.text() == "14 Sep 12:40"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert services.sessions.heard == ["s1705"]
    _let_play(qtbot, page, clock, 4)
    assert page.playback.playing
    assert 763 < page.playback.position_s <= 764.1
    _let_play(qtbot, page, clock, 8)
    assert not page.playback.playing
    assert page.playback.position_s == pytest.approx(770, abs=0.05)


def test_the_same_chip_again_stops_and_another_recording_is_fetched(qtbot, page, services, clock):
    _choose(page, "W-17")
    newest, older = page.strength.findChildren(EvidenceChip)
    qtbot.mouseClick(newest, Qt.MouseButton.LeftButton)
    _let_play(qtbot, page, clock, 1)
    qtbot.mouseClick(newest, Qt.MouseButton.LeftButton)
    assert not page.playback.playing
    qtbot.mouseClick(older, Qt.MouseButton.LeftButton)
    _let_play(qtbot, page, clock, 1)
    assert services.sessions.heard == ["s1705", "s1704"]
    assert page.playback.position_s == pytest.approx(1868, abs=0.2)


def test_leaving_the_page_ends_the_sound(qtbot, page, clock):
    _choose(page, "W-17")
    qtbot.mouseClick(page.strength.findChildren(EvidenceChip)[0], Qt.MouseButton.LeftButton)
    _let_play(qtbot, page, clock, 1)
    page.hide()
    assert not page.playback.playing


def test_a_missing_audio_output_is_told_with_what_to_do(qtbot, make, context):
    page = make(output=SilentOutput)
    _choose(page, "W-17")
    qtbot.mouseClick(page.strength.findChildren(EvidenceChip)[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(context.messages.kept))
    assert "no audio output" in context.messages.kept[-1].sentence


def test_something_to_look_at_is_told_as_a_question(page):
    _choose(page, "W-17")
    words = " ".join(_texts(page.explore))
    assert "Something to look at together: clarity of concern" in words
    assert "treat it as a question, not a finding" in words
    assert "Which word would you replace?" in words


def test_a_moment_without_sound_has_no_chip(make, services):
    own = picture_worker()
    silent = replace(clip("s1705", date(2026, 9, 14), 760, "Gone"), has_sound=False)
    services.profiles.sessions = [replace(own[-1], moments=(silent,), evidence=())]
    services.profiles.people = (person(17),)
    page = make()
    assert page.strength.findChildren(EvidenceChip) == []
    assert "no sound any more" in " ".join(_texts(page.strength))


def test_an_agreed_step_is_typed_saved_and_shown(qtbot, page, services):
    _choose(page, "W-17")
    assert not page.step.button.isEnabled()
    page.step.field.setFocus()
    qtbot.keyClicks(page.step.field, "Ask what they tried first.")
    qtbot.mouseClick(page.step.button, Qt.MouseButton.LeftButton)
    assert [step.text for step in services.profiles.steps] == ["Ask what they tried first."]
    assert page.intention.sentence.text() == "Agreed 20 September 2026: Ask what they tried first."
    assert page.step.field.toPlainText() == ""


def test_the_pdf_of_the_service_is_written_where_the_user_said(qtbot, make, context, services, tmp_path):
    target = tmp_path / "W-17.pdf"
    asked: list[str] = []

    def answer(_: QWidget, suggested: str) -> str:
        asked.append(suggested)
        return str(target)

    page = make(answer)
    _choose(page, "W-17")
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert asked == ["profile-W-17"]
    assert target.read_bytes() == b"pdf worker-17"
    assert context.messages.kept[-1].sentence == "Written to W-17.pdf."


def test_a_folder_that_is_gone_is_told_and_nothing_is_left(qtbot, make, context, services, tmp_path):
    page = make(lambda *_: str(tmp_path / "gone" / "x.pdf"))
    _choose(page, "W-17")
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert "was not written" in context.messages.kept[-1].sentence
    assert list(Path(tmp_path).iterdir()) == []


def test_a_refusal_is_shown_in_the_page_with_what_to_do(make, services):
    services.profiles.refusal = NotAllowed("Your role does not allow you to read a profile.", "Ask the worker.")
    page = make()
    assert page.content.reason == "Your role does not allow you to read a profile. Ask the worker."
    assert not page.export_button.isEnabled()


def test_a_worker_one_may_not_read_is_refused_and_the_old_profile_goes(page):
    _choose(page, "W-17")
    page.open_with("worker-99")
    assert "for the worker and their coach only" in page.content.reason
    assert page.model.profile is None


def test_a_change_elsewhere_is_read_again_only_when_somebody_looks(page, services, context):
    _choose(page, "W-17")
    page.hide()
    context.announce(changes(Kind.CODING, ids={"c1"}))
    assert len(services.profiles.read) == 1
    page.show()
    assert len(services.profiles.read) == 2


def test_a_change_that_does_not_concern_profiles_is_not_read_as_one(page, services, context):
    _choose(page, "W-17")
    context.announce(changes(Kind.JOB, ids={"j1"}))
    assert len(services.profiles.read) == 1


def test_a_worker_without_recordings_is_told_when_there_will_be_something(page, services):
    services.profiles.sessions = []
    _choose(page, "W-21")
    assert "No coded recordings of W-21 yet" in page.content.reason


def test_no_label_puts_a_worker_in_an_order(page):
    for code in ("W-17", "W-04"):
        _choose(page, code)
        assert not [text for text in _texts(page) if ORDER.search(text)]


def test_everything_that_takes_the_focus_has_a_name_and_is_reached_in_reading_order(page):
    _choose(page, "W-17")
    stops, widget = [], page.nextInFocusChain()
    while widget is not page:
        if takes_tab(widget):
            stops.append(widget)
        widget = widget.nextInFocusChain()
    names = [one.accessibleName() or one.text() for one in stops]
    assert names[:4] == ["Worker", "Show as table", "Export…", "Principles over time"]
    assert names[-1] == "Next step for the next recorded visit"
    assert all(names)


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 1.0), (Mode.LIGHT, 2.0)])
def test_the_page_fits_its_window_in_every_look(page, qtbot, mode, scale):
    _choose(page, "W-17")
    current().apply(mode, scale)
    page.resize(1280, 720)
    qtbot.wait(1)
    assert page.minimumSizeHint().width() <= 1280
    image = page.chart.grab().toImage()
    assert not image.isNull()
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(0, image.width(), 2)}
    assert len(colours) > 3


def test_rows_with_one_recording_not_evaluable_or_none_are_painted(page, services, qtbot):
    services.profiles.sessions = [
        session(1, ratings={"EVO": None, "EMP": 4}, double_coded=True),
        session(2, held_on=date(2026, 8, 1), ratings={"EVO": None}),
    ]
    _choose(page, "W-17")
    assert not page.chart.grab().isNull()
    assert page.chart.chosen_sentence == "Evocation: not evaluable so far."
