"""One utterance only, without silences, while a key or pedal is held; keys that move are shown where they are."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.audio.player import Trouble
from coder.domain.text_edits import RemoveUtterance, SetText
from tests.unit.audio_player.test_pedals import Foot
from ui.coding.trouble import trouble_words
from ui.preferences import Preferences

SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def settings(context, tmp_path) -> Preferences:
    """The settings of this machine, in a file of their own."""
    context._preferences = Preferences(context.operations, context.actions, tmp_path / "settings.toml")
    context._preferences.load()
    return context._preferences


def finish(desk, qtbot, seconds: float = 30.0) -> None:
    """Let the sound go on until it stops by itself."""
    playback = desk.page.playback
    for _ in range(round(seconds)):
        if not playback.playing:
            return
        desk.play_for(qtbot, 1.0)
    raise AssertionError(f"still playing at {playback.position_s}")


def test_an_utterance_is_played_once_and_again_by_the_same_key(desk, qtbot):
    row = desk.choose(3)
    playback, lst = desk.page.playback, desk.page.space.list
    for _ in range(2):
        QTest.keyClick(lst, Qt.Key.Key_Space, SHIFT)
        assert playback.playing
        assert playback.position_s == pytest.approx(row.start_s, abs=0.01)
        finish(desk, qtbot)
        assert playback.position_s == pytest.approx(row.end_s, abs=1e-3)
        assert lst.current_id == row.id


def test_the_button_plays_the_chosen_stretch_and_stops(desk, qtbot):
    desk.page.space.waveform.select((2.0, 3.5))
    desk.page.space.transport.range_button.click()
    finish(desk, qtbot)
    assert desk.page.playback.position_s == pytest.approx(3.5, abs=1e-3)


def test_the_chosen_stretch_is_repeated_and_coding_does_not_stop_it(desk, qtbot):
    row = desk.choose(3)
    lst, playback = desk.page.space.list, desk.page.playback
    QTest.keyClick(lst, Qt.Key.Key_L)
    desk.play_for(qtbot, 2.5 * (row.end_s - row.start_s))
    assert row.start_s <= playback.position_s <= row.end_s
    QTest.keyClick(lst, "q")
    assert playback.playing
    assert playback.loop == pytest.approx((row.start_s, row.end_s), abs=1e-3)


def key(widget, kind: QEvent.Type, code: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier, repeat=False) -> None:
    """A key event as the keyboard sends it, first to the focus as something that may be a shortcut."""
    if kind == QEvent.Type.KeyPress:
        override = QKeyEvent(QEvent.Type.ShortcutOverride, code, modifiers, "", repeat)
        override.ignore()
        QApplication.sendEvent(widget, override)
        assert override.isAccepted(), "the shortcut would take the key"
    QApplication.sendEvent(widget, QKeyEvent(kind, code, modifiers, "", repeat))


def test_the_key_plays_while_it_is_held_and_its_repeats_change_nothing(desk, settings, qtbot):
    settings.change(hold_to_play=True)
    desk.choose(2)
    lst, playback = desk.page.space.list, desk.page.playback
    key(lst, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    assert playback.playing
    for _ in range(3):
        key(lst, QEvent.Type.KeyRelease, Qt.Key.Key_Space, repeat=True)
        key(lst, QEvent.Type.KeyPress, Qt.Key.Key_Space, repeat=True)
        assert playback.playing
    desk.play_for(qtbot, 3.0)
    at_s = playback.position_s
    key(lst, QEvent.Type.KeyRelease, Qt.Key.Key_Space)
    assert not playback.playing
    key(lst, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    assert playback.position_s == pytest.approx(at_s - settings.settings.rewind_on_resume_s, abs=0.05)
    key(lst, QEvent.Type.KeyRelease, Qt.Key.Key_Space)


def test_a_pedal_that_sends_a_key_holds_while_typing_too(desk, settings):
    settings.change(hold_to_play=True)
    desk.page.context.actions.set_pedal("play.toggle_anywhere", "F13")
    field = desk.page.space.filters.search
    field.setFocus()
    key(field, QEvent.Type.KeyPress, Qt.Key.Key_F13)
    assert desk.page.playback.playing
    key(field, QEvent.Type.KeyRelease, Qt.Key.Key_F13)
    assert not desk.page.playback.playing
    QTest.keyClick(field, Qt.Key.Key_Space)
    assert field.text() == " "


def test_a_held_key_is_let_go_when_the_focus_leaves_the_page(desk, settings, show_widget):
    settings.change(hold_to_play=True)
    desk.choose(2)
    key(desk.page.space.list, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    assert desk.page.playback.playing
    desk.page.space.list.clearFocus()
    assert not desk.page.playback.playing


def test_without_hold_the_key_plays_on_after_it_is_let_go(desk, settings):
    desk.choose(2)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    assert desk.page.playback.playing


def test_silences_are_skipped_by_key_said_shown_and_remembered(desk, settings, qtbot, monkeypatch):
    said = []
    desk.page.model.said.connect(said.append)
    monkeypatch.setattr("ui.coding.listening.silences", lambda peaks, speech, over_s: ((4.0, 6.0),))
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_F5, SHIFT)
    assert settings.settings.skip_silence
    assert desk.page.space.transport.skip_button.isChecked()
    assert said == ["Silences are left out: 1, together 0:02."]
    desk.page.playback.play(3.0)
    desk.play_for(qtbot, 2.0)
    assert desk.page.playback.position_s == pytest.approx(7.0, abs=0.2)
    desk.page.space.transport.skip_button.click()
    assert not settings.settings.skip_silence
    assert not desk.page.space.transport.skip_button.isChecked()
    desk.page.playback.play(3.0)
    desk.play_for(qtbot, 2.0)
    assert desk.page.playback.position_s == pytest.approx(5.0, abs=0.2)


@pytest.fixture
def searches(monkeypatch) -> list[str]:
    """The threads on which silences were looked for; one silence is found each time."""
    threads: list[str] = []

    def found(peaks, speech, over_s):
        threads.append(threading.current_thread().name)
        return ((4.0, 6.0),)

    monkeypatch.setattr("ui.coding.listening.silences", found)
    return threads


def test_a_session_that_is_opened_leaves_silences_out_at_once(settings, searches, open_desk, qtbot):
    settings.change(skip_silence=True)
    desk = open_desk()
    desk.page.playback.play(3.0)
    desk.play_for(qtbot, 2.0)
    assert desk.page.playback.position_s == pytest.approx(7.0, abs=0.2)


def test_silences_are_looked_for_beside_the_window_and_only_where_a_stretch_changed(settings, searches, open_desk):
    settings.change(skip_silence=True)
    desk = open_desk()
    assert len(searches) == 1
    assert threading.current_thread().name not in searches
    model, row = desk.page.model, desk.rows[2]
    model.edit_text([SetText(row.id, "quite other words")], "", "Change words")
    assert desk.rows[2].text == "quite other words"
    assert len(searches) == 1
    model.edit_text([RemoveUtterance(row.id)], "", "Remove")
    assert len(searches) == 2


def test_no_utterance_and_no_speech_without_text_is_ever_left_out(desk, settings):
    settings.change(skip_silence=True, skip_silence_over_s=1.0)
    text = desk.page.model.transcript
    for start_s, end_s in desk.page.listening._found:
        assert all(one.end_s <= start_s or one.start_s >= end_s for one in (*text.utterances, *text.gaps))


def test_without_single_keys_the_letter_codes_nothing_and_the_page_shows_what_does(desk, settings):
    desk.choose(0)
    lst = desk.page.space.list
    desk.page.context.actions.set_single_keys(False)
    assert "Ctrl+Alt+L" in desk.page.space.transport.loop_button.toolTip()
    desk.choose(0)
    QTest.keyClick(lst, "q")
    assert desk.page.model.shown.codes == ()
    QTest.keyClick(lst, Qt.Key.Key_Q, CTRL | ALT)
    assert [one.label for one in desk.page.model.shown.codes] == ["OQ"]


def test_a_usb_pedal_plays_while_held_and_steps(desk, settings, qtbot, monkeypatch):
    monkeypatch.setattr("ui.coding.pedals.pedals_possible", lambda: True)
    page, foot = desk.page, Foot()
    page.listening.pedal.connect_device = lambda: foot
    page.hide()
    settings.change(usb_pedal=True)
    with qtbot.waitActive(page):
        page.show()
    page.playback.seek(10.0)
    foot._reports.append(b"\x02\x00")
    qtbot.waitUntil(lambda: page.playback.playing)
    foot._reports.append(b"\x00\x00")
    qtbot.waitUntil(lambda: not page.playback.playing)
    at_s = page.playback.position_s
    foot._reports += [b"\x04\x00", b"\x00\x00"]
    qtbot.waitUntil(lambda: page.playback.position_s == pytest.approx(at_s + 3.0, abs=0.01))
    foot._reports += [b"\x01\x00", b"\x00\x00"]
    qtbot.waitUntil(lambda: page.playback.position_s == pytest.approx(at_s, abs=0.01))
    foot._reports.append(b"\x02\x00")
    qtbot.waitUntil(lambda: page.playback.playing)
    page.hide()
    assert foot.closed
    assert not page.playback.playing


def test_the_row_menu_plays_the_row_only(desk, qtbot):
    row = desk.choose(1)
    desk.page.acts.menu(row.id, desk.page.mapToGlobal(desk.page.rect().center()))
    menu = QApplication.activePopupWidget()
    next(one for one in menu.actions() if one.text() == "Play this only").trigger()
    menu.close()
    finish(desk, qtbot)
    assert desk.page.playback.position_s == pytest.approx(row.end_s, abs=1e-3)


def test_a_lost_output_is_said_in_full_between_the_buttons(desk, qtbot):
    transport = desk.page.space.transport
    before = desk.page.space.waveform.geometry(), desk.page.space.list.height()
    transport.set_trouble(trouble_words(Trouble.WAITING, ""))
    QApplication.processEvents()
    line = transport.trouble
    assert line.isVisible()
    assert line.heightForWidth(line.width()) <= line.height()
    assert (desk.page.space.waveform.geometry(), desk.page.space.list.height()) == before, "nothing moves for it"
    transport.set_trouble("")
    assert not line.isVisible()


def test_with_large_text_it_is_a_message_and_the_buttons_that_stay_are_whole(desk, qtbot):
    transport = desk.page.space.transport
    transport.setFixedWidth(transport.minimumSizeHint().width() + 20)
    QApplication.processEvents()
    assert transport.narrow
    assert not transport.range_button.isVisible()
    assert transport.play_button.width() >= transport.play_button.sizeHint().width()
    desk.page.playback.trouble_changed.emit(Trouble.MOVED)
    assert desk.messages[-1] == "The sound goes on through the system's own output."
    assert not transport.trouble.isVisible()


@pytest.mark.parametrize(
    ("trouble", "name", "words"),
    [
        (Trouble.MOVED, "USB Headset", "The sound goes on through USB Headset."),
        (Trouble.LOST, "", "The audio output was lost. Press play to go on here."),
        (Trouble.NONE, "", ""),
    ],
)
def test_each_trouble_has_its_sentence(trouble, name, words):
    assert trouble_words(trouble, name) == words


def test_holding_is_switched_from_the_palette_and_said(desk, settings):
    said = []
    desk.page.model.said.connect(said.append)
    actions = desk.page.context.actions
    assert actions.trigger("play.hold_mode")
    assert settings.settings.hold_to_play
    assert actions.trigger("play.hold_mode")
    assert not settings.settings.hold_to_play
    assert said == ["Hold to play: let go, and it is silent.", "Press to play, and press again to pause."]
