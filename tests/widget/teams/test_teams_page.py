"""The team page, acted on as a person would, on services that answer from memory."""

from __future__ import annotations

import re
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

from coder.analysis.disclosure import BAR_HIDDEN
from coder.analysis.prompts import DAILY_QUESTIONS
from coder.domain.changes import Kind, changes
from coder.domain.reports import WHOLE_SERVICE, Cut, CutBy
from tests.cases.fake_services import COACH, FakeServices
from ui.focus import takes_tab
from ui.teams.cards import PromptCard
from ui.teams.view import TeamsPage
from ui.theme import Mode, current

ORDER = re.compile(r"\b(rank\w*|top|best|worst|percentile|score out of|league|weak\w*)\b", re.IGNORECASE)


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def page(qtbot, context, services) -> TeamsPage:
    context.open(services, COACH)
    made = TeamsPage(context, lambda *_: "")
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    return made


def _texts(widget: QWidget) -> list[str]:
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]
    said = [one.accessibleName() + " " + one.accessibleDescription() for one in widget.findChildren(QWidget)]
    return labels + said


def _choose(page: TeamsPage, name: str) -> None:
    page.team_picker.setCurrentText(name)
    page.team_picker.activated.emit(page.team_picker.currentIndex())


def test_teams_stand_in_the_order_of_their_names_and_periods_newest_first(page):
    teams, periods = page.team_picker, page.period_picker
    assert [teams.itemText(i) for i in range(teams.count())] == ["Team North", "Team South", "The whole service"]
    assert [periods.itemText(i) for i in range(periods.count())] == ["July–September 2026", "April–June 2026"]


def test_the_newest_report_is_shown_with_how_many_it_rests_on(page, services):
    assert services.reports.read == [("team-1", date(2026, 7, 1))]
    assert page.header.accessibleName() == "Team North: reflection report"
    assert "July–September 2026 · 32 recordings of 8 workers · no one can be picked out" in _texts(page.header)
    assert page.chart.isVisible()


def test_another_period_is_read_when_chosen(page, services):
    page.period_picker.setCurrentIndex(1)
    page.period_picker.activated.emit(1)
    assert services.reports.read[-1] == ("team-1", date(2026, 4, 1))
    assert page.model.report.start == date(2026, 4, 1)


def test_a_report_is_narrowed_by_context_and_widened_again(page, services):
    picker = page.cut_picker
    names = ["All recordings", "Kind of visit: telephone", "Stage: first"]
    assert [picker.itemText(i) for i in range(picker.count())] == names
    for index, told in ((2, "stage: first"), (0, "no one can be picked out")):
        picker.setCurrentIndex(index)
        picker.activated.emit(index)
        assert told in " ".join(_texts(page.header))
    assert services.reports.narrowed == [None, Cut(CutBy.STAGE, "first"), None]


def test_another_team_is_shown_whole_first(page, services):
    page.cut_picker.setCurrentIndex(1)
    page.cut_picker.activated.emit(1)
    _choose(page, "The whole service")
    assert services.reports.read[-1] == (WHOLE_SERVICE, date(2026, 7, 1))
    assert services.reports.narrowed[-1] is None
    assert page.header.accessibleName() == "The whole service: reflection report"


def test_the_page_asks_three_questions_for_every_day(page):
    words = " ".join(_texts(page))
    assert all(question in words for question in DAILY_QUESTIONS)


def test_the_chart_is_a_chart_with_a_paragraph_and_rows_for_the_keyboard(qtbot, page):
    interface = QAccessible.queryAccessibleInterface(page.chart)
    assert interface.role() is QAccessible.Role.Chart
    assert f"Clarity of concern: not shown, {BAR_HIDDEN}." in interface.text(QAccessible.Text.Description)
    page.chart.setFocus()
    qtbot.keyClick(page.chart, Qt.Key.Key_End)
    assert interface.text(QAccessible.Text.Value) == f"Clarity of concern: not shown, {BAR_HIDDEN}."


def test_the_table_twin_says_the_same_figures_and_what_is_hidden(qtbot, page):
    qtbot.mouseClick(page.both.button, Qt.MouseButton.LeftButton)
    model = page.table.model()
    rows = {
        model.index(r, 0).data(): [model.index(r, c).data() for c in range(1, model.columnCount())]
        for r in range(model.rowCount())
    }
    empathy = next(row for row in page.model.report.principles if row.principle_id == "EMP")
    assert rows["Empathy"][:5] == [f"{round(100 * share)}%" for share in empathy.shares]
    assert rows["Clarity of concern"] == ["—"] * 7 + [f"not shown: {BAR_HIDDEN}"]
    spoken = model.index(1, model.columnCount() - 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "since the period before" in spoken


def test_prompts_are_facts_and_questions(page):
    cards = page.findChildren(PromptCard)
    assert [card.accessibleName().split(":")[0] for card in cards] == ["Going well", "Could be better", "We changed"]
    for card, prompt in zip(cards, page.model.report.prompts, strict=True):
        assert prompt.question in _texts(card)


def test_headline_figures_say_what_they_are_made_of(page):
    words = " ".join(_texts(page.figures))
    for figure in page.model.report.figures:
        assert figure.value in words
        assert figure.note in words


def test_a_small_team_sees_why_nothing_is_shown_and_can_choose_another(page):
    _choose(page, "Team South")
    assert "fewer than 5 workers" in page.content.reason
    assert "Nothing is lost" in page.content.reason
    assert not page.chart.isVisible()
    assert not page.both.button.isEnabled()
    _choose(page, "Team North")
    assert page.chart.isVisible()


def test_no_number_of_a_hidden_team_is_anywhere_on_the_page(page):
    _choose(page, "Team South")
    seen = " ".join([one.text() for one in page.findChildren(QLabel) if one.isVisible()])
    assert "%" not in seen
    assert "16 recordings" not in seen


def test_the_pdf_of_the_service_is_written_where_the_user_said(qtbot, context, services, tmp_path):
    target = tmp_path / "north.pdf"
    context.open(services, COACH)
    page = TeamsPage(context, lambda _, name: str(target) if name == "reflection-report-2026-07-01" else "")
    qtbot.addWidget(page)
    page.show()
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert target.read_bytes() == b"pdf team-1"


def test_no_teams_yet_is_told(qtbot, context, services):
    services.reports.all_teams = ()
    context.open(services, COACH)
    page = TeamsPage(context)
    qtbot.addWidget(page)
    page.show()
    assert "No team report yet" in page.content.reason


def test_a_change_elsewhere_is_read_again_only_when_somebody_looks(page, services, context):
    page.hide()
    context.announce(changes(Kind.CODING, ids={"c1"}))
    assert len(services.reports.read) == 1
    page.show()
    assert len(services.reports.read) == 2


def test_no_label_puts_anybody_in_an_order_or_names_a_worker(page):
    texts = _texts(page)
    assert not [text for text in texts if ORDER.search(text)]
    assert not [text for text in texts if re.search(r"W-\d|Made-up", text)]


def test_everything_that_takes_the_focus_is_reached_in_reading_order(page):
    stops, widget = [], page.nextInFocusChain()
    while widget is not page:
        if takes_tab(widget):
            stops.append(widget.accessibleName() or widget.text())
        widget = widget.nextInFocusChain()
    assert stops == [
        "Team",
        "Period",
        "Recordings",
        "Show as table",
        "Present",
        "Export…",
        "How our recordings were rated",
    ]


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 1.0), (Mode.LIGHT, 2.0)])
def test_the_page_fits_its_window_in_every_look(page, qtbot, mode, scale):
    current().apply(mode, scale)
    page.resize(1280, 720)
    qtbot.wait(1)
    assert page.minimumSizeHint().width() <= 1280
    image = page.chart.grab().toImage()
    bar = page.chart.bar_rect(1)
    colours = {image.pixelColor(int(bar.left() + x), int(bar.center().y())).name() for x in range(3, int(bar.width()))}
    assert len(colours) >= 3
