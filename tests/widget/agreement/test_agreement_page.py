"""The Agreement page, worked through by key as evaluator and lead would, over the demo and a store of one's own."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from coder.audio.outputs import SilentOutput
from coder.domain.consensus import TalkOutcome
from coder.domain.people import Role
from tests.helpers.accessible import clipped, walk
from tests.helpers.many_recordings import add_evaluator
from tests.helpers.shown import cells, settle, words
from ui import announce
from ui.agreement.view import AgreementPage
from ui.operations import Operations
from ui.theme import Mode, current
from ui.widgets.evidence_chip import EvidenceChip


def chosen(combo, text: str) -> None:
    combo.setCurrentIndex(combo.findText(text))
    combo.activated.emit(combo.currentIndex())
    settle()


@pytest.fixture
def demo(pages):
    """The page over the demo, as somebody who holds every role."""
    there = pages(demo=True)
    there.become(Role.EVALUATOR, Role.LEAD)
    there.path = ""
    there.page = there.show(AgreementPage(there.context, lambda *_: there.path))
    settle()
    return there


@pytest.fixture
def heard(monkeypatch) -> list[str]:
    """What a screen reader is told."""
    said: list[str] = []
    monkeypatch.setattr(announce, "send", lambda event: said.append(event.message()))
    return said


def test_figures_can_be_read_as_dots_as_a_table_and_by_ear(qtbot, demo, heard):
    page = demo.page
    report = demo.services.agreement.report(demo.actor)
    assert report.demo
    assert "demonstration data" in page.about.text()
    assert f"{report.recordings} recordings coded blind by two or more" in page.about.text()
    panel = page.ratings
    assert [row[0] for row in cells(panel.table)] == [one.name for one in report.principles]
    figures = report.principles[1].figures
    icc = figures.icc_2_1
    assert cells(panel.table)[1][1:3] == [f"{icc.value:.2f}", f"{icc.low:.2f} to {icc.high:.2f}"]
    panel.chart.setFocus()
    qtbot.keyClick(panel.chart, Qt.Key.Key_Down)
    assert f"ICC(2,1): one evaluator {icc.value:.2f}, 95% interval" in heard[-1]
    assert panel.detail.accessibleName() == "Empathy"
    assert f"of {figures.n_pairs} pairs equal" in words(panel.detail)
    assert "Month by month: Empathy" in words(panel)
    qtbot.mouseClick(panel.both.button, Qt.MouseButton.LeftButton)
    assert panel.table.isVisible()
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert panel.detail.accessibleName() == report.principles[-1].name
    page.show_section("codes")
    settle()
    marks = report.free_marks
    shown = cells(page.codes.free.table)
    assert [one.name for one in marks] == ["Bright"]
    assert len(shown) == len(marks)
    first = marks[0].figures
    both, alone = str(first.matched), str(first.first_only + first.second_only)
    assert shown[0][:4] == [marks[0].name, str(first.n_recordings), both, alone]
    assert "within 2 seconds" in words(page.codes.free)
    # The demo's codes lie on what was said, so that the newcomer sees a figure of each.
    assert len(cells(page.codes.table)) > 15


def test_figure_scale_team_and_period_can_be_chosen_and_few_pairs_are_shown_as_pairs(demo):
    page, panel = demo.page, demo.page.ratings
    before = cells(panel.table)
    chosen(panel.figure, "Gwet's AC2")
    assert [row[1] for row in cells(panel.table)] != [row[1] for row in before]
    assert "Words by Cicchetti 1994: poor, fair from 0.40" in words(panel)
    chosen(page.scale, "Words: Koo & Li 2016")
    assert "Words by Koo & Li 2016: poor, moderate from 0.50" in words(panel)
    assert {row[3].partition(" (")[2] for row in cells(panel.table)} == {"Koo & Li 2016)"}
    chosen(page.team, page.team.itemText(1))
    assert page.model.report.team_name == page.team.currentText()
    rows = zip(page.model.report.principles, cells(panel.table), strict=True)
    few = [(one, row) for one, row in rows if one.figures.withheld]
    assert few
    for one, row in few:
        first, second = one.pairs[0]
        assert row[1:4] == ["—", "—", "—"]
        assert f"{len(one.pairs)} pairs, no figure below 10: {first} and {second}" in row[-1]
    assert "no figure below 10" in panel.chart.accessibleDescription()
    demo.context.clock = lambda: datetime(2027, 6, 1, tzinfo=UTC)
    chosen(page.period, "Last three months")
    assert "Choose another team or a longer period" in panel.content.reason
    assert "from 1 March 2027 on" in page.about.text()


def test_the_planted_evaluator_who_drifts_is_found_by_the_lead_and_named_by_code_order(demo):
    demo.page.show_section("training")
    settle()
    panel = demo.page.training
    drifting = [one.person_code for one in panel.state.drifts if one.alert]
    codes = [one.person_code for one in panel.state.drifts]
    assert (codes, len(drifting)) == (sorted(codes), 1)
    told = words(demo.page)
    assert f"{drifting[0]}: Over the last 8 recordings" in told
    assert "recalibrate" in told
    assert not re.search(r"\b(wrong|poor|bad|fault|blame|worst)\b", told)


def test_an_evaluator_sees_their_own_drift_and_nobody_elses(pages):
    there = pages(demo=True)
    there.become(Role.EVALUATOR)
    page = there.show(AgreementPage(there.context))
    page.open_with("training")
    settle()
    assert page.training.state.drifts == page.training.state.everybody == ()
    told = words(page)
    assert "Your way to the certificate" in told
    assert "E-04" not in told
    button = next(one for one in page.findChildren(QPushButton) if one.text() == "I have read the codebook")
    button.click()
    settle()
    assert there.services.training.progress(there.actor).read_at is not None
    assert not any(
        one.text() == "I have read the codebook" for one in page.findChildren(QPushButton) if one.isVisible()
    )


def test_a_talk_is_kept_beside_both_originals_and_what_stays_open_goes_to_the_decision_log(qtbot, demo):
    page = demo.page
    page.show_section("differences")
    settle()
    panel = page._places["differences"]
    talk, first = panel.talk, panel.shown[0]
    sizes = [one.size for one in panel.shown]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] > 1
    assert not talk.keep.isEnabled()
    qtbot.keyClicks(talk.reason, "He follows, and goes no further.")
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    second = panel.shown[1]
    assert talk.reason.toPlainText() == ""
    qtbot.keyClick(panel.table, Qt.Key.Key_Up)
    assert talk.reason.toPlainText() == "He follows, and goes no further."
    chosen(talk.agreed, first.given[1].value)
    before = demo.services.agreement.report(demo.actor)
    talk.keep.click()
    settle()
    kept = next(one for one in page.differences.items if one.id == first.id)
    assert (kept.talk.outcome, kept.talk.agreed) == (TalkOutcome.AGREED, first.given[1].value)
    assert kept.given == first.given
    assert demo.services.agreement.report(demo.actor).principles == before.principles
    assert first.id not in {one.id for one in panel.shown}
    qtbot.keyClicks(talk.reason, "We read the anchor differently.")
    talk.leave.click()
    settle()
    left = next(one for one in page.differences.items if one.id == second.id)
    assert left.talk.outcome is TalkOutcome.UNRESOLVED
    logged = demo.services.decisions.list(demo.actor)[0]
    assert logged.thread_id == left.talk.decision_thread
    assert not re.search(r"E-0\d|D-\d", logged.question)


def test_both_evaluators_moments_are_heard_from_their_second(qtbot, pages):
    there = pages()
    services, actor = there.services, there.actor
    services.policy.change(actor, double_share=0.0)
    session_id = there.transcribed()
    other = add_evaluator(services, "E-2")
    for who, value, at_s in ((actor, 2, 1.0), (other, 4, 5.0)):
        coding = services.coding.start(who, session_id).created
        for principle in services.codebooks.active().principles:
            services.coding.rate(who, coding, principle.id, value if principle.id == "EMP" else 3)
        for start_s in (at_s, at_s + 3):
            services.coding.add_evidence(who, coding, "EMP", start_s=start_s, end_s=start_s + 1, note="heard")
        services.coding.lock(who, coding)
    page = there.show(AgreementPage(there.context, connect=SilentOutput))
    page.open_with("differences")
    settle()
    page.open_with("training")
    settle()
    assert words(page._places["training"]).count("of 8 recordings: too few to tell") == 2
    page.open_with("differences")
    settle()
    chips = [one for one in page.findChildren(EvidenceChip) if one.isVisible()]
    assert [one.start_s for one in chips] == [1.0, 4.0, 5.0, 8.0]
    qtbot.keyClick(chips[2], Qt.Key.Key_Return)
    settle()
    assert page.playback.position_s == pytest.approx(5.0, abs=0.5)
    lead = [one.action for one in services.audit.events(actor, limit=20)]
    assert "listened" in lead
    page.show_section("ratings")
    assert not page.playback.playing


def test_what_is_shown_can_be_taken_out_and_a_name_without_a_kind_is_refused(demo, tmp_path):
    demo.path = str(tmp_path / "agreement.xlsx")
    demo.page.export_button.click()
    settle()
    assert (tmp_path / "agreement.xlsx").read_bytes().startswith(b"PK")
    assert demo.told[-1] == "Written to agreement.xlsx."
    demo.path = str(tmp_path / "agreement.pdf")
    demo.page.export_button.click()
    settle()
    assert not (tmp_path / "agreement.pdf").exists()
    assert "does not say which kind" in demo.told[-1]


def test_an_empty_store_says_for_each_section_when_content_will_come(pages):
    there = pages()
    page = there.show(AgreementPage(there.context))
    said = {}
    for section, widget in page._places.items():
        page.show_section(section)
        settle()
        said[section] = widget.content.reason
    assert "once two evaluators have coded and locked" in said["ratings"]
    assert "once two evaluators have coded the utterances" in said["codes"]
    assert "both of you have locked" in said["differences"]
    assert "once a recording was finished" in said["anchoring"]
    # Training begins by reading, so there is something to do at once.
    assert said["training"] == ""


def test_until_figures_are_there_every_section_says_that_they_are_being_worked_out(pages):
    there = pages(demo=True)
    there.become(Role.EVALUATOR, Role.LEAD)
    page = AgreementPage(there.context)
    sections = (page.ratings, page.codes, *(page._places[name] for name in ("differences", "training", "anchoring")))
    for section in sections:
        assert section.content.reason.startswith("Being worked out")
    there.show(page)
    for name in page._places:
        page.show_section(name)
        settle()
    for section in sections:
        assert not section.content.reason.startswith("Being worked out")


def test_figures_of_another_choice_neither_stand_nor_leave_while_new_ones_are_worked_out(qtbot, demo, monkeypatch):
    page, panel, late = demo.page, demo.page.ratings, []
    report = demo.services.agreement.report

    def slow(*asked):
        late.append(threading.Event())
        assert late[-1].wait(30)
        return report(*asked)

    page.context.operations = Operations(page.context.messages)
    monkeypatch.setattr(demo.services.agreement, "report", slow)
    before = page.about.text()
    try:
        chosen(page.team, page.team.itemText(1))
        assert page.about.text() == "Being worked out…"
        assert not page.export_button.isEnabled()
        qtbot.waitUntil(lambda: panel.content.reason.startswith("Being worked out"), timeout=10_000)
        late[0].set()
        qtbot.waitUntil(lambda: page.export_button.isEnabled(), timeout=30_000)
    finally:
        page.context.operations.close()
    assert panel.content.reason == ""
    assert page.about.text() not in (before, "Being worked out…")
    assert page.model.report.team_name == page.team.itemText(1)


def test_a_worker_is_told_why_there_is_nothing_and_who_may_see_it(pages):
    there = pages(demo=True)
    there.become(Role.WORKER)
    page = there.show(AgreementPage(there.context))
    settle()
    assert "does not allow you to see how far evaluators agree" in page.content.reason
    assert not page.export_button.isEnabled()


def test_every_section_can_be_used_by_key_and_read_at_200_per_cent(demo):
    page = demo.page
    for section in ("ratings", "codes", "differences", "training"):
        page.show_section(section)
        settle()
        assert (section, walk(page)) == (section, [])
    current().apply(Mode.CONTRAST, 2.0)
    try:
        for section in ("ratings", "codes", "differences", "training"):
            page.show_section(section)
            settle()
            assert (section, clipped(page)) == (section, [])
    finally:
        current().apply(Mode.LIGHT, 1.0)
