"""The safeguarding pause, breaks and content notes, as somebody at the keyboard meets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from coder.domain.coding import CodingState
from tests.helpers.accessible import clipped, walk
from ui.coding.care_keys import CARE
from ui.coding.content_note import NoteDialog, WriteNoteDialog
from ui.coding.dialogs import MemoDialog
from ui.coding.header import LISTEN
from ui.coding.safeguarding import PauseDialog
from ui.preferences import Preferences
from ui.theme import Mode, current

PAUSE = Qt.Key.Key_F12


@pytest.fixture
def preferences(context, tmp_path) -> Preferences:
    """The settings of this machine."""
    made = context._preferences = Preferences(context.operations, context.actions, tmp_path / "settings.toml")
    made.load()
    return made


def pauses(desk) -> list[dict[str, object]]:
    events = desk.services.audit.events(desk.services.actor)
    return [event.detail for event in events if event.action == "safeguarding pause"]


def pause_dialogs(desk) -> list[PauseDialog]:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, PauseDialog)]
    return [one for one in found if one.isVisible()]


def play(desk, qtbot, seconds: float) -> None:
    desk.page.playback.play(desk.page.playback.position_s)
    desk.play_for(qtbot, seconds)


def test_one_key_stops_the_sound_shows_the_procedure_and_leaves_one_audit_event(desk, qtbot):
    desk.services.policy.change(desk.services.actor, safeguarding_text="Ring the duty team on extension 12.")
    play(desk, qtbot, 3.0)
    before = desk.coding
    QTest.keyClick(desk.page.space.list, PAUSE)
    assert not desk.page.playback.playing
    (dialog,) = pause_dialogs(desk)
    assert dialog.procedure.toPlainText() == "Ring the duty team on extension 12."
    code = desk.page.model.session.code
    assert f"you paused session {code} at 0:03" in dialog.recorded.text()
    (detail,) = pauses(desk)
    assert detail == {"sample": round(desk.page.playback.position_s * 16_000)}
    assert (desk.coding, desk.page.model.shown) == (before, CodingState())
    assert dialog.focusWidget() is dialog.procedure
    QTest.keyClick(dialog.procedure, Qt.Key.Key_Return)
    assert pause_dialogs(desk) == []
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert desk.page.playback.playing


@pytest.mark.parametrize("mode", ["code", LISTEN])
def test_it_is_a_button_in_every_mode(desk, mode):
    desk.page.show_mode(mode)
    button = desk.page.care.safeguarding.button
    assert button.isVisible()
    assert button.accessibleName() == "Safeguarding pause"
    button.click()
    assert len(pause_dialogs(desk)) == 1
    assert len(pauses(desk)) == 1


def test_a_dialog_that_is_open_hears_it_too_and_keeps_what_was_typed(desk, qtbot):
    desk.choose(0)
    desk.page.acts.memo()
    memo = desk.page.space.findChildren(MemoDialog)[-1]
    qtbot.waitUntil(memo.isActiveWindow)
    QTest.keyClicks(memo.text, "half a thought")
    QTest.keyClick(memo.text, PAUSE)
    (dialog,) = pause_dialogs(desk)
    QTest.keyClick(dialog, PAUSE)
    assert (pause_dialogs(desk), len(pauses(desk))) == ([dialog], 1)
    dialog.act.click()
    assert memo.isVisible()
    assert memo.text.toPlainText() == "half a thought"


def test_the_procedure_is_shown_even_when_the_pause_cannot_be_recorded(desk, monkeypatch):
    from coder.domain.errors import UserError

    def full(*_):
        raise UserError("The disk is full.")

    monkeypatch.setattr(desk.services.welfare, "pause", full)
    QTest.keyClick(desk.page.space.list, PAUSE)
    (dialog,) = pause_dialogs(desk)
    assert "999" in dialog.procedure.toPlainText()
    assert "The disk is full. Follow the procedure all the same." in dialog.recorded.text()


def test_every_act_is_offered_in_the_palette_while_a_session_is_open(desk):
    offered = desk.page.context.actions.offered()
    assert {spec.id for spec in CARE} <= set(offered)


def test_a_break_is_offered_after_the_minutes_that_were_played_only(desk, qtbot, preferences):
    preferences.change(break_after_min=1)
    bar, breaks = desk.page.care.breaks.bar, desk.page.care.breaks
    play(desk, qtbot, 50.0)
    desk.page.playback.pause()
    desk.clock.now += 100
    breaks.look()
    assert not bar.isVisible()
    play(desk, qtbot, 9.0)
    breaks.look()
    assert not bar.isVisible()
    desk.play_for(qtbot, 2.0)
    breaks.look()
    assert bar.isVisible()
    assert bar.sentence.text().startswith("You have listened for 1 min.")
    assert desk.page.playback.playing
    assert desk.page.isEnabled()
    bar.button.click()
    assert not bar.isVisible()
    breaks.look()
    assert not bar.isVisible()
    assert breaks.listened_s == pytest.approx(0, abs=0.2)


def test_five_quiet_minutes_are_a_break(desk, qtbot):
    breaks = desk.page.care.breaks
    play(desk, qtbot, 20.0)
    desk.page.playback.pause()
    assert breaks.listened_s == pytest.approx(20, abs=0.5)
    desk.clock.now += 299
    play(desk, qtbot, 1.0)
    desk.page.playback.pause()
    assert breaks.listened_s == pytest.approx(21, abs=0.5)
    desk.clock.now += 301
    play(desk, qtbot, 1.0)
    assert breaks.listened_s == pytest.approx(1, abs=0.5)


def test_switched_off_nobody_is_reminded(desk, qtbot, preferences):
    preferences.change(break_after_min=0)
    play(desk, qtbot, 5.0)
    desk.clock.now += 100_000
    desk.page.care.breaks.look()
    assert not desk.page.care.breaks.bar.isVisible()


def note_dialog(desk) -> NoteDialog | None:
    found = [one for one in desk.page.findChildren(NoteDialog) if one.isVisible()]
    return found[-1] if found else None


def test_a_content_note_stands_before_the_sound_once(desk, services, made_store):
    services.welfare.write_content_note(services.actor, desk.session_id, "A death is talked about.")
    desk.page.model.reload()
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    dialog = note_dialog(desk)
    assert dialog.note.text() == "A death is talked about."
    assert not desk.page.playback.playing
    dialog.cancel.click()
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    again = note_dialog(desk)
    again.act.click()
    assert desk.page.playback.playing
    desk.page.playback.pause()
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert (note_dialog(desk), desk.page.playback.playing) == (None, True)
    desk.page.playback.pause()
    desk.page.open_with(made_store.sessions["voices"])
    desk.page.open_with(desk.session_id)
    assert desk.page.care.desk.note_read


def test_notes_can_be_switched_off_by_who_does_not_want_them(desk, services, preferences):
    services.welfare.write_content_note(services.actor, desk.session_id, "A death is talked about.")
    desk.page.model.reload()
    preferences.change(content_notes=False)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert desk.page.playback.playing


def test_a_note_is_written_for_the_next_listener_and_not_asked_of_its_writer(desk):
    assert desk.page.context.actions.trigger("content_note.write")
    dialog = desk.page.findChildren(WriteNoteDialog)[-1]
    QTest.keyClicks(dialog.field, "Shouting near a baby")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    sheet = desk.services.sessions.get(desk.services.actor, desk.session_id).context
    assert sheet.content_note == "Shouting near a baby"
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert (note_dialog(desk), desk.page.playback.playing) == (None, True)


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_what_is_asked_and_told_is_for_everybody(open_desk, qtbot, mode, scale):
    current().apply(mode, scale)
    desk = open_desk()
    page = desk.page
    page.care.breaks.bar.show_minutes(45)
    assert walk(page.care.breaks.bar) == []
    assert clipped(page.care.breaks.bar) == []
    page.care.safeguarding.pause()
    (paused,) = pause_dialogs(desk)
    check_and_close(qtbot, paused)
    page.care.note.write()
    (writing,) = page.findChildren(WriteNoteDialog)
    check_and_close(qtbot, writing)
    note = NoteDialog("A death is talked about. " * 8, page)
    note.open()
    assert note.focusWidget() is note.cancel
    check_and_close(qtbot, note)


def check_and_close(qtbot, dialog: QDialog) -> None:
    qtbot.waitUntil(dialog.isActiveWindow)
    assert walk(dialog) == [], dialog
    assert clipped(dialog) == [], dialog
    dialog.reject()
