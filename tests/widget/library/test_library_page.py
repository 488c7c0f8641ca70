"""The Library over a real store: what is read is what the codebook files and the model's card say."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from codebook.load import builtin_text, load_builtin
from codebook.schema import Kind
from coder.domain.people import Role
from coder.services.model_cards import starter_card
from tests.helpers.accessible import clipped, walk
from tests.helpers.shown import press, words
from ui.library.entries import entries
from ui.library.limits import LIMITS, limit_text
from ui.library.provider import CodebookProvider
from ui.library.view import LibraryPage
from ui.theme import Mode, current

MSW = load_builtin("msw")


def own_version(folder: Path, version: str = "1.1.0", wording: str = "Reworded for our service.") -> Path:
    """The shipped codebook with another version and one reworded sentence, as an authority might hand it over."""
    text = builtin_text("msw").replace('version = "1.0.0"', f'version = "{version}"')
    file = folder / "our-msw.toml"
    file.write_text(text.replace("Invites a story, a view or a feeling.", wording), encoding="utf-8")
    return file


@pytest.fixture
def library(pages, tmp_path):
    there = pages()
    page = LibraryPage(there.context, ask_file=lambda _: str(tmp_path / "our-msw.toml"))
    there.page = page
    return there


def test_every_part_of_the_codebook_can_be_read():
    found = {entry.id: entry for entry in entries(MSW)}
    for principle in MSW.principles:
        entry = found[f"principle:{principle.id}"]
        anchors = next(block for block in entry.blocks if block.first == 1)
        assert [" ".join(line.split()) for line in anchors.lines] == [" ".join(a.split()) for a in principle.anchors]
        said = entry.text
        assert all(" ".join(one.split()) in said for one in (*principle.indicators, *principle.counter_indicators))
    for code in (*MSW.codes, *MSW.talk_codes):
        assert all(example in found[f"code:{code.id}"].text for example in code.examples)
    assert all(f"moment:{moment.id}" in found for moment in MSW.moments)
    assert MSW.provenance in found["about"].text


@pytest.mark.parametrize("name", ["supervision", "family-feedback"])
def test_the_other_codebooks_can_be_read_too(name):
    book = load_builtin(name)
    found = entries(book)
    assert len(found) > len(book.principles) + len(book.feedback_items)
    assert len({entry.id for entry in found}) == len(found)


def test_it_opens_with_the_codebook_in_use_and_says_that_it_is_not_validated(library):
    page = library.show(library.page)
    assert "not validated" in words(page.header)
    assert page.codebook.version.currentText() == "Motivational Social Work 1.0.0, in use"
    assert "Evocation" in words(page.codebook)
    assert MSW.principles[0].anchors[0] in words(page.codebook)


def test_arrows_move_through_the_entries_and_pass_over_headings(qtbot, library):
    page = library.show(library.page)
    page.codebook.list.setFocus()
    seen = []
    for _ in range(9):
        seen.append(page.codebook.list.currentItem().text())
        qtbot.keyClick(page.codebook.list, Qt.Key.Key_Down)
    assert seen[:2] == ["Ev  Evocation", "Em  Empathy"]
    assert "CODES FOR WHAT WAS SAID" not in seen
    assert seen[7].startswith("OQ")


def test_searching_finds_words_anywhere_in_an_entry(qtbot, library):
    page = library.show(library.page)
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.codebook.search.hasFocus()
    qtbot.keyClicks(page.codebook.search, "mornings")
    found = [page.codebook.list.item(n).text() for n in range(page.codebook.list.count())]
    assert "OQ  Open question" in found
    assert "“How have mornings been?”" in words(page.codebook)
    page.codebook.search.setText("no such word anywhere")
    assert "Nothing fits" in words(page.codebook)
    page.codebook.search.clear()
    assert page.codebook.list.count() > 40


def test_another_page_can_ask_for_one_entry(library):
    library.page.open_with("code:CR")
    page = library.show(library.page)
    assert page.codebook.list.currentItem().text() == "CR  Complex reflection"


@pytest.mark.parametrize(
    ("query", "expected"),
    [("empathy", "principle:EMP"), ("complex refl", "code:CR"), ("start at 3", "rule:A4")],
)
def test_the_palette_finds_entries_and_leads_to_them(library, query, expected):
    found = []
    CodebookProvider(library.context).find(query, found.extend)
    found[0].run()
    assert library.wanted == [("library", expected)]
    library.page.open_with(expected)
    library.show(library.page)
    shown = library.page.codebook.list.currentItem()
    assert shown.text().endswith(found[0].text.removeprefix("Codebook: "))


def test_an_imported_codebook_is_used_and_compared(qtbot, library, tmp_path):
    page = library.show(library.page)
    page.open_with("compare")
    assert "Only one version" in page.compare.content.reason
    own_version(tmp_path)
    press(qtbot, page.import_button)
    assert library.services.codebooks.active(Kind.PRACTICE).version == "1.1.0"
    assert page.compare.new.currentText() == "Motivational Social Work 1.1.0"
    told = [change.sentence for change in page.compare.rows.rows]
    assert any("code OQ" in sentence for sentence in told)
    assert "may be pooled" in page.compare.pooled.text()
    assert any("new codings are made with it" in sentence for sentence in library.told)


def test_a_bad_file_is_refused_with_its_key_and_line_and_changes_nothing(qtbot, library, tmp_path):
    page = library.show(library.page)
    file = own_version(tmp_path)
    text = file.read_text(encoding="utf-8")
    line = text[: text.index('badge = "Ev"')].count("\n") + 1
    file.write_text(text.replace('badge = "Ev"', 'badge = "Evocation"'), encoding="utf-8")
    press(qtbot, page.import_button)
    told = library.told[-1]
    assert "our-msw.toml" in told
    assert f"line {line}" in told
    assert "badge" in told
    assert library.services.codebooks.active(Kind.PRACTICE).version == "1.0.0"


def test_an_older_version_can_be_taken_into_use_again(qtbot, library, tmp_path):
    own_version(tmp_path)
    page = library.show(library.page)
    press(qtbot, page.import_button)
    page.codebook.version.setCurrentIndex(page.codebook.version.findText("Motivational Social Work 1.0.0"))
    page.codebook.version.activated.emit(page.codebook.version.currentIndex())
    press(qtbot, page.codebook.use_button)
    assert library.services.codebooks.active(Kind.PRACTICE).version == "1.0.0"
    assert not page.codebook.use_button.isVisible()


def test_a_coach_reads_and_changes_nothing(library):
    library.become(Role.COACH)
    page = library.show(library.page)
    assert not page.import_button.isVisible()
    assert not page.codebook.use_button.isVisible()
    assert page.codebook.list.count() > 40


def test_the_card_shows_the_figures_of_its_file(library):
    page = library.show(library.page)
    page.open_with("model")
    card = starter_card()
    said = words(page.card)
    assert f"{card.conversations} invented conversations with {card.utterances:,}" in said
    assert f"kappa {card.kappa:.2f}" in said
    assert "not measured yet" in said
    assert tuple(row.figures for row in page.card.codes.rows.rows) == card.codes
    model = page.card.codes.table.model()
    assert int(model.index(0, 3).data()) == max(one.n for one in card.codes)


def test_the_limits_say_what_was_never_tried(library):
    page = library.show(library.page)
    page.open_with("limits")
    said = words(page.limits)
    assert all(limit_text(sentence) in said for limit in LIMITS for _, sentence in limit.said)
    for claim in (
        "No recording of a real home visit was ever tried",
        "No real child's speech was tried",
        "our own draft",
    ):
        assert claim in said


@pytest.mark.parametrize("section", ["codebook", "compare", "model", "limits"])
@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_every_section_is_for_everybody(library, tmp_path, section, mode, scale):
    current().apply(mode, scale)
    own_version(tmp_path)
    there = library
    page = there.show(LibraryPage(there.context))
    there.services.codebooks.import_file(there.actor, tmp_path / "our-msw.toml")
    page.model._stale = True
    page.model.refresh()
    page.open_with(section)
    QCoreApplication.processEvents()
    assert walk(page) == []
    assert clipped(page) == []
    assert page.minimumSizeHint().width() <= 1140
