"""The card on the Library page while suggestions come from a model that was learnt here."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from coder.domain.people import Role
from tests.helpers.accessible import clipped, walk
from tests.helpers.learnt_models import SILENT, TOLD, UNSEEN, keep_learnt
from tests.helpers.shown import words
from ui.library.view import LibraryPage
from ui.theme import Mode, current


def rows(page: LibraryPage) -> dict[str, list[str]]:
    model = page.card.codes.table.model()
    cells = [[model.index(row, place).data() for place in range(13)] for row in range(model.rowCount())]
    return {one[0]: one[1:] for one in cells}


def opened(there) -> LibraryPage:
    page = there.show(LibraryPage(there.context))
    page.open_with("model")
    QCoreApplication.processEvents()
    return page


def test_the_card_is_that_of_the_model_in_use_and_says_so(pages):
    there = pages()
    keep_learnt(there.services)
    page = opened(there)
    said = words(page.card)
    assert "Suggestion model “local 1”" in said
    assert "Suggestions come from local 1, learnt here;" in said
    assert "learnt here, not validated" in said
    assert "our invented ones, and recordings here" in said
    assert "with the codes that evaluators here gave" in said
    assert "invented text" not in "".join(part for part in said.splitlines() if "kappa" in part)
    assert [rows(page)[code][1] for code in (TOLD, SILENT, UNSEEN)] == ["yes", "no", "yes"]
    assert rows(page)[UNSEEN][2:] == ["—"] * 10
    assert not page.card.curves.isVisible()
    assert not page.card.groups.isVisible()


def test_another_model_chosen_beside_it_shows_its_card_at_once(pages):
    there = pages()
    keep_learnt(there.services)
    page = opened(there)
    page.show_section("learning")
    use = there.services.learning.use
    there.context.operations.write(lambda: use(there.actor, "starter"), owner=page)
    page.show_section("model")
    QCoreApplication.processEvents()
    assert "Suggestion model “starter”" in words(page.card)
    assert "learnt here" not in words(page.card)
    assert page.card.curves.isVisible()
    assert rows(page)[SILENT][1] == "yes"


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_it_is_for_everybody_too_and_a_coach_reads_no_figure_of_a_code(pages, mode, scale):
    current().apply(mode, scale)
    there = pages()
    keep_learnt(there.services)
    there.become(Role.COACH)
    page = opened(there)
    assert all(set(row[2:]) == {"—"} for row in rows(page).values())
    assert clipped(page) == []
    assert walk(page) == []
