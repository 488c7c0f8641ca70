"""Coding a session with the keys, down to what the service then says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from coder.domain.coding import Direction, EntryKind, Origin
from tests.widget.coding import material
from ui.coding.dialogs import MemoDialog
from ui.coding.mark_edits import WriteNote
from ui.widgets.transcript_rows import RowKind

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifier)


def code_of(desk, row):
    found = desk.coding.state.codes_on(row.id) if desk.coding else ()
    return found[0].label if found else ""


def test_a_letter_codes_the_chosen_utterance_and_starts_the_coding(desk):
    row = desk.choose(0)
    assert desk.coding is None
    press(desk.page.space.list, Qt.Key.Key_Q)
    assert code_of(desk, row) == "OQ"
    assert desk.coding.state.codes[0].origin is Origin.BLIND
    assert [code.name for code in desk.page.space.rows.marks_on(row).codes] == ["Open question"]
    desk.wait_a_moment()
    assert desk.page.space.palette_panel.button("OQ").isChecked()


def test_shift_and_a_letter_is_the_variant(desk):
    row = desk.choose(2)
    press(desk.page.space.list, Qt.Key.Key_R, SHIFT)
    assert code_of(desk, row) == "CR"


def test_the_same_letter_again_takes_the_code_back(desk):
    row = desk.choose(0)
    press(desk.page.space.list, Qt.Key.Key_Q)
    press(desk.page.space.list, Qt.Key.Key_Q)
    assert code_of(desk, row) == ""
    assert not desk.page.space.palette_panel.button("OQ").isChecked()


def test_another_letter_replaces_the_code_and_keeps_the_memo(desk):
    row = desk.choose(0)
    press(desk.page.space.list, Qt.Key.Key_Q)
    desk.page.model.do(WriteNote(EntryKind.CODE, "OQ", desk.page.acts.place(), "asked twice"))
    press(desk.page.space.list, Qt.Key.Key_A)
    assert code_of(desk, row) == "AF"
    assert desk.coding.state.codes[0].note == "asked twice"
    assert len(desk.coding.state.codes) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_backspace_or_delete_withdraws_and_undo_brings_it_back_in_words(desk, key):
    row = desk.choose(0)
    press(desk.page.space.list, Qt.Key.Key_Q)
    press(desk.page.space.list, key)
    assert desk.rows[0].id == row.id
    assert code_of(desk, row) == ""
    assert desk.page.header.undo.accessibleName().startswith("Undo: Take back")
    press(desk.page.space.list, Qt.Key.Key_Z, CTRL)
    assert code_of(desk, row) == "OQ"
    assert desk.page.header.redo.isEnabled()
    press(desk.page.space.list, Qt.Key.Key_Z, CTRL | SHIFT)
    assert code_of(desk, row) == ""


def test_undo_survives_closing_and_opening_the_session(desk):
    row = desk.choose(0)
    press(desk.page.space.list, Qt.Key.Key_Q)
    desk.page.model.close()
    assert not desk.page.header.undo.isVisible()
    desk.page.open_with(desk.session_id)
    desk.page.space.list.setFocus()
    assert desk.page.header.undo.isEnabled()
    press(desk.page.space.list, Qt.Key.Key_Z, CTRL)
    assert code_of(desk, row) == ""


def test_a_click_on_the_palette_codes_like_the_key(desk):
    row = desk.choose(0)
    button = desk.page.space.palette_panel.button("CON")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert code_of(desk, row) == "CON"
    desk.wait_a_moment()
    assert button.isChecked()


def test_the_palette_shows_what_fits_the_speaker(desk):
    parents = [place for place, row in enumerate(desk.rows) if row.role.value == "parent"]
    row = desk.choose(parents[0])
    press(desk.page.space.list, Qt.Key.Key_T)
    assert code_of(desk, row) == "CT"
    desk.wait_a_moment()
    assert desk.page.space.palette_panel.button("CT").isChecked()


def test_letters_are_text_in_the_search_field_and_escape_plays(desk, qtbot):
    desk.choose(0)
    press(desk.page, Qt.Key.Key_F, CTRL)
    field = desk.page.space.filters.search
    assert field.hasFocus()
    QTest.keyClicks(field, "q")
    assert field.text() == "q"
    assert desk.coding is None
    press(field, Qt.Key.Key_Escape)
    assert desk.page.playback.playing


def test_a_memo_is_written_on_the_code(desk):
    desk.choose(0)
    press(desk.page.space.list, Qt.Key.Key_Q)
    press(desk.page.space.list, Qt.Key.Key_M)
    dialog = desk.page.space.findChild(MemoDialog)
    dialog.text.setPlainText("a good opening")
    dialog.act.click()
    assert desk.coding.state.codes[0].note == "a good opening"
    assert "Memo: a good opening" in desk.page.space.rows.explained(desk.rows[0])


def test_a_memo_without_a_code_marks_a_moment(desk):
    row = desk.choose(4)
    press(desk.page.space.list, Qt.Key.Key_M)
    dialog = desk.page.space.findChild(MemoDialog)
    assert dialog.kind.currentText() == "Bright"
    dialog.text.setPlainText("worth hearing")
    dialog.shareable.setChecked(True)
    dialog.act.click()
    (moment,) = desk.coding.state.moments
    assert (moment.label, moment.note, moment.shareable) == ("bright", "worth hearing", True)
    assert [mark.name for mark in desk.page.space.rows.marks_on(row).marks] == ["Moment: Bright"]


def test_a_moment_can_be_given_up(desk):
    desk.choose(4)
    press(desk.page.space.list, Qt.Key.Key_M, CTRL)
    dialog = desk.page.space.findChild(MemoDialog)
    dialog.cancel.click()
    assert desk.coding is None
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_evidence_is_added_turned_round_and_taken_away(desk):
    row = desk.choose(0)
    desk.page.space.principles.choose("EMP")
    press(desk.page.space.list, Qt.Key.Key_E)
    (entry,) = desk.coding.state.evidence
    assert (entry.label, entry.utterance_id, entry.direction) == ("EMP", row.id, Direction.FOR)
    press(desk.page.space.list, Qt.Key.Key_E, SHIFT)
    (entry,) = desk.coding.state.evidence
    assert entry.direction is Direction.AGAINST
    assert "Evidence against Empathy" in desk.page.space.rows.spoken(row)
    press(desk.page.space.list, Qt.Key.Key_E, SHIFT)
    assert desk.coding.state.evidence == ()


def test_evidence_keeps_its_note_when_it_is_turned_round_and_turns_back_in_one_step(desk):
    desk.choose(0)
    desk.page.space.principles.choose("EMP")
    press(desk.page.space.list, Qt.Key.Key_E)
    (given,) = desk.coding.state.evidence
    services = desk.services
    services.coding.set_note(services.actor, desk.coding.id, given.thread_id, "she went quiet here")
    desk.page.model.reload()
    press(desk.page.space.list, Qt.Key.Key_E, SHIFT)
    (turned,) = desk.coding.state.evidence
    assert (turned.direction, turned.note) == (Direction.AGAINST, "she went quiet here")
    assert desk.page.model.shown.evidence == desk.coding.state.evidence
    desk.page.model.undo()
    (back,) = desk.coding.state.evidence
    assert (back.direction, back.note) == (Direction.FOR, "she went quiet here")


def test_a_stretch_chosen_on_the_waveform_is_coded_as_a_free_interval(desk):
    waveform = desk.page.space.waveform
    waveform.setFocus()
    waveform.select((31.0, 34.5))
    press(waveform, Qt.Key.Key_C)
    (entry,) = desk.coding.state.codes
    assert (entry.label, entry.utterance_id) == ("COL", "")
    assert (round(entry.start_s, 2), round(entry.end_s, 2)) == (31.0, 34.5)
    assert waveform.selection_s is None
    (row,) = [row for row in desk.rows if row.kind is RowKind.INTERVAL]
    assert row.speaker == "By ear"
    assert desk.page.space.rows.marks_on(row).codes[0].code == "COL"


def test_a_free_interval_can_be_moved(desk):
    waveform = desk.page.space.waveform
    waveform.setFocus()
    waveform.select((31.0, 34.5))
    press(waveform, Qt.Key.Key_C)
    (row,) = [row for row in desk.rows if row.kind is RowKind.INTERVAL]
    desk.page.space.list.choose(row.id)
    waveform.select((60.0, 62.0))
    desk.page.acts.menu(row.id, QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    next(action for action in menu.actions() if action.text().startswith("Move the code")).trigger()
    menu.close()
    (entry,) = desk.coding.state.codes
    assert (entry.start_s, entry.end_s) == (60.0, 62.0)


def test_filters_and_search(desk):
    filters, rows = desk.page.space.filters, desk.page.space.rows
    desk.choose(0)
    press(desk.page.space.list, Qt.Key.Key_Q)
    filters.codes.setCurrentIndex(filters.codes.findData("OQ"))
    filters.codes.activated.emit(filters.codes.currentIndex())
    assert len(rows.rows) == 1
    filters.codes.setCurrentIndex(0)
    filters.codes.activated.emit(0)
    assert len(rows.rows) == material.UTTERANCES
    filters.search.setText("embarrassed")
    hits = [row.id for row in rows.rows if "embarrassed" in row.text]
    assert desk.page.space.list.current_id == hits[0]
    assert filters.found.text() == f"1 of {len(hits)}"
    press(filters.search, Qt.Key.Key_Return)
    assert desk.page.space.list.current_id == hits[1 % len(hits)]
    filters.search.setText("no such words")
    assert filters.found.text() == "not found"


def test_progress_counts_the_workers_utterances(desk):
    workers = [place for place, row in enumerate(desk.rows) if row.role.value == "worker"]
    for place in workers[:3]:
        desk.choose(place)
        press(desk.page.space.list, Qt.Key.Key_F)
    desk.wait_a_moment()
    assert desk.page.space.filters.progress.text() == f"3 of {len(workers)} coded"


def test_a_refused_edit_is_told_and_taken_off_the_screen(desk):
    row = desk.choose(0)
    press(desk.page.space.list, Qt.Key.Key_Q)
    other = desk.rows[2]
    from ui.coding.edits import Place, ToggleCode

    desk.page.model.do(ToggleCode(Place(500.0, 600.0), "AF"))
    assert desk.messages
    assert desk.page.model.shown.codes[0].utterance_id == row.id
    assert len(desk.page.model.shown.codes) == 1
    assert not desk.page.space.rows.marks_on(other).codes
