"""Codes on moments: a moment is chosen on the waveform by mouse or key, and the letter of a code codes it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from coder.domain.coding import CodingState, EntryKind
from coder.services.coding_file import check_document
from tests.helpers.late import LatePool
from tests.widget.coding.test_waveform import drag
from tests.widget.coding.test_waveform_on_page import drawn, mark, middle_of, stretch
from ui import announce as announcing
from ui.coding.code_places import CodePlaces
from ui.coding.dialogs import MemoDialog
from ui.coding.edits import MarkMoment, Place, ToggleCode
from ui.coding.mark_edits import MoveMark
from ui.widgets.code_palette import CodeButton
from ui.widgets.transcript_rows import RowKind
from ui.widgets.waveform_scene import MarkKind

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
AT = (30.0, 34.0)


@pytest.fixture
def said(monkeypatch):
    heard = []
    monkeypatch.setattr(announcing, "send", lambda event: heard.append(event.message()))
    return heard


@pytest.fixture
def wave(desk):
    return desk.page.space.waveform


@pytest.fixture
def marked(desk, wave, qtbot):
    """A row chosen at the start, and a moment further on."""
    desk.choose(2)
    mark(desk, MarkMoment(kinds(desk)[0].id, Place(*AT), "she looked up"), qtbot)
    return desk


def kinds(desk):
    return desk.page.model.frame.codebook.moments


def codes(desk):
    return [(one.label, one.utterance_id, *stretch(one)) for one in desk.coding.state.codes]


def coded_row(desk):
    """The row of the one code that lies on no utterance."""
    (found,) = [one for one in desk.rows if one.kind is RowKind.INTERVAL]
    return found


def where(desk):
    return desk.page.space.strip.where.text()


def click_moment(wave, at_s=AT[0]):
    """Click the shape of the moment, as one does with the mouse."""
    place = QPoint(round(wave.pixel_of(at_s)) + 1, middle_of(wave, MarkKind.MOMENT))
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert wave.chosen.kind is MarkKind.MOMENT


def by_mouse(desk, wave):
    click_moment(wave)


def by_key(desk, wave):
    wave.setFocus()
    QTest.keyClick(wave, Qt.Key.Key_Down)


@pytest.mark.parametrize("choose", [by_mouse, by_key])
def test_a_letter_codes_the_moment_that_is_chosen_and_lets_it_go(marked, wave, qtbot, choose):
    choose(marked, wave)
    name = kinds(marked)[0].name
    assert where(marked) == f"A mark goes on the moment at 0:30: {name}. Esc: let it go"
    QTest.keyClick(wave, "a")
    assert codes(marked) == [("AF", "", *AT)]
    assert wave.chosen is None
    assert where(marked).startswith("A mark goes on the chosen row: ")
    drawn(marked, qtbot)
    strip = [(one.label, one.start_s, one.end_s, one.movable) for one in wave.marks.codes.marks]
    assert strip == [("AF", *AT, True)]
    row = coded_row(marked)
    assert (row.text, [one.code for one in marked.page.space.rows.marks_on(row).codes]) == (
        "Moment: she looked up",
        ["AF"],
    )
    row_before = marked.rows[2]
    QTest.keyClick(marked.page.space.list, "q")
    assert ("OQ", row_before.id, row_before.start_s, row_before.end_s) in codes(marked)


def test_the_arrows_choose_what_is_drawn_while_a_new_mark_is_still_to_be_drawn(marked, wave):
    """The model knows a mark sooner than the waveform shows it; an arrow in between chooses what is seen."""
    click_moment(wave)
    QTest.keyClick(wave, "a")
    marked.page.model.do(ToggleCode(Place(2.0, 3.0), "OQ"))
    assert marked.page.presenter._later.isActive()
    QTest.keyClick(wave, Qt.Key.Key_Home)
    QTest.keyClick(wave, Qt.Key.Key_Down)
    assert wave.chosen.kind is MarkKind.MOMENT


def test_undo_takes_the_code_and_then_the_moment_back_in_words_and_redo_brings_them_again(marked, wave):
    click_moment(wave)
    QTest.keyClick(wave, "a")
    history = marked.page.model.history
    assert history.undo_text.endswith(" at 0:30")
    QTest.keyClick(wave, Qt.Key.Key_Z, CTRL)
    assert (codes(marked), len(marked.coding.state.moments)) == ([], 1)
    assert marked.page.model.history.redo_text == history.undo_text
    QTest.keyClick(wave, Qt.Key.Key_Z, CTRL)
    assert marked.coding.state == CodingState()
    for _ in range(2):
        QTest.keyClick(wave, Qt.Key.Key_Z, CTRL | SHIFT)
    assert codes(marked) == [("AF", "", *AT)]


def test_the_same_letter_takes_the_code_off_the_moment_and_another_one_replaces_it(marked, wave):
    for letter, after in (("a", ["AF"]), ("q", ["OQ"]), ("q", [])):
        click_moment(wave)
        QTest.keyClick(wave, letter)
        assert [code for code, *_ in codes(marked)] == after
    assert len(marked.coding.state.moments) == 1


def test_the_moment_is_let_go_with_esc_and_when_another_row_is_chosen(marked, wave):
    click_moment(wave)
    QTest.keyClick(wave, Qt.Key.Key_Escape)
    assert wave.chosen is None
    assert where(marked).startswith("A mark goes on the chosen row: ")
    click_moment(wave)
    marked.page.space.list.setFocus()
    QTest.keyClick(marked.page.space.list, Qt.Key.Key_Down)
    row = marked.rows[3]
    assert (wave.chosen, marked.page.space.list.current_id) == (None, row.id)
    QTest.keyClick(marked.page.space.list, "r")
    assert codes(marked) == [("SR", row.id, row.start_s, row.end_s)]


def test_the_sound_goes_through_the_rows_without_letting_the_moment_go(marked, wave, qtbot):
    click_moment(wave)
    QTest.keyClick(wave, Qt.Key.Key_Space)
    first = marked.page.space.list.current_id
    for _ in range(6):
        marked.play_for(qtbot, 1.7)
    assert marked.page.space.list.current_id not in (first, marked.rows[2].id)
    assert where(marked).startswith("A mark goes on the moment at 0:30")
    QTest.keyClick(wave, "a")
    assert codes(marked) == [("AF", "", *AT)]
    assert where(marked).startswith("A mark goes on what is heard: ")


def test_a_code_goes_where_its_moment_goes_as_one_step_each(marked, wave, qtbot):
    click_moment(wave)
    QTest.keyClick(wave, "a")
    drawn(marked, qtbot)
    drag(wave, 34.0, 36.0, middle_of(wave, MarkKind.MOMENT), ALT)
    drawn(marked, qtbot)
    moment, code = marked.coding.state.moments[0], marked.coding.state.codes[0]
    assert moment.end_s == pytest.approx(36.0, abs=0.06)
    assert stretch(code) == stretch(moment)
    QTest.keyClick(wave, Qt.Key.Key_Z, CTRL)
    assert stretch(marked.coding.state.codes[0]) == stretch(marked.coding.state.moments[0]) == AT
    QTest.keyClick(wave, Qt.Key.Key_Z, CTRL | SHIFT)
    assert stretch(marked.coding.state.codes[0]) == stretch(marked.coding.state.moments[0]) == stretch(moment)


def test_a_code_moved_by_its_own_end_leaves_the_moment_where_it_is(marked, wave, qtbot):
    click_moment(wave)
    QTest.keyClick(wave, "a")
    drawn(marked, qtbot)
    drag(wave, 34.0, 36.0, middle_of(wave, MarkKind.CODE), ALT)
    assert stretch(marked.coding.state.moments[0]) == AT
    assert marked.coding.state.codes[0].end_s == pytest.approx(36.0, abs=0.06)
    assert coded_row(marked).text == "Coded by ear"


def test_where_two_moments_share_a_place_the_code_stays_with_the_one_that_stays(marked, wave):
    marked.page.model.do(MarkMoment(kinds(marked)[1].id, Place(*AT)))
    click_moment(wave)
    QTest.keyClick(wave, "a")
    there = Place(*AT)
    marked.page.model.do(MoveMark(there, Place(50.0, 52.0), EntryKind.MOMENT, kinds(marked)[0].id))
    assert sorted(map(stretch, marked.coding.state.moments)) == [AT, (50.0, 52.0)]
    assert codes(marked) == [("AF", "", *AT)]


def test_a_code_outlives_its_moment_and_it_is_said(marked, wave, qtbot, said):
    click_moment(wave)
    QTest.keyClick(wave, "a")
    drawn(marked, qtbot)
    click_moment(wave)
    QTest.keyClick(wave, Qt.Key.Key_Delete)
    assert (codes(marked), marked.coding.state.moments) == ([("AF", "", *AT)], ())
    assert said[-1] == f"Taken back: Moment: {kinds(marked)[0].name}. Its code stays there."
    assert where(marked).startswith("A mark goes on the chosen row: ")


def test_backspace_memo_and_attributes_are_about_the_code_on_the_moment(marked, wave, qtbot):
    page = marked.page
    QTest.keyClick(page.space.list, "r")
    click_moment(wave)
    QTest.keyClick(wave, "q")
    drawn(marked, qtbot)
    click_moment(wave)
    marked.wait_a_moment()
    assert page.space.strip.about.text().startswith("More about Open question at 0:30")
    assert [id_ for id_ in ("OQ", "SR") if page.space.palette_panel.button(id_).isChecked()] == ["OQ"]
    QTest.keyClick(wave, "m")
    dialog = next(one for one in page.space.findChildren(MemoDialog) if one.isVisible())
    assert "Open question at 0:30" in dialog.sentence.text()
    dialog.reject()
    wave.setFocus()
    QTest.keyClick(wave, Qt.Key.Key_Backspace)
    assert [code for code, *_ in codes(marked)] == ["SR"]


def test_the_codes_offered_are_those_of_who_speaks_in_the_middle_of_the_moment(marked, wave):
    page = marked.page
    row = next(one for one in marked.rows if one.start_s <= sum(AT) / 2 < one.end_s)
    marked.choose(next(place for place, one in enumerate(marked.rows) if one.role is not row.role))
    marked.wait_a_moment()
    before = offered(page)
    click_moment(wave)
    marked.wait_a_moment()
    assert offered(page) == {code.id for code in page.model.frame.codes_for(row.role)} != before


def offered(page):
    return {button.code.id for button in page.space.palette_panel.findChildren(CodeButton) if button.isVisible()}


def test_a_moment_taken_back_by_undo_while_it_is_chosen_takes_no_code(marked, wave):
    click_moment(wave)
    QTest.keyClick(wave, Qt.Key.Key_Z, CTRL)
    row = marked.rows[2]
    assert where(marked).startswith("A mark goes on the chosen row: ")
    QTest.keyClick(wave, "a")
    assert codes(marked) == [("AF", row.id, row.start_s, row.end_s)]


def test_what_is_chosen_tells_its_codes_and_the_list_of_places_its_moment(marked, wave, qtbot, said):
    click_moment(wave)
    QTest.keyClick(wave, "a")
    drawn(marked, qtbot)
    marked.page.playback.seek(20.0)
    by_key(marked, wave)
    told = {said[-1]}
    QTest.keyClick(wave, Qt.Key.Key_Down)
    name = f"Moment: {kinds(marked)[0].name}, 0:30.0 to 0:34.0, 4.0 seconds: she looked up. Coded: Affirm"
    assert name in {*told, said[-1]}
    QTest.keyClick(wave, Qt.Key.Key_Escape)
    wave.setFocus()
    QTest.keyClick(wave, Qt.Key.Key_F, CTRL | SHIFT)
    dialog = next(one for one in marked.page.findChildren(CodePlaces) if one.isVisible())
    assert dialog.list.item(0).text() == f"0:30  Moment: {kinds(marked)[0].name}: she looked up"
    dialog.reject()


def test_a_code_on_a_moment_is_there_after_a_restart_and_counts(marked, wave, open_desk):
    click_moment(wave)
    QTest.keyClick(wave, "a")
    marked.page.care.desk._timer.stop()
    marked.page.playback.close()
    again = open_desk()
    assert codes(again) == [("AF", "", *AT)]
    assert coded_row(again).text == "Moment: she looked up"
    codings = again.page.model.shown.codes
    assert [entry.label for entry in codings] == ["AF"]


def test_a_coding_file_codes_a_moment_by_its_place_and_the_page_goes_on_from_there(desk, wave, qtbot):
    kind, row = kinds(desk)[0].id, desk.rows[4]
    document = {
        "codes": [{"start_s": 30.0, "code": "AF"}],
        "moments": [{"kind": kind, "start_s": 30.0}, {"kind": kind, "utterance": row.id, "note": "from paper"}],
    }
    actor = desk.services.actor
    for _ in range(2):
        desk.services.coding.apply_file(actor, desk.session_id, check_document(document))
    desk.page.model.reload()
    drawn(desk, qtbot)
    assert (coded_row(desk).start_s, coded_row(desk).text) == (30.0, "A code on a moment")
    drag(wave, 35.0, 37.0, middle_of(wave, MarkKind.MOMENT), ALT)
    assert desk.coding.state.codes[0].end_s == pytest.approx(37.0, abs=0.06)
    drawn(desk, qtbot)
    click_moment(wave, row.start_s)
    QTest.keyClick(wave, Qt.Key.Key_Delete)
    assert [one.note for one in desk.coding.state.moments] == [""]


@pytest.fixture
def slow_store(context):
    """Holds back all that is to be stored, piece by piece."""
    pool, before = LatePool(), context.operations._writer
    context.operations._writer = pool
    pool.held = True
    yield pool
    context.operations._writer = before
    pool.shutdown()


@pytest.fixture
def stored_late(desk, wave, qtbot, slow_store):
    """A moment that is drawn and chosen while it is still being stored."""
    desk.page.model.do(MarkMoment(kinds(desk)[0].id, Place(*AT)))
    drawn(desk, qtbot)
    click_moment(wave)
    assert desk.coding is None
    return desk


def store_it(desk, slow_store, qtbot):
    """Have the moment stored, and the page know of it."""
    foreseen = desk.page.model.shown.moments[0].thread_id
    slow_store.go_on()
    qtbot.waitUntil(lambda: desk.page.model.shown.moments[0].thread_id != foreseen)


def test_an_end_is_moved_just_after_the_moment_was_stored(stored_late, wave, slow_store, qtbot):
    store_it(stored_late, slow_store, qtbot)
    assert wave.chosen.id != stored_late.page.model.shown.moments[0].thread_id
    QTest.keyClick(wave, Qt.Key.Key_Right, SHIFT)
    slow_store.go_on()
    assert stretch(stored_late.coding.state.moments[0]) == (30.0, pytest.approx(34.1, abs=0.001))


def test_an_end_in_the_hand_is_moved_though_the_moment_is_stored_meanwhile(stored_late, wave, slow_store, qtbot):
    QTest.keyPress(wave, Qt.Key.Key_Right, SHIFT)
    store_it(stored_late, slow_store, qtbot)
    drawn(stored_late, qtbot)
    QTest.keyRelease(wave, Qt.Key.Key_Right, SHIFT)
    slow_store.go_on()
    assert stretch(stored_late.coding.state.moments[0]) == (30.0, pytest.approx(34.1, abs=0.001))
    assert wave.chosen is not None
