"""Voices renamed, merged, split and added, and the machine's version compared and brought back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from coder.domain.people import SpeakerRole
from coder.domain.text_edits import (
    AssignSpeaker,
    Merge,
    MoveWords,
    RemoveUtterance,
    SetText,
    Split,
    apply_all,
)
from tests.helpers.shown import settle
from tools.made_up_session import made_up
from ui.coding.compare import Fate, pairs, restored, runs
from ui.coding.compare_dialog import CompareDialog
from ui.coding.voices import free_name, talk
from ui.coding.voices_dialog import VoicesPanel
from ui.coding.voices_split import SplitVoice
from ui.theme import Mode, current

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ORIGINAL = made_up(30, 2.0).transcript


def content(transcript):
    return [(one.speaker_id, one.text) for one in transcript.utterances]


def test_words_taken_out_and_put_in_are_told_apart():
    before, after = runs(["I", "rang", "you", "on", "Monday"], ["I", "never", "rang", "you", "Monday"])
    assert [(run.text, run.fate) for run in before] == [
        ("I", Fate.SAME),
        ("rang you", Fate.SAME),
        ("on", Fate.TAKEN_OUT),
        ("Monday", Fate.SAME),
    ]
    assert ("never", Fate.PUT_IN) in [(run.text, run.fate) for run in after]


def test_two_equal_versions_have_no_differing_place():
    assert pairs(ORIGINAL, ORIGINAL) == ()


@pytest.mark.parametrize(
    ("edits", "old", "new"),
    [
        ((SetText("u00003", "quite other words"),), 1, 1),
        ((Split("u00003", 2, "new"),), 1, 2),
        ((Merge("u00003", "u00004"),), 2, 1),
        ((RemoveUtterance("u00003"),), 1, 0),
        ((AssignSpeaker(("u00003",), "voice-3"),), 1, 1),
        ((Merge("u00003", "u00004"), AssignSpeaker(("u00003",), "voice-3"), SetText("u00003", "a b c")), 2, 1),
    ],
    ids=["text", "split", "merge", "remove", "voice", "all"],
)
def test_each_change_is_one_place_and_going_back_there_brings_back_the_machines_version(edits, old, new):
    now = apply_all(ORIGINAL, edits)
    (pair,) = pairs(ORIGINAL, now)
    assert (len(pair.old), len(pair.new)) == (old, new)
    back = apply_all(now, restored(pair, [speaker.id for speaker in now.speakers]))
    assert content(back) == content(ORIGINAL)
    assert pairs(ORIGINAL, back) == ()


def test_a_moved_word_shows_in_both_rows():
    found = pairs(ORIGINAL, apply_all(ORIGINAL, (MoveWords("u00003", "u00004", 1),)))
    assert [pair.row_id for pair in found] == ["u00003", "u00004"]


def test_talk_is_summed_by_voice_and_shares_add_up():
    found = talk(ORIGINAL)
    mine = [one for one in ORIGINAL.utterances if one.speaker_id == "voice-1"]
    assert found["voice-1"].seconds == pytest.approx(sum(one.end_s - one.start_s for one in mine))
    assert found["voice-1"].utterances == len(mine)
    assert sum(one.share for one in found.values()) == pytest.approx(1.0)
    nobody = talk(replace(ORIGINAL, utterances=()))
    assert {one.share for one in nobody.values()} == {0.0}


def test_a_taken_name_gets_a_number():
    assert free_name(ORIGINAL, "Gran") == "Gran"
    assert free_name(ORIGINAL, "Voice 1") == "Voice 1 2"


@pytest.fixture
def panel(desk):
    """The desk with the voices open, reached by key."""
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_V, CTRL | SHIFT)
    (found,) = [one for one in desk.page.findChildren(VoicesPanel) if one.isVisible()]
    return found


def voices(desk):
    return desk.services.transcripts.get(desk.services.actor, desk.session_id).speakers


def undo(desk) -> None:
    desk.page.model.undo()


def test_a_voice_is_renamed_and_its_rows_with_it(desk, panel):
    row = desk.rows[0]
    card = panel.cards[row.speaker_id]
    assert card.told.text().startswith("Worker")
    card.name.setFocus()
    card.name.selectAll()
    QTest.keyClicks(card.name, "Amina")
    QTest.keyClick(card.name, Qt.Key.Key_Tab)
    assert desk.rows[0].speaker == "Amina"
    assert "Amina" in [one.label for one in voices(desk)]
    assert "Amina" in [desk.page.space.filters.speakers.itemText(i) for i in range(3)]
    undo(desk)
    assert desk.rows[0].speaker == "Worker"


def test_a_name_that_is_taken_does_not_stay_in_the_field(desk, panel):
    card = panel.cards[desk.rows[0].speaker_id]
    taken = next(one.label for one in voices(desk) if one.id != desk.rows[0].speaker_id)
    card.name.setFocus()
    card.name.selectAll()
    QTest.keyClicks(card.name, taken)
    QTest.keyClick(card.name, Qt.Key.Key_Tab)
    assert len(desk.messages) == 1
    assert card.name.text() == "Worker"


def test_at_large_text_one_more_voice_never_makes_the_dialog_lower(qtbot):
    current().apply(Mode.LIGHT, 2.0)
    dialog = VoicesPanel(ORIGINAL)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    before = dialog.height()
    dialog.show_transcript(replace(ORIGINAL, speakers=(*ORIGINAL.speakers, replace(ORIGINAL.speakers[0], id="more"))))
    settle()
    assert dialog.height() >= before


def test_a_voice_is_added_heard_and_merged_away(desk, panel):
    panel.more.role.setCurrentIndex(panel.more.role.findData(SpeakerRole.INTERPRETER.value))
    panel.more.add.click()
    made = next(one for one in voices(desk) if one.role is SpeakerRole.INTERPRETER)
    assert made.confirmed
    assert not panel.cards[made.id].hear.isEnabled()
    parent = next(one for one in voices(desk) if one.role is SpeakerRole.PARENT)
    panel.cards[parent.id].hear.click()
    assert desk.page.playback.playing
    panel.cards[parent.id].merge.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Interpreter").trigger()
    menu.close()
    assert parent.id not in panel.cards
    assert {row.speaker for row in desk.rows} == {"Worker", "Interpreter"}
    undo(desk)
    assert parent.id in panel.cards


def test_ticked_utterances_become_a_voice_of_their_own_with_their_codes(desk):
    view = desk.page.space.list
    row = desk.choose(4)
    QTest.keyClick(view, "q")
    desk.page.text_tools.voice_from_here()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, SplitVoice)]
    theirs = [one.id for one in desk.rows if one.speaker_id == row.speaker_id and one.start_s >= row.start_s]
    assert dialog.ticked() == theirs
    dialog.list.item(dialog.list.count() - 1).setCheckState(Qt.CheckState.Unchecked)
    dialog.fresh.name.setText("Student")
    dialog.act.click()
    assert {one.id for one in desk.rows if one.speaker == "Student"} == set(theirs[:-1])
    assert [code.code for code in view.transcript.marks_on(desk.rows[4]).codes] == ["OQ"]
    undo(desk)
    assert "Student" not in {one.speaker for one in desk.rows}


def test_a_whole_voice_cannot_be_split_off(desk):
    desk.choose(0)
    desk.page.text_tools.voice_from_here()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, SplitVoice)]
    assert len(dialog.ticked()) == dialog.list.count()
    assert not dialog.act.isEnabled()
    dialog.reject()


def test_the_machines_version_comes_back_for_one_place_and_for_all(desk, qtbot):
    before = [row.text for row in desk.rows]
    page, view = desk.page, desk.page.space.list
    for place in (2, 6):
        desk.choose(place)
        QTest.keyClick(view, Qt.Key.Key_F2)
        QTest.keyClicks(view.editor.field, " indeed")
        QTest.keyClick(view.editor.field, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_D, CTRL)
    (dialog,) = [one for one in page.findChildren(CompareDialog) if one.isVisible()]
    assert dialog.places.count() == 2
    assert dialog.sentence.text().startswith("2 places differ. Going back")
    assert dialog.now.toPlainText().rstrip().endswith("indeed")
    assert "put in: " in dialog.now.accessibleDescription()
    dialog.back.click()
    assert dialog.places.count() == 1
    assert dialog.sentence.text().startswith("One place differs. Going back")
    assert desk.rows[2].text == before[2]
    assert desk.rows[6].text != before[6]
    dialog.all_back.click()
    assert [row.text for row in desk.rows] == before
    assert not dialog.back.isEnabled()
    assert dialog.machine.toPlainText() == dialog.now.toPlainText() == dialog.now.accessibleDescription() == ""
    dialog.act.click()
    qtbot.waitUntil(view.hasFocus)
    undo(desk)
    assert desk.rows[6].text.endswith("indeed")


def test_codes_of_merged_rows_are_on_their_own_rows_again_where_the_machines_version_comes_back(desk):
    page, view = desk.page, desk.page.space.list
    ids = [row.id for row in desk.rows]
    for place, key in ((0, "q"), (1, "r"), (2, "a")):
        desk.choose(place)
        QTest.keyClick(view, key)
    given = {entry.label: entry.utterance_id for entry in desk.coding.state.codes}
    assert sorted(given.values()) == sorted(ids[:3])
    desk.choose(0)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_J, CTRL)
    assert {entry.utterance_id for entry in desk.coding.state.codes} == {ids[0]}
    QTest.keyClick(view, Qt.Key.Key_D, CTRL)
    (dialog,) = [one for one in page.findChildren(CompareDialog) if one.isVisible()]
    dialog.back.click()
    dialog.act.click()
    assert [row.id for row in desk.rows] == ids
    assert {entry.label: entry.utterance_id for entry in desk.coding.state.codes} == given
    shown = page.space.rows.marks_on
    assert [shown(row).codes[0].code for row in desk.rows[:3]] == ["OQ", "SR", "AF"]


def test_the_button_beside_the_filters_offers_voices_versions_and_the_walk(desk):
    desk.page.text_tools.button.click()
    menu = QApplication.activePopupWidget()
    words = [action.text().split("\t")[0] for action in menu.actions()]
    menu.close()
    actions = desk.page.context.actions
    offered = ("walk.next", "voices.open", "text.compare", "masks.open", "masks.show")
    assert words == [actions.text(id_) for id_ in offered]
