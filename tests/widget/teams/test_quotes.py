"""Workers' own words in the report: chosen by ticking, shown under the prompts, presented with what families said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from coder.domain.family_voice import TeamVoice, TeamVoiceLine
from coder.domain.feedback import Audience
from coder.domain.quotes import IN_OUR_OWN_WORDS, MOST_QUOTES, RECOGNISED, QuoteToChoose
from tests.cases.fake_services import COACH, FakeServices
from ui.teams.quotes import ChooseQuotesDialog
from ui.teams.slides import slides_of
from ui.teams.view import TeamsPage

OFFERED = [QuoteToChoose(str(number), f"What would help you most, {number}?", False) for number in range(4)]


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def page(qtbot, context, services) -> TeamsPage:
    services.quotes.to_show = list(OFFERED)
    context.open(services, COACH)
    made = TeamsPage(context, lambda *_: "")
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    return made


def _said(widget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def test_whoever_leads_ticks_what_the_report_shows(qtbot, page, services):
    assert "None are shown yet" in _said(page.quotes)
    qtbot.mouseClick(page.quotes.button, Qt.MouseButton.LeftButton)
    dialog = page.findChild(ChooseQuotesDialog)
    assert RECOGNISED in _said(dialog)
    assert not any(box.isChecked() for box in dialog.boxes.values())
    for box in list(dialog.boxes.values())[:MOST_QUOTES]:
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not dialog.boxes["3"].isEnabled(), "there are no more than three in a report"
    qtbot.keyClick(dialog.boxes["0"], Qt.Key.Key_Space)
    assert dialog.boxes["3"].isEnabled()
    before = len(services.reports.read)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert services.quotes.acts == [("choose", ("1", "2"))]
    assert len(services.reports.read) == before + 1, "the same period is read again"
    page.quotes.show_quotes(["You know her best."], page.model.to_choose)
    assert "“You know her best.”" in [one.text() for one in page.quotes.findChildren(QLabel)]
    assert [one.chosen for one in page.model.to_choose] == [False, True, True, False]


def test_without_anything_offered_there_is_no_card(page, services):
    page.quotes.show_quotes((), ())
    assert not page.quotes.isVisible()


def test_quotes_and_what_families_said_are_presented_one_a_screen(page):
    report = replace(page.model.report, quotes=("You know her best.",))
    principle = report.prompts[0].principle_id

    def line(item: str, principle_id: str, share: float | None, *, helpful: bool = False) -> TeamVoiceLine:
        return TeamVoiceLine(
            item, f"About {item}", Audience.ADULT, principle_id, helpful, share, 12, ("Agree", "Fully")
        )

    beside = [
        one.id for one in page.model.codebook.principles if one.id not in {p.principle_id for p in report.prompts}
    ]
    lines = (
        line("help", "", 0.75, helpful=True),
        line("heard", principle, 0.5),
        line("hidden", principle, None),
        line("beside", beside[0], 0.4),
    )
    slides = slides_of(report, TeamVoice(report.team_id, report.start, report.end, lines))
    quoted = [one.sentence for one in slides if one.title == IN_OUR_OWN_WORDS]
    assert quoted == ["“You know her best.”"]
    said = [one.sentence for one in slides if one.title == "What families said"]
    assert said == [
        "“About help” 75% of 12 families said agree or fully.",
        "“About heard” 50% of 12 families said agree or fully.",
    ]
    assert all(one.question for one in slides)
