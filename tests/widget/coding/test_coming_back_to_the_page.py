"""Who looks at another page and comes back goes on coding with the next key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def test_letters_code_at_once_after_a_look_at_another_page(services, made_store, context, show_widget, qtbot):
    window = show_widget(MainWindow(context), (1280, 720))
    session_id = made_store.sessions["ready"]
    context.go_to("code", session_id)
    page = window.page("code")
    qtbot.waitUntil(window.isActiveWindow)
    page.space.list.choose(page.space.rows.rows[0].id)
    QTest.keyClick(window, Qt.Key.Key_1, CTRL)
    assert not page.isVisible()
    QTest.keyClick(window, Qt.Key.Key_3, CTRL)
    assert page.space.list.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), "f")
    coding = services.coding.get(services.actor, session_id)
    assert [one.label for one in coding.state.codes] == ["FAC"]

    page.show_mode("listen")
    context.go_to("home")
    context.go_to("code")
    assert page.header.modes.value == "listen"
    assert page.isAncestorOf(QApplication.focusWidget())
