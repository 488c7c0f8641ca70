"""Two colleagues at other computers differ, and the lead keeps what they agree on, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from coder.domain.people import Role
from coder.store.tables.double_packages import SealedCodingRow
from tests.helpers.accessible import clipped, walk
from tests.helpers.many_recordings import add_evaluator, add_recording, add_worker, code_and_lock
from tests.helpers.pages import Pages
from tests.helpers.shown import settle, words
from ui.agreement.view import AgreementPage
from ui.theme import Mode, current


def test_a_lead_keeps_what_two_elsewhere_agree_on_as_neither_ones(qtbot, pages: Callable[..., Pages]):
    there = pages()
    there.become(Role.EVALUATOR, Role.LEAD)
    services = there.services
    services.policy.change(there.actor, double_share=0.0)
    session_ids = [add_recording(services, add_worker(services, code)) for code in ("W-1", "W-2")]
    two = [add_evaluator(services, code) for code in ("E-7", "E-9")]
    for session_id in session_ids:
        given = [
            code_and_lock(services, one, session_id, ("", "", ""), {"EMP": 2 + 2 * n}) for n, one in enumerate(two)
        ]
        with services.backing.store.write() as database:
            database.add_all(
                SealedCodingRow(
                    id=coding, session_id=session_id, person_id=one.id, content=b"-", at=services.backing.clock()
                )
                for coding, one in zip(given, two, strict=True)
            )
    page = there.show(AgreementPage(there.context))
    page.open_with(f"differences:{session_ids[1]}")
    settle()
    panel, card = page.places, page.places.talk
    assert panel.table.selected().session_id == session_ids[1]
    assert [one.evaluator_code for one in panel.table.selected().given] == ["E-7", "E-9"]
    assert "The two talked it over: what do they agree on?" in words(card)
    assert walk(page) == []
    card.agreed.setFocus()
    qtbot.keyClick(card.agreed, Qt.Key.Key_Down)
    qtbot.keyClick(card.agreed, Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "By telephone.")
    while QApplication.focusWidget() is not card.keep:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(card.keep, Qt.Key.Key_Space)
    settle()
    assert there.told[-1] == "What was agreed is kept."
    assert "noted by ME: 3. By telephone." in words(card)
    current().apply(Mode.CONTRAST, 2.0)
    try:
        settle()
        assert clipped(page) == []
    finally:
        current().apply(Mode.LIGHT, 1.0)
