"""The card of the suggestion model, read and walked by keys, over a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from coder.analysis.suggestion_words import NO_EFFECT_YET
from coder.domain.people import Role
from coder.domain.suggestion_worth import Batch, Effect, Estimate, Split, Worth
from coder.domain.suggestions import Decision
from coder.services.model_cards import starter_card, starter_held_out
from tests.helpers.accessible import clipped, walk
from tests.helpers.many_recordings import add_recording, add_worker, code_and_lock, decide_all, suggest
from tests.helpers.shown import words
from ui.library.card_parts import WorthCard
from ui.library.card_rows import FEWEST_ANSWERS
from ui.library.view import LibraryPage
from ui.theme import Mode, current


def cells(table) -> dict[str, list[str]]:
    """Each row by its first cell."""
    model = table.model()
    rows = [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]
    return {row[0]: row[1:] for row in rows}


@pytest.fixture
def card(pages):
    there = pages()
    page = there.show(LibraryPage(there.context))
    page.open_with("model")
    QCoreApplication.processEvents()
    there.page, there.card = page, page.card
    return there


def test_every_figure_of_a_code_stands_beside_what_people_reach(card):
    figures = {one.code: one for one in starter_card().codes}
    two = starter_held_out().labellings.codes
    shown = cells(card.card.codes.table)
    assert shown.keys() == figures.keys()
    one = figures["OQ"]
    assert shown["OQ"][1:6] == ["yes", str(one.n), f"{one.kappa:.2f}", "—", f"{two['OQ']:.2f}"]
    assert shown["OQ"][7:10] == [f"{round(100 * share)}%" for share in (one.precision, one.recall, one.f1)]
    assert shown["SR"][0] == "Reflection of either kind"
    said = words(card.card)
    assert "0 of the 10 recordings needed" in said
    assert "by the makers of the program" in said
    assert "CR: Simple and complex reflections are suggested as one" in said
    assert "never a rating of a principle" in said


def test_both_curves_are_walked_by_keys_and_have_a_table(qtbot, card):
    beside = starter_held_out()
    sure = card.card.curves.sure
    sure.chart.setFocus()
    qtbot.keyClick(sure.chart, Qt.Key.Key_End)
    last = [one for one in beside.curves.calibration if one.n >= FEWEST_ANSWERS][-1]
    assert sure.chart.chosen_sentence.endswith(f"right in {round(100 * last.right)}% of {last.n} answers.")
    qtbot.keyClick(sure.both.button, Qt.Key.Key_Space)
    assert sure.both.shows_table
    assert [row[-1] for row in cells(sure.both.findChild(type(card.card.codes.table))).values()] == [
        f"{round(100 * one.right)}%" for one in beside.curves.calibration if one.n >= FEWEST_ANSWERS
    ]
    silence = card.card.curves.silence
    silence.chart.setFocus()
    qtbot.keyClick(silence.chart, Qt.Key.Key_End)
    whole = f"{round(100 * starter_card().accuracy)}%"
    assert silence.chart.chosen_sentence == f"Of the most certain 100% of its answers {whole} are right."


def test_a_code_that_was_switched_off_says_so_at_once(card):
    assert cells(card.card.codes.table)["AF"][1] == "yes"
    card.services.policy.change(card.actor, codes_off="AF")
    card.context.operations.write(lambda: card.services.policy.change(card.actor, agreement_line=0.5), owner=card.page)
    assert cells(card.card.codes.table)["AF"][1] == "no"
    assert "AF: Switched off by this service." in words(card.card)


def test_one_recording_is_told_as_one(show_widget):
    worth = show_widget(WorthCard())
    worth.show_worth(Worth((), 1, (Split("With an interpreter", 1, 1, 0, 1),)), 0.9)
    said = "agreed with 0 of 1 suggestion, and the model was silent on 1 utterance they coded (1 recording)."
    assert f"{said} 1 finished recording waits" in worth.note.text()


def test_suggestions_that_fit_too_seldom_and_withheld_recordings_are_told_of(show_widget):
    card = show_widget(WorthCard())
    batch = Batch("starter 1", False, date(2026, 5, 1), date(2026, 5, 9), 10, (), Estimate(0.75, 0.7, 0.8))
    side = Effect(True, 10, Estimate(0.6, 0.5, 0.7), Estimate(0.6))
    card.show_worth(Worth((batch,), 0, (), (replace(side, withheld=False), side)), 0.9)
    assert "75% (95% interval 70%–80%) were the code that the evaluator had given" in words(card)
    assert "never shown: 0.60 (0.50–0.70) when locked, 0.60 when finished (10 recordings)" in words(card)
    card.show_worth(Worth((batch,), 0), 0.75)
    assert not card.below.isVisible()
    assert NO_EFFECT_YET in words(card)


def test_what_became_of_suggestions_is_shown_once_nobody_can_be_picked_out(card):
    assert "No figures yet. They come once recordings with suggestions are finished." in words(card.card.worth)
    assert not card.card.worth.table.isVisible()
    services = card.services
    services.policy.change(services.actor, withheld_share=0.0)
    workers = [add_worker(services, f"W-{n}") for n in range(5)]
    for n in range(10):
        session_id = add_recording(services, workers[n % 5])
        code_and_lock(services, services.actor, session_id, ("OQ", "SR", "CON"))
        suggest(services, session_id, {0: "OQ", 1: "AF"})
        decide_all(services, services.actor, session_id, Decision.KEEP)
    card.become(Role.COACH)
    page = card.show(LibraryPage(card.context))
    page.open_with("model")
    rows = page.card.worth.rows.rows
    assert [(row.code.code, row.code.suggested) for row in rows] == [("AF", 10), ("CON", 0), ("OQ", 10)]
    assert "No figures yet" not in words(page.card.worth)
    assert walk(page) == []


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_the_tables_are_for_everybody_too(qtbot, pages, mode, scale):
    current().apply(mode, scale)
    there = pages()
    page = there.show(LibraryPage(there.context))
    page.open_with("model")
    for part in (page.card.curves.sure, page.card.curves.silence):
        qtbot.keyClick(part.both.button, Qt.Key.Key_Space)
    QCoreApplication.processEvents()
    assert clipped(page) == []
    assert walk(page) == []
