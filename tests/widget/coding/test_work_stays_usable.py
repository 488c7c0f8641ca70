"""Whatever comes and goes around it: the waveform and the transcript keep their room, and nothing jumps or is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.domain.sessions import SessionState
from tests.helpers.shown import settle
from ui.coding.dialogs import LockDialog
from ui.coding.edits import Rate
from ui.main_window import MainWindow
from ui.messages import Level, Message
from ui.theme import Mode, current

LONG = Message(
    Level.WARN,
    "The sound output of this computer was lost while session S-0001 was played, and the place is kept.",
    "Plug it in again, or choose another one under Settings, Sound; your codes and ratings are all stored.",
)


def rows_in_view(page) -> int:
    """How many rows of one line the transcript has room for; longer ones take the room of two or more."""
    return page.space.list.viewport().height() // current().px(26)


def whole_lanes(page) -> int:
    return page.space.waveform._parts.lanes


@pytest.fixture
def in_window(services, made_store, context, show_widget):
    """Opens the Code page in the window at a text size: ``in_window(2.0)``."""

    def make(scale: float, name: str = "ready"):
        current().apply(Mode.LIGHT, scale)
        window = show_widget(MainWindow(context), (1280, 720))
        context.go_to("code", made_store.sessions[name])
        settle()
        return window, window.page("code")

    return make


def test_large_text_on_a_small_screen_leaves_two_lanes_and_four_rows(in_window):
    _, page = in_window(2.0)
    assert page.space.compact
    assert whole_lanes(page) >= 2
    assert page.space.waveform.height() >= page.space.waveform.minimumSizeHint().height()
    assert rows_in_view(page) >= 5


def test_a_long_message_at_large_text_leaves_two_lanes_and_two_rows(in_window, context):
    window, page = in_window(2.0)
    context.messages.post(LONG)
    settle()
    assert whole_lanes(page) >= 2
    assert page.space.waveform.height() >= page.space.waveform.minimumSizeHint().height()
    assert rows_in_view(page) >= 3
    row = window.messages.rows[-1]
    assert row.height() >= row.height_at(row.width()), "no line of it is cut"


def test_where_not_all_messages_have_room_the_one_before_comes_when_the_newest_is_closed(in_window, context):
    window, page = in_window(2.0)
    context.messages.error("Not stored.", "Try again.")
    context.messages.post(LONG)
    context.messages.warn("The worker has no team.")
    settle()
    shown = [row.isVisible() for row in window.messages.rows]
    assert shown[-1]
    assert not all(shown)
    newest = window.messages.rows[-1]
    assert newest.count.text() == f"{shown.count(False)} more"
    assert rows_in_view(page) >= 2
    newest.close_button.click()
    settle()
    assert window.messages.rows[-1].message is LONG
    assert window.messages.rows[-1].isVisible()


def test_a_message_moves_no_lane_and_leaves_the_current_row_in_view(in_window, context):
    _, page = in_window(1.0)
    rows = page.space.list
    last = rows.indexAt(QPoint(4, rows.viewport().height() - 3)).row() - 1
    rows.choose(rows.transcript.rows[last].id)
    before = page.space.waveform.geometry()
    context.messages.post(LONG)
    settle()
    assert page.space.waveform.geometry() == before
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()).center())


def test_no_code_is_cut_and_the_codes_of_a_parent_fill_their_room(in_window):
    _, page = in_window(1.0)
    palette = page.space.palette_panel
    worker = next(row for row in page.space.rows.rows if row.role.value == "worker")
    parent = next(row for row in page.space.rows.rows if row.role.value == "parent")
    lowest = []
    for row in (worker, parent):
        page.space.list.choose(row.id)
        QTest.qWait(30)
        assert all(button.width() >= button.sizeHint().width() for button in palette._buttons)
        lowest.append(max(button.geometry().bottom() for button in palette._buttons))
    assert lowest[0] == lowest[1] == palette.height() - 1


def test_up_and_down_in_the_palette_go_to_the_nearest_code_of_the_next_line(desk):
    desk.choose(0)
    palette = desk.page.space.palette_panel
    button = palette.button("OQ")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Down)
    below = QApplication.focusWidget()
    assert below.geometry().top() > button.geometry().bottom()
    assert below.geometry().left() <= button.geometry().center().x() <= below.geometry().right() + 3
    QTest.keyClick(below, Qt.Key.Key_Up)
    assert QApplication.focusWidget().geometry().top() == button.geometry().top()


def test_the_codes_of_another_speaker_are_off_too_where_nothing_may_be_coded(desk):
    palette = desk.page.space.palette_panel
    palette.set_possible(False)
    palette.set_codes(desk.page.presenter._palette_codes(next(r for r in desk.rows if r.role.value == "parent").role))
    assert palette._buttons
    assert not any(button.isEnabled() for button in palette._buttons)


def test_what_is_explained_at_the_lock_moves_no_other_line(desk):
    for principle in desk.page.model.frame.codebook.principles:
        desk.page.model.do(Rate(principle.id, 3))
    for id_ in ("EMP", "AUT", "COL"):
        desk.page.model.do(Rate(id_, 4))
    desk.page.header.lock.click()
    dialog = desk.page.findChildren(LockDialog)[-1]
    settle()
    fields, ends = dict(dialog.reasons), dialog.act.pos()
    places = {id_: field.mapTo(dialog, QPoint(0, 0)) for id_, field in fields.items()}
    for id_ in list(fields):
        QTest.keyClicks(fields[id_], "heard throughout")
        QTest.keyClick(fields[id_], Qt.Key.Key_Return)
        settle()
        assert {one: field.mapTo(dialog, QPoint(0, 0)) for one, field in fields.items()} == places
        assert dialog.act.pos() == ends
        assert not fields[id_].isEnabled()
    assert dialog.isVisible()
    assert dialog.act.isEnabled()


def test_a_page_without_text_says_why(open_desk):
    desk = open_desk("bare")
    space = desk.page.space
    assert space.no_text.accessibleName().startswith("No transcript yet")
    desk.page.model.ask_transcript()
    assert desk.page.model.session.state is SessionState.TRANSCRIBING
    assert space.no_text.accessibleName().startswith("The transcript is on its way")
    assert not space.no_text.button.isVisible()
    desk.services.sessions.withdraw(desk.services.actor, desk.session_id, "mother", "she asked for it")
    desk.page.model.open(desk.session_id)
    assert space.no_text.accessibleName() == "The text is erased. The sound went with it; nothing can bring them back."
    assert not space.no_text.button.isVisible()


def test_while_words_are_looked_for_the_field_has_the_room(desk):
    filters = desk.page.space.filters
    assert filters.progress.isVisible()
    filters.search.setText("kayla")
    settle()
    assert not filters.progress.isVisible()
    assert filters.found.fontMetrics().horizontalAdvance(filters.found.text()) <= filters.found.width()
    assert filters.search.width() >= filters.search.maximumWidth() * 0.8
    filters.search.clear()
    assert filters.progress.isVisible()


def test_in_the_narrow_form_the_modes_are_icons_that_say_their_words(in_window):
    _, page = in_window(2.0)
    assert page.header.modes.isVisible()
    buttons = list(page.header.modes._buttons.values())
    assert [button.text() for button in buttons] == ["", "", ""]
    assert [button.accessibleName() for button in buttons] == ["Mode: Listen", "Mode: Code", "Mode: Second listen"]
    assert [button.toolTip() for button in buttons] == ["Listen", "Code", "Second listen"]
    assert "Worker W-17" in page.header.accessibleDescription()
    assert page.header.accessibleName() == f"Session {page.model.session.code}"
