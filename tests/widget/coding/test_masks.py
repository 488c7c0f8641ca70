"""Names and masks reviewed by key: from place to place, right, no name, one place only, names typed, a copy saved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.domain.masks import MaskKind, Review
from coder.exports.mask_note import masked_note
from tests.helpers.shown import settle
from ui.coding.masks_dialog import MasksDialog, around
from ui.theme import Mode, current

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(desk) -> MasksDialog:
    """The review, opened by key over the rows of a session in which Kayla is named."""
    assert sum("Kayla" in row.text for row in desk.rows) >= 2
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_N, CTRL | SHIFT)
    (found,) = [one for one in desk.page.findChildren(MasksDialog) if one.isVisible()]
    return found


def masks(desk):
    return desk.services.masks.review(desk.services.actor, desk.session_id).masks


def press(dialog, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(dialog.list, key, modifiers)


def test_it_opens_on_the_list_and_tells_how_much_is_left(desk, dialog):
    assert dialog.list.hasFocus()
    assert dialog.list.count() == len(masks(desk)) >= 2
    assert "Kayla → [person 1]" in dialog.list.item(0).text()
    assert f"{dialog.list.count()} places; {dialog.list.count()} of them" in dialog.told.text()


def test_each_place_reached_is_chosen_on_the_page_and_heard_with_space(desk, dialog):
    press(dialog, Qt.Key.Key_Down)
    assert desk.page.space.list.current_id == masks(desk)[1].utterance_id
    played = []
    dialog.play_wanted.connect(lambda *span: played.append(span))
    press(dialog, Qt.Key.Key_Space)
    assert played == [(masks(desk)[1].start_s, masks(desk)[1].end_s)]


def test_enter_says_right_and_backspace_no_name_wherever_it_is_said(desk, dialog):
    press(dialog, Qt.Key.Key_Return)
    assert {one.review for one in masks(desk)} == {Review.RIGHT}
    assert "0 of them nobody" in dialog.told.text()
    press(dialog, Qt.Key.Key_Backspace)
    assert {one.review for one in masks(desk)} == {Review.NO_NAME}
    assert "in 0 places" in dialog.told.text()
    shown = desk.services.masks.transcript(desk.services.actor, desk.session_id)
    assert "Kayla" in " ".join(one.text for one in shown.utterances)


def test_with_shift_only_the_place_is_decided_and_every_step_is_undone_by_key(desk, dialog):
    press(dialog, Qt.Key.Key_Backspace, SHIFT)
    assert [one.review for one in masks(desk)].count(Review.NO_NAME) == 1
    assert dialog.list.currentRow() == 1
    press(dialog, Qt.Key.Key_Return)
    press(dialog, Qt.Key.Key_Z, CTRL)
    assert [one.review for one in masks(desk)].count(Review.RIGHT) == 0
    press(dialog, Qt.Key.Key_Z, CTRL)
    assert {one.review for one in masks(desk)} == {Review.OPEN}
    press(dialog, Qt.Key.Key_Z, CTRL | SHIFT)
    assert [one.review for one in masks(desk)].count(Review.NO_NAME) == 1


def test_a_typed_name_is_masked_at_once_and_dropped_with_delete(desk, dialog):
    dialog.names.kind.setCurrentIndex(dialog.names.kind.findData(MaskKind.CHILD.value))
    dialog.names.name.setFocus()
    QTest.keyClicks(dialog.names.name, "Kayla / Kay")
    QTest.keyClick(dialog.names.name, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert {one.shown for one in masks(desk)} == {"[child 1]"}
    assert dialog.names.list.item(0).text().startswith("Kayla / Kay")
    dialog.names.list.setFocus()
    QTest.keyClick(dialog.names.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.names.list, Qt.Key.Key_Delete)
    assert {one.shown for one in masks(desk)} == {"[person 1]"}
    assert dialog.names.list.count() == 0


def test_words_chosen_in_a_row_are_masked_too(desk, dialog):
    before = len(masks(desk))
    words = dialog.words.text()
    dialog.words.setFocus()
    QTest.keyClick(dialog.words, Qt.Key.Key_Home)
    for _ in words.split()[0]:
        QTest.keyClick(dialog.words, Qt.Key.Key_Right, SHIFT)
    first = words.split()[0].strip(".,")
    assert dialog.names.name.text() == first
    dialog.names.kind.setCurrentIndex(dialog.names.kind.findData(MaskKind.PLACE.value))
    QTest.keyClick(dialog.names.name, Qt.Key.Key_Return)
    after = masks(desk)
    assert len(after) > before
    assert any(one.text == first and one.kind is MaskKind.PLACE for one in after)


def test_a_name_without_a_letter_is_told_and_nothing_is_kept(desk, dialog):
    dialog.names.name.setFocus()
    QTest.keyClicks(dialog.names.name, "/ /")
    QTest.keyClick(dialog.names.name, Qt.Key.Key_Return)
    assert "A name holds at least one letter." in desk.messages[-1]
    assert dialog.names.list.count() == 0


@pytest.mark.parametrize("real", [False, True])
def test_a_copy_is_masked_unless_real_names_are_ticked_and_that_is_noted(desk, dialog, tmp_path, real):
    target = tmp_path / "copy.pdf"
    desk.page.masks.ask_path = lambda parent, suggested: str(target)
    dialog.real.setChecked(real)
    dialog.save.click()
    assert target.read_bytes().startswith(b"%PDF")
    assert desk.messages[-1] == "Written to copy.pdf."
    newest = desk.services.audit.events(desk.services.actor, 1)[0]
    assert (newest.action, newest.detail["real_names"]) == ("transcript exported", real)


def test_no_transcript_has_nothing_masked_and_no_copy_and_begins_where_names_are_typed(open_desk):
    desk = open_desk("bare")
    QTest.keyClick(desk.page.space.waveform, Qt.Key.Key_N, CTRL | SHIFT)
    (found,) = [one for one in desk.page.findChildren(MasksDialog) if one.isVisible()]
    assert "Nothing is masked yet" in found.told.text()
    assert not found.save.isEnabled()
    assert found.focusWidget() is found.names.name


def test_who_went_on_to_another_session_meanwhile_is_not_asked_about_the_first(open_desk, made_store):
    desk = open_desk()
    operations, held = desk.page.context.operations, []
    read = operations.read
    operations.read = lambda work, done, **more: held.append((work, done))
    desk.page.masks.open()
    operations.read = read
    desk.page.open_with(made_store.sessions["bare"])
    ((work, done),) = held
    done(work())
    assert desk.page.findChildren(MasksDialog) == []


def test_one_key_hides_names_in_the_transcript_while_coding_and_no_correction_takes_a_mask_for_words(desk):
    desk.choose(0)
    rows, key = desk.page.space.list, Qt.Key.Key_H
    named = next(place for place, row in enumerate(desk.rows) if "Kayla" in row.text)
    QTest.keyClick(rows, key, CTRL | SHIFT)
    assert not any("Kayla" in row.text for row in desk.rows)
    assert "[person 1]" in desk.rows[named].text
    assert desk.page.masked.button.isChecked()
    row = desk.choose(named)
    QTest.keyClick(rows, Qt.Key.Key_F2)
    assert rows.editor is None
    QTest.keyClick(rows, Qt.Key.Key_J, CTRL)
    assert [message for message in desk.messages if "Names are hidden" in message]
    desk.page.acts.code("FAC" if row.role.value == "worker" else "CT")
    assert row.id in {code.utterance_id for code in desk.page.model.shown.codes}
    masks_ = desk.services.masks
    desk.page.context.operations.write(
        lambda: masks_.add_names(desk.services.actor, desk.session_id, [(MaskKind.CHILD, "Kayla")])
    )
    assert "[child 1]" in desk.rows[named].text
    QTest.keyClick(rows, key, CTRL | SHIFT)
    assert "Kayla" in desk.rows[named].text
    QTest.keyClick(rows, key, CTRL | SHIFT)
    assert not desk.services.transcripts.get(desk.services.actor, desk.session_id).edited


def test_a_name_late_in_a_long_turn_is_shown_with_what_stands_around_it():
    assert around("Hello Noah.", "Noah", 110) == "Hello Noah."
    long = "So we talked about it. " * 20 + "Then Noah came in from the garden. " + "And so on. " * 20
    shown = around(long, "Noah", 110)
    assert "Then Noah came in" in shown
    assert (shown[0], shown[-1], len(shown) <= 112) == ("…", "…", True)
    assert around(long, "nobody said this", 110) == long[:110].strip() + "…"
    for at in range(0, 400, 7):
        for longest in (4, 40, 110):
            assert "Noah" in around("x" * at + "Noah" + "y" * (400 - at), "Noah", longest)


def test_the_frame_of_the_high_contrast_theme_calls_for_no_bar(dialog):
    current().apply(Mode.CONTRAST, 1.0)
    dialog.list.addItems([f"{said}\n      {said}" for said in ("He could have been out on that main road. " * 3,) * 20])
    settle()
    assert not dialog.list.horizontalScrollBar().isVisible()


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.CONTRAST])
def test_at_twice_the_text_size_four_places_are_seen_at_once_each_with_its_name(desk, mode):
    found = desk.services.masks.review(desk.services.actor, desk.session_id)
    long = "and then we went all the way to the big park behind the school and home again, "
    said = [replace(one, text=long + one.text + long) for one in found.transcript.utterances]
    current().apply(mode, 2.0)
    made = MasksDialog(masked_note(), may_decide=True, may_give_out=True, parent=desk.page)
    # What a screen of 1280 × 800 leaves.
    made.resize(1240, 740)
    made.show_session(replace(found, masks=found.masks * 6, transcript=replace(found.transcript, utterances=said)))
    made.show()
    settle()
    fourth = made.list.visualItemRect(made.list.item(3))
    assert fourth.bottom() <= made.list.viewport().height()
    assert all(mask.text in made.list.item(at).text().split("\n")[1] for at, mask in enumerate(found.masks))
    made.done(0)
