"""Learning on the Library page, over a real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from coder.domain.learning import Bin, Comparison, CoveragePoint, Curves, LeftOut, TrainingSet
from coder.domain.people import Role
from coder.services.suggestions import Suggested
from tests.helpers.accessible import clipped, walk
from tests.helpers.learnt_models import keep_learnt
from ui.library.learnt_figures import LearntFigures
from ui.library.view import LibraryPage
from ui.theme import Mode, current

KNOWN = TrainingSet(12, 5, {"OQ": 80, "SR": 41}, {LeftOut.NOT_BLIND: 1, LeftOut.ASKED_NOT: 2}, 3)


OQ = {"n": 80, "prevalence": 0.66, "precision": 0.71, "recall": 0.64, "f1": 0.67, "shown": 30, "shown_precision": 0.93}
CURVES = Curves(
    (Bin(0.4, 0.5, 7, 0.46, 0.1), Bin(0.8, 0.9, 40, 0.84, 0.79)), (CoveragePoint(0.6, 0.88), CoveragePoint(1.0, 0.71))
)


def learn(
    there, number: int, new: float, old: float, before: str = "starter", curves: Curves | None = CURVES, known=KNOWN
) -> None:
    """Keep what a learning job would have found out."""
    figures = {"all": {"macro_f1": new, "kappa": new - 0.05}, "OQ": OQ}
    comparison = Comparison(figures, {"all": {"macro_f1": old, "kappa": old - 0.05}}, 5, curves)
    keep_learnt(there.services, number, comparison, before=before, known=known)


def opened(there, size=(1280, 720)) -> LibraryPage:
    page = there.show(LibraryPage(there.context), size)
    page.open_with("learning")
    QCoreApplication.processEvents()
    return page


def words(page) -> str:
    QCoreApplication.processEvents()
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def buttons(page, start: str) -> list[QAbstractButton]:
    QCoreApplication.processEvents()
    found = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
    return [one for one in found if (one.accessibleName() or one.text()).startswith(start)]


def test_a_new_service_is_told_what_is_missing_and_switches_learning_on_by_key(qtbot, pages):
    there = pages()
    there.locked()
    page = opened(there)
    view = page._places["learning"]
    assert "0 of 10 sessions are here; 10 more are needed" in words(page)
    assert "no utterance of the worker has a code: 1" in words(page)
    assert not view.learn_button.isEnabled()
    view.switch.setFocus()
    qtbot.keyClick(view.switch, Qt.Key.Key_Space)
    assert there.services.policy.get(there.actor).learning
    assert view.switch.isChecked()


def test_one_act_goes_back_to_an_earlier_model(qtbot, pages):
    there = pages()
    learn(there, 1, 0.61, 0.55, known=TrainingSet(1, 1, {"OQ": 1}))
    learn(there, 2, 0.60, 0.61, before="local 1")
    page = opened(there)
    told = words(page)
    assert "from 1 session with 1 coded utterance, codebook" in told
    assert "from 12 sessions with 121 coded utterances, codebook" in told
    assert "macro-F1 was 0.61 against 0.55 of “starter” (kappa 0.56 against 0.50): it took over." in told
    assert "0.60 against 0.61 of “local 1”" in told
    assert "less than 0.02 better, so nothing changed" in told
    (back,) = buttons(page, "Use this one")
    assert back.accessibleName() == "Use this one: starter"
    back.setFocus()
    qtbot.keyClick(back, Qt.Key.Key_Space)
    assert there.services.learning.content_in_use() is None
    assert [one.accessibleName() for one in buttons(page, "Use this one")] == ["Use this one: local 1"]


def test_a_learnt_model_shows_its_figures_and_curves_when_they_are_wanted(qtbot, pages):
    there = pages()
    learn(there, 1, 0.61, 0.55, curves=None)
    learn(there, 2, 0.70, 0.61, before="local 1")
    page = opened(there)
    assert not page.findChildren(LearntFigures)
    newest, oldest = buttons(page, "Show its figures")
    assert newest.accessibleName() == "Show its figures: local 2"
    newest.setFocus()
    qtbot.keyClick(newest, Qt.Key.Key_Space)
    (shown,) = page.findChildren(LearntFigures)
    cells = [shown.rows.index(0, column).data() for column in range(shown.rows.columnCount())]
    assert cells == ["OQ", "80", "—", "71%", "64%", "67%", "30", "93%"]
    # A step with seven answers says nothing.
    assert shown.curves.sure.chart.accessibleDescription() == "Sure to 84% on average, right in 79% of 40 answers."
    assert "Of the most certain 60% of its answers 88% are right." in shown.curves.silence.chart.accessibleDescription()
    qtbot.keyClick(newest, Qt.Key.Key_Space)
    assert not shown.isVisible()
    assert newest.accessibleName() == "Show its figures: local 2"
    qtbot.keyClick(newest, Qt.Key.Key_Space)
    assert shown.isVisible()
    qtbot.mouseClick(oldest, Qt.MouseButton.LeftButton)
    assert "Its curves were not kept. Learn again to see them." in words(page)


def test_the_sessions_worth_a_second_coding_are_offered_with_the_reason(qtbot, pages):
    there = pages()
    session_id = there.locked()
    text = there.services.transcripts.get(there.actor, session_id)
    there.services.suggestions.keep(session_id, "starter", [Suggested(text.utterances[0].id, "OQ", 0.9)], 29)
    page = opened(there)
    assert "S-0001: the model kept silent on 29 of 30 utterances of the worker and was 90% sure" in words(page)
    (button,) = buttons(page, "Open S-0001")
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert there.wanted == [("code", session_id)]


def test_an_evaluator_reads_and_does_not_decide_and_a_worker_sees_none_of_it(pages):
    there = pages()
    learn(there, 1, 0.61, 0.55)
    there.become(Role.EVALUATOR)
    page = opened(there)
    assert "it took over" in words(page)
    assert not buttons(page, "Use this one")
    assert not buttons(page, "Learn now")
    assert not page._places["learning"].switch.isEnabled()
    there.become(Role.WORKER)
    page = there.show(LibraryPage(there.context))
    assert not page.sections._buttons["learning"].isEnabled()


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_it_is_for_everybody(pages, mode, scale):
    current().apply(mode, scale)
    there = pages()
    learn(there, 1, 0.61, 0.55)
    session_id = there.locked()
    text = there.services.transcripts.get(there.actor, session_id)
    there.services.suggestions.keep(session_id, "starter", [Suggested(text.utterances[0].id, "OQ", 0.9)], 29)
    page = opened(there, (1140, 720))
    (figures,) = buttons(page, "Show its figures")
    figures.click()
    QCoreApplication.processEvents()
    assert walk(page) == []
    assert clipped(page) == []
    assert page.minimumSizeHint().width() <= 1140
    assert page._scroll.horizontalScrollBar().maximum() == 0
