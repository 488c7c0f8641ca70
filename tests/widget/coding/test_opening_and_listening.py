"""What is asked before listening, playing, following the sound, and coding by ear without a transcript."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.audio.outputs import SilentOutput
from coder.domain.changes import Kind, changes
from coder.domain.people import SpeakerRole
from tests.widget.coding import material
from ui.coding.context_dialog import ContextDialog
from ui.coding.dialogs import VoicesDialog
from ui.coding.view import CodePage
from ui.preferences import Preferences
from ui.widgets.transcript_rows import RowKind

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def audited(desk):
    return [event.action for event in desk.services.audit.events(desk.services.actor)]


def test_the_context_sheet_is_asked_before_anything_is_heard(open_desk):
    desk = open_desk("sheet")
    dialog = desk.page.findChild(ContextDialog)
    assert dialog.isVisible()
    assert not dialog.act.isEnabled()
    desk.page.playback.toggle()
    assert not desk.page.playback.playing
    form = dialog.form
    form.purpose.setText("To talk about school")
    form.stage.setCurrentIndex(1)
    form.legal_status.setCurrentIndex(2)
    form.others.setText("grandmother, neighbour")
    assert dialog.act.isEnabled()
    dialog.act.click()
    sheet = desk.services.sessions.get(desk.services.actor, desk.session_id).context
    assert sheet.purpose == "To talk about school"
    assert sheet.present == ("grandmother", "neighbour")
    assert "listened" not in audited(desk)


def test_what_the_sheet_still_needs_is_said_and_reached_by_enter(open_desk, qtbot):
    dialog = open_desk("sheet").page.findChild(ContextDialog)
    form = dialog.form
    qtbot.waitUntil(form.purpose.hasFocus)
    assert dialog.needed.text() == "Still needed: purpose, stage, legal status, who was there."
    assert dialog.act.accessibleDescription() == dialog.needed.text()
    form.purpose.setText("To talk about school")
    qtbot.keyClick(form.purpose, Qt.Key.Key_Return)
    assert form.stage.hasFocus()
    assert dialog.to_missing.text() == "Go to: stage"
    form.stage.setCurrentIndex(1)
    form.legal_status.setCurrentIndex(1)
    assert dialog.needed.text() == "Still needed: who was there."
    dialog.to_missing.click()
    mother = form.focusWidget()
    qtbot.keyClick(mother, Qt.Key.Key_Space)
    assert dialog.needed.text() == "Nothing is missing."
    assert not dialog.to_missing.isVisible()
    qtbot.keyClick(mother, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_after_the_sheet_the_voices_are_asked(open_desk):
    desk = open_desk("sheet")
    dialog = desk.page.findChild(ContextDialog)
    dialog.form.purpose.setText("x")
    dialog.form.stage.setCurrentIndex(1)
    dialog.form.legal_status.setCurrentIndex(1)
    dialog.form.others.setText("mother")
    dialog.act.click()
    assert desk.page.findChild(VoicesDialog).isVisible()


def test_voices_are_heard_and_confirmed(open_desk, qtbot):
    desk = open_desk("voices")
    dialog = desk.page.findChild(VoicesDialog)
    transcript = desk.page.model.transcript
    worker, parent = transcript.speakers[0], transcript.speakers[1]
    dialog.samples[parent.id].click()
    assert desk.page.playback.playing
    said = [one for one in transcript.utterances if one.speaker_id == parent.id]
    longest = max(said, key=lambda one: one.end_s - one.start_s)
    assert desk.page.playback.position_s == pytest.approx(longest.start_s, abs=0.01)
    box = dialog.roles[worker.id]
    box.setCurrentIndex(box.findData(SpeakerRole.PARENT.value))
    assert not dialog.act.isEnabled()
    other = dialog.roles[parent.id]
    other.setCurrentIndex(other.findData(SpeakerRole.WORKER.value))
    dialog.act.click()
    found = desk.services.transcripts.get(desk.services.actor, desk.session_id)
    assert found.confirmed
    assert found.role_of(worker.id) is SpeakerRole.PARENT
    assert not desk.page.playback.playing
    assert {row.speaker for row in desk.rows} == {"Worker", "Parent"}


def test_codes_do_not_count_before_the_voices_are_confirmed(open_desk):
    desk = open_desk("voices")
    desk.page.findChild(VoicesDialog).reject()
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    assert desk.coding is None
    assert desk.page.model.shown.codes == ()
    assert desk.messages == ["Confirm first who spoke, then code. Nothing was marked."]
    assert desk.page.banner.isVisible()
    assert not desk.page.space.palette_panel.button("OQ").isEnabled()


def test_the_sound_is_fetched_and_audited_at_the_first_play_only(desk, qtbot):
    assert "listened" not in audited(desk)
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert audited(desk).count("listened") == 1
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert audited(desk).count("listened") == 1


def test_playing_lights_up_the_word_and_takes_the_chosen_row_along(desk, qtbot):
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    desk.play_for(qtbot, 0.2)
    for row in desk.rows[:3]:
        desk.play_for(qtbot, row.end_s - 0.1 - desk.page.playback.position_s)
        word = row.word_at(desk.page.playback.position_s)
        assert word >= len(row.words) - 3
        assert desk.page.space.list.playing == (row.id, word)
        assert desk.page.space.list.current_id == row.id
    assert desk.page.space.transport.play_button.text() == "Pause"


def test_who_stepped_back_to_code_is_left_there(desk, qtbot):
    desk.choose(3)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    desk.play_for(qtbot, 0.3)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Up)
    back = desk.page.space.list.current_id
    desk.play_for(qtbot, 3.0)
    assert desk.page.space.list.current_id == back
    assert desk.page.space.list.playing[0] not in ("", back)


@pytest.mark.parametrize("chosen_s", [None, 0.5, 0.0])
def test_playing_on_goes_back_as_far_as_the_settings_say(desk, context, qtbot, chosen_s):
    if chosen_s is not None:
        context._preferences = Preferences(context.operations, context.actions)
        context._preferences.load()
        context._preferences.change(rewind_on_resume_s=chosen_s)
    desk.choose(4)
    start_s = desk.page.playback.position_s
    QTest.keyClick(desk.page, Qt.Key.Key_Space, CTRL)
    desk.play_for(qtbot, 1.9)
    QTest.keyClick(desk.page, Qt.Key.Key_Space, CTRL)
    paused_s = desk.page.playback.position_s
    assert paused_s > start_s + 1.0
    QTest.keyClick(desk.page, Qt.Key.Key_Space, CTRL)
    back_s = 2.0 if chosen_s is None else chosen_s
    assert desk.page.playback.position_s == pytest.approx(paused_s - back_s, abs=0.01)


def test_keys_step_change_speed_and_loop(desk, qtbot):
    row = desk.choose(4)
    lst = desk.page.space.list
    QTest.keyClick(lst, Qt.Key.Key_F5)
    assert desk.page.playback.position_s == pytest.approx(row.start_s + 3)
    QTest.keyClick(lst, Qt.Key.Key_F3)
    QTest.keyClick(lst, Qt.Key.Key_Left, ALT)
    assert desk.page.playback.position_s == pytest.approx(row.start_s - 1)
    QTest.keyClick(lst, Qt.Key.Key_BracketRight)
    assert desk.page.playback.speed == 1.25
    QTest.keyClick(lst, Qt.Key.Key_BracketLeft)
    QTest.keyClick(lst, Qt.Key.Key_BracketLeft)
    assert desk.page.playback.speed == 0.75
    QTest.keyClick(lst, Qt.Key.Key_L)
    assert desk.page.playback.loop == pytest.approx((row.start_s, row.end_s), abs=1e-3)
    assert desk.page.space.transport.loop_button.isChecked()
    assert desk.page.playback.playing
    QTest.keyClick(lst, Qt.Key.Key_L)
    assert desk.page.playback.loop is None


def test_a_click_on_a_word_plays_from_it(desk):
    row = desk.choose(1)
    lst = desk.page.space.list
    rect = lst.word_rect(row.id, 1)
    QTest.mouseClick(lst.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert desk.page.playback.playing
    assert desk.page.playback.position_s == pytest.approx(row.starts_s[1], abs=0.01)


def test_the_page_plays_through_the_output_chosen_in_the_settings(
    context, services, made_store, show_widget, qtbot, monkeypatch
):
    asked = []
    monkeypatch.setattr("ui.sound_output.open_output", lambda device, only: asked.append(device) or SilentOutput())
    context._preferences = Preferences(context.operations, context.actions)
    context._preferences.load()
    context._preferences.change(output_device="Headset")
    page = show_widget(CodePage(context), (1196, 720))
    page.open_with(made_store.sessions["ready"])
    page.playback.toggle()
    qtbot.waitUntil(lambda: asked == ["Headset"])
    page.playback.close()


def test_no_audio_output_is_said_once_and_the_page_works(context, services, made_store, show_widget, qtbot):
    page = show_widget(CodePage(context, SilentOutput), (1196, 720))
    page.open_with(made_store.sessions["ready"])
    page.playback.toggle()
    qtbot.waitUntil(lambda: page.space.transport.trouble.text() != "")
    assert page.space.transport.trouble.text() == "No audio output was found: playing without sound."
    qtbot.waitUntil(lambda: page.playback.position_s > 0.3)
    page.playback.close()


def test_a_lost_output_is_told_and_the_sound_goes_on_through_the_next(desk, qtbot):
    desk.choose(2)
    desk.page.playback.toggle()
    desk.play_for(qtbot, 1.0)
    at_s = desk.page.playback.position_s
    desk.outputs[-1].gone = True
    words = desk.page.space.transport.trouble
    qtbot.waitUntil(lambda: "lost" in words.text())
    desk.clock.now += 0.5
    qtbot.waitUntil(lambda: words.text() == "The sound goes on through the system's own output.")
    assert desk.page.playback.playing
    assert desk.page.playback.position_s == pytest.approx(at_s, abs=0.2)
    desk.page.playback.pause()
    desk.page.playback.toggle()
    qtbot.waitUntil(lambda: words.text() == "")


def test_coding_goes_on_while_the_output_is_gone_and_pause_ends_the_waiting(desk, qtbot):
    desk.choose(2)
    desk.page.playback.toggle()
    desk.play_for(qtbot, 1.0)
    desk.plugged = False
    desk.outputs[-1].gone = True
    words = desk.page.space.transport.trouble
    qtbot.waitUntil(lambda: "lost" in words.text())
    QTest.keyClick(desk.page.space.list, "q")
    assert [one.label for one in desk.coding.state.codes] == ["OQ"]
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert not desk.page.playback.playing
    qtbot.waitUntil(lambda: words.text() == "")


def test_leaving_the_page_falls_silent(desk):
    desk.page.playback.toggle()
    desk.page.hide()
    assert not desk.page.playback.playing


def test_without_a_transcript_a_letter_marks_what_was_just_heard(open_desk, qtbot):
    desk = open_desk("bare")
    assert desk.page.space.no_text.isVisible()
    waveform = desk.page.space.waveform
    waveform.setFocus()
    desk.page.playback.seek(40.0)
    QTest.keyClick(waveform, "q")
    (entry,) = desk.coding.state.codes
    assert (entry.start_s, entry.end_s, entry.utterance_id) == (35.0, 40.0, "")
    assert desk.page.space.list.isVisible()
    assert [row.kind for row in desk.rows] == [RowKind.INTERVAL]
    desk.page.playback.seek(70.0)
    desk.page.space.list.clearSelection()
    desk.page.space.list.setCurrentIndex(desk.page.space.rows.index(-1))
    QTest.keyClick(waveform, "a")
    assert [entry.label for entry in desk.coding.state.codes] == ["OQ", "AF"]


@pytest.mark.parametrize("mode", ["listen", "code"])
def test_marks_by_ear_that_begin_at_once_stand_on_rows_of_their_own(open_desk, mode):
    desk = open_desk("bare")
    space = desk.page.space
    desk.page.show_mode(mode)
    space.principles.choose("EMP")
    for heard_s in (2.0, 4.0):
        space.list.clearSelection()
        space.list.setCurrentIndex(space.rows.index(-1))
        desk.page.playback.seek(heard_s)
        for each in ("q", "e") if mode == "code" else ("e",):
            QTest.keyClick(space.waveform, each)
    assert [(row.start_s, row.end_s) for row in desk.rows] == [(0.0, 2.0), (0.0, 4.0)]
    assert [[one.name for one in space.rows.marks_on(row).marks] for row in desk.rows] == [["Evidence for Empathy"]] * 2
    if mode == "listen":
        desk.choose(1)
        QTest.keyClick(space.list, Qt.Key.Key_Backspace)
        assert [one.end_s for one in desk.coding.state.evidence] == [2.0]


def test_a_transcript_is_asked_for_and_shown_when_it_comes(open_desk, context):
    desk = open_desk("bare")
    desk.page.space.no_text.button.click()
    assert desk.session_id in [job.session_id for job in desk.services.jobs.list(desk.services.actor)]
    assert desk.page.banner.sentence.text().startswith("The transcript is being made")
    desk.services.transcripts.keep(desk.session_id, material.heard())
    context.announce(changes(Kind.TRANSCRIPT, Kind.SESSION, ids={desk.session_id}))
    assert len(desk.rows) == material.UTTERANCES
    assert desk.page.banner.button.text() == "Confirm who spoke"


def test_listening_shows_what_was_jotted_and_no_transcript(desk):
    desk.page.show_mode("listen")
    assert not desk.page.space.palette_panel.isVisible()
    assert desk.rows == []
    desk.page.playback.seek(20.0)
    desk.page.space.principles.choose("EMP")
    waveform = desk.page.space.waveform
    waveform.setFocus()
    QTest.keyClick(waveform, "e")
    (row,) = desk.rows
    assert (row.speaker, row.start_s, row.end_s) == ("Empathy", 15.0, 20.0)
    desk.page.space.list.choose(row.id)
    desk.page.space.list.setFocus()
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Backspace)
    assert desk.coding.state.evidence == ()
    desk.page.show_mode("code")
    assert len(desk.rows) == material.UTTERANCES


def test_a_session_that_cannot_be_opened_leaves_the_page_empty(desk):
    desk.page.open_with("no-such-session")
    assert desk.page.empty.isVisible()
    assert desk.messages
    assert not desk.page.header.lock.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_End])
def test_the_waveform_goes_to_either_end(desk, key):
    waveform = desk.page.space.waveform
    waveform.setFocus()
    QTest.keyClick(waveform, key)
    assert desk.page.playback.position_s == (0.0 if key == Qt.Key.Key_Home else desk.page.playback.duration_s)
