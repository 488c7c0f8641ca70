"""The Code page in each of its states, and every dialog that any of its acts opens: by keyboard and screen reader.

The dialogs are found by doing every act of the key table, so that one that is added is walked without being named.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from coder.services.suggestions import Suggested
from tests.helpers.accessible import clipped, walk
from tests.helpers.shown import settle
from tests.widget.coding.conftest import made_store, open_desk, services
from ui.theme import Mode, current

__all__ = ["made_store", "open_desk", "services"]

LOOKS = {"light": (Mode.LIGHT, 1.0), "contrast": (Mode.CONTRAST, 1.0), "200": (Mode.LIGHT, 2.0)}
# What the rail leaves of a window of 1280 logical pixels.
WIDTHS = {1.0: 1199, 2.0: 1137}


@pytest.fixture(params=LOOKS)
def look(request):
    mode, scale = LOOKS[request.param]
    current().apply(mode, scale)
    return (WIDTHS[scale], 720)


def lock(services, session_id: str) -> None:
    """Rate, lock and let one suggestion be there."""
    actor = services.actor
    coding_id = services.coding.start(actor, session_id).created
    for principle in services.codebooks.active().principles:
        services.coding.rate(actor, coding_id, principle.id, 3)
    first = services.transcripts.get(actor, session_id).utterances[0]
    services.coding.lock(actor, coding_id)
    services.suggestions.keep(session_id, "m", [Suggested(first.id, "CQ", 0.9)], 0)


@pytest.mark.parametrize("state", ["listen", "code", "second", "bare"])
def test_every_state_of_the_page_is_for_everybody(look, open_desk, services, made_store, state):
    if state == "second":
        lock(services, made_store.sessions["ready"])
    desk = open_desk("bare" if state == "bare" else "ready", size=look)
    if state != "bare":
        desk.page.show_mode(state)
    if state == "code":
        desk.choose(0)
        QTest.keyClick(desk.page.space.list, "q")
        QTest.keyClick(desk.page.space.list, "e")
    settle()
    assert (desk.page.width(), desk.page.height()) == look
    # Tab through the places of the second listen is the window's; it is tried with the window elsewhere.
    found = [] if state == "second" else walk(desk.page)
    assert found == []
    assert clipped(desk.page) == []


def dialogs_of(desk) -> dict[str, list]:
    """Do every act of the page; what each opens, by the act, with what is wrong with it."""
    found = {}
    for id_ in sorted({action.objectName() for action in desk.page.findChildren(QAction) if action.objectName()}):
        # Whatever the act before did: to another mode, or to rows that are to be checked.
        desk.page.show_mode("code")
        settle()
        if desk.rows:
            desk.choose(0)
        settle()
        action = next((one for one in desk.page.findChildren(QAction) if one.objectName() == id_), None)
        if action is None or not action.isEnabled():
            continue
        action.trigger()
        settle()
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            wrong = [*walk(dialog), *clipped(dialog)]
            least, screen = dialog.minimumSizeHint(), dialog.screen().availableGeometry()
            if least.height() > 720 or least.width() > 1280 or dialog.height() > screen.height():
                wrong.append(f"is {dialog.size().toTuple()} and needs {least.toTuple()}")
            found[id_] = wrong
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            settle()
            assert not (isValid(dialog) and dialog.isVisible()), f"Escape does not leave what {id_} opens"
        if popup := QApplication.activePopupWidget():
            popup.close()
        desk.page.playback.pause()
    return found


@pytest.mark.timeout(250)
def test_every_dialog_that_an_act_of_the_page_opens_is_for_everybody(look, open_desk):
    desk = open_desk(size=look)
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    found = dialogs_of(desk)
    assert {"memo", "moment", "coding.lock"} <= set(found)
    assert {id_: wrong for id_, wrong in found.items() if wrong} == {}
