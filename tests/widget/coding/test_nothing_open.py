"""The Code page without a session: what it offers, and how it is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.domain.desk import Desk
from tests.helpers.accessible import clipped, walk
from tests.widget.coding import material
from ui.coding.view import CodePage


def test_enter_goes_on_with_the_session_that_was_open_last(services, made_store, context, show_widget, qtbot):
    last = made_store.sessions["voices"]
    services.desk.keep(services.actor, last, Desk(position_s=7.0))
    wanted = []
    context.page_wanted.connect(lambda page, argument: wanted.append((page, argument)))
    page = show_widget(CodePage(context), (1196, 720))
    qtbot.waitUntil(lambda: bool(page.empty.rows) and page.empty.rows[0].hasFocus())
    first = page.empty.rows[0]
    assert first.text().startswith("Go on with ")
    assert "you stopped at 0:07" in first.accessibleDescription()
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert wanted == [("code", last)]
    page.empty.rows[1].click()
    assert wanted[1][1] in set(made_store.sessions.values()) - {last}
    assert walk(page.empty) == []
    assert clipped(page.empty) == []


def test_a_session_that_is_closed_is_offered_again(desk):
    code, page = desk.page.model.session.code, desk.page
    desk.choose(material.UTTERANCES - 1)
    page.care.desk.leave()
    page.open_with("no-such-session")
    assert page.empty.rows[0].text().startswith(f"Go on with {code}")
