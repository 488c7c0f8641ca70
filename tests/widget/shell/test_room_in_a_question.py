"""A dialog that asks one thing scrolls only where what it asks has no room."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QWidget

from tests.helpers.shown import settle
from ui.widgets.labels import label
from ui.widgets.question import Question


def asked(words: int) -> Question:
    """Ten lines of text beside a button, which break elsewhere as soon as a scroll bar takes some of their width."""
    made = Question("Who spoke?", "Listen to each voice.", "Confirm")
    for _ in range(10):
        line = QHBoxLayout()
        line.addWidget(label("guessed: " + "worker " * words, wrap=True), 1)
        line.addWidget(QPushButton("Hear"))
        made.body.addLayout(line)
    return made


def test_there_is_no_bar_where_all_has_room(qtbot):
    fitting = 0
    for words in range(1, 24):
        dialog = asked(words)
        qtbot.addWidget(dialog)
        dialog.show()
        settle()
        area = dialog.findChild(QScrollArea)
        inside = area.widget().layout()
        if inside.heightForWidth(area.width()) <= area.height():
            fitting += 1
            assert area.verticalScrollBar().maximum() == 0, f"{words} words a line"
            assert area.viewport().width() == area.width()
        else:
            assert area.verticalScrollBar().maximum() > 0
        dialog.done(0)
    assert 0 < fitting < 23


def test_its_buttons_are_on_the_screen_however_low_the_window_is(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    window.setGeometry(room.left(), room.bottom() - 200, 400, 200)
    window.show()
    dialog = asked(30)
    dialog.setParent(window, dialog.windowFlags())
    dialog.open()
    settle()
    assert room.contains(dialog.frameGeometry())
    dialog.done(0)
