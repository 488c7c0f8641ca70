"""Evidence as chips: turned, annotated and taken away by key, and what a rating still needs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.domain.coding import Direction
from ui.coding.dialogs import MemoDialog
from ui.widgets.evidence_chip import EvidenceChip


def keys(widget, text):
    for key in text:
        QTest.keyClick(widget, key)


def chips(desk, principle_id):
    """Words and note of each chip, as shown."""
    card = desk.page.space.principles.card(principle_id)
    found = [card._flow.itemAt(place).widget() for place in range(card._flow.count())]
    return [(chip.text(), chip.accessibleDescription().partition(". ")[0]) for chip in found]


def evidence_for_empathy(desk, *places):
    desk.page.space.principles.choose("EMP")
    for place in places:
        desk.choose(place)
        QTest.keyClick(desk.page.space.list, "e")
    chip = desk.page.space.principles.card("EMP")._flow.itemAt(0).widget()
    # What is new in a layout is shown by the next round of events.
    QCoreApplication.processEvents()
    chip.setFocus()
    assert chip.hasFocus()
    return chip


def test_t_turns_evidence_for_into_against_and_the_hand_stays_on_the_chip(desk):
    chip = evidence_for_empathy(desk, 0, 6)
    assert chip.accessibleName() == "Play evidence for Empathy at 0:00"
    QTest.keyClick(chip, "t")
    assert [one.direction for one in desk.coding.state.evidence] == [Direction.AGAINST, Direction.FOR]
    turned = QApplication.focusWidget()
    assert turned.text() == "against 0:00"
    assert turned.accessibleName() == "Play evidence against Empathy at 0:00"
    QTest.keyClick(turned, "t")
    assert QApplication.focusWidget().text() == "for 0:00"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert QApplication.focusWidget().text() == "for 0:18"


def test_a_note_on_evidence_is_written_by_key_and_read_on_the_chip(desk, qtbot):
    chip = evidence_for_empathy(desk, 0)
    QTest.keyClick(chip, "m")
    dialog = desk.page.space.findChild(MemoDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClicks(dialog.text, "names the strain")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    assert [one.note for one in desk.coding.state.evidence] == ["names the strain"]
    assert chips(desk, "EMP") == [("for 0:00", "Note: names the strain")]
    assert isinstance(desk.page.window().focusWidget(), EvidenceChip)
    desk.page.model.undo()
    assert chips(desk, "EMP") == [("for 0:00", "Delete takes it away")]


def test_letters_in_the_reason_are_letters(desk):
    evidence_for_empathy(desk, 0)
    reason = desk.page.space.principles.card("EMP").reason
    reason.setFocus()
    QTest.keyClicks(reason, "tm")
    assert reason.text() == "tm"
    assert [one.direction for one in desk.coding.state.evidence] == [Direction.FOR]


def test_the_card_says_what_its_rating_still_needs_down_to_the_third(desk):
    desk.choose(0)
    keys(desk.page.space.list, "25")
    card = desk.page.space.principles.card("EMP")
    assert card._missing.text() == "A 5 needs 3 moments, 0 given. Add evidence or write a reason."
    for place in (0, 2, 20):
        desk.choose(place)
        QTest.keyClick(desk.page.space.list, "e")
    assert card._missing.text() == (
        "A 5 needs moments from different thirds of the recording. The last third has none. "
        "Add evidence there or write a reason."
    )
    desk.choose(38)
    QTest.keyClick(desk.page.space.list, "e")
    assert card._missing.text() == ""
    keys(desk.page.space.list, "23")
    assert card._missing.text() == "", "a 3 needs no evidence"
    keys(desk.page.space.list, "20")
    assert card._missing.text() == "Say why it is not evaluable."


def test_the_keys_of_evidence_on_the_card_follow_the_table(desk, context):
    card = desk.page.space.principles.card("EMP")
    assert (card._for.accessibleDescription(), card._against.accessibleDescription()) == ("Key: E", "Key: ⇧E")
    context.actions.remap("evidence.add", "Ctrl+Alt+E")
    assert card._for.accessibleDescription() == "Key: Ctrl+Alt+E"


def test_enter_on_a_chip_plays_its_moment(desk):
    chip = evidence_for_empathy(desk, 6)
    desk.choose(0)
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    assert desk.page.playback.playing
    assert abs(desk.page.playback.position_s - desk.rows[6].start_s) < 0.05


def test_on_a_merged_row_each_chip_is_its_own_evidence(desk):
    desk.page.space.principles.choose("EMP")
    for place, key in ((0, Qt.KeyboardModifier.NoModifier), (1, Qt.KeyboardModifier.ShiftModifier)):
        desk.choose(place)
        QTest.keyClick(desk.page.space.list, Qt.Key.Key_E, key)
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    first, second = desk.coding.state.evidence
    assert first.utterance_id == second.utterance_id
    QCoreApplication.processEvents()
    chip = desk.page.space.principles.card("EMP")._flow.itemAt(1).widget()
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    (left,) = desk.coding.state.evidence
    assert (left.thread_id, left.direction) == (first.thread_id, Direction.FOR)
