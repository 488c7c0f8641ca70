"""The thread of a session as somebody sees it who looks at the session's details."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from coder.domain.threads import Station, Thread
from ui.sessions.thread_card import ThreadCard
from ui.sessions.threads import Threads
from ui.widgets.buttons import Button
from ui.widgets.row_button import RowButton

FIRST = Station("sup", "S-0001", date(2026, 5, 4))
THEN = Station("vis", "S-0005", date(2026, 5, 20), said=2)


def words(card: ThreadCard) -> str:
    return " ".join(one.text() for one in card.findChildren(QLabel))


def test_the_other_session_is_a_click_away_and_the_family_is_named_beside_it(qtbot: QtBot) -> None:
    card = ThreadCard(Threads("sup", True, (Thread("sup", "vis", FIRST, THEN),), may_change=True))
    qtbot.addWidget(card)
    here, other = card.findChildren(RowButton)
    assert (here.isEnabled(), other.isEnabled()) == (False, True)
    assert "filled in 2 forms" in words(card)
    with qtbot.waitSignal(card.opened) as opened:
        qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert opened.args == ["vis"]
    (part,) = card.findChildren(Button)
    with qtbot.waitSignal(card.parted) as parted:
        qtbot.mouseClick(part, Qt.MouseButton.LeftButton)
    assert parted.args == ["sup", "vis"]


def test_where_permission_is_lacking_the_reason_stands_and_no_session(qtbot: QtBot) -> None:
    card = ThreadCard(Threads("sup", True, (Thread("sup", "vis", refusal="Permission does not hold for S-0005."),)))
    qtbot.addWidget(card)
    assert "Not shown: Permission does not hold for S-0005." in words(card)
    assert card.findChildren(RowButton) == []
    assert card.findChildren(Button) == []


def test_a_visit_that_may_have_followed_is_noted(qtbot: QtBot) -> None:
    card = ThreadCard(Threads("sup", True, (), (THEN,), may_change=True))
    qtbot.addWidget(card)
    assert "No visit is noted yet" in words(card)
    with qtbot.waitSignal(card.joined) as joined:
        qtbot.mouseClick(card.join_button, Qt.MouseButton.LeftButton)
    assert joined.args == ["sup", "vis"]
