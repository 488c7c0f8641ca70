"""Second codings, sealed packages and training recordings by window, as lead, evaluator and colleague would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from coder.domain.people import Actor, Role
from coder.domain.training import Use
from tests.helpers.accessible import clipped, walk
from tests.helpers.many_recordings import add_evaluator, code_and_lock
from tests.helpers.pages import Pages
from tests.helpers.real_store import KeyedHome, import_sound
from tests.helpers.shown import cells, settle, words
from ui.agreement.view import AgreementPage
from ui.sessions.view import SessionsPage
from ui.theme import Mode, current

OWN, OTHER = ("OQ", "SR"), ("CQ", "CR")


def press(button) -> None:
    assert button.isEnabled()
    button.click()
    settle()


@pytest.fixture
def there(pages: Callable[..., Pages]) -> Pages:
    made = pages()
    made.become(Role.EVALUATOR, Role.LEAD)
    made.services.policy.change(made.actor, double_share=0.0)
    return made


def second(there: Pages) -> AgreementPage:
    page = there.show(AgreementPage(there.context))
    page.open_with("second")
    settle()
    return page


def test_a_lead_asks_a_colleague_sees_it_in_the_list_and_drops_it_again(qtbot, there):
    session_id = there.transcribed()
    add_evaluator(there.services, "E-2")
    add_evaluator(there.services, "E-3")
    page = second(there)
    panel = page._places["second"]
    assert "None is wanted at the moment" in words(panel)
    assert not panel.drop_button.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settle()
    dialog = page.acts.dialog
    assert [dialog.evaluator.itemText(n) for n in range(dialog.evaluator.count())] == ["E-2", "E-3", "ME"]
    dialog.evaluator.setCurrentText("E-3")
    assert walk(dialog) == []
    # Somebody else was quicker: the dialog stays and says why.
    there.services.assignments.assign(there.actor, session_id, "E-3")
    press(dialog.act)
    assert "E-3 cannot code this recording a second time" in dialog.problem.text()
    dialog.evaluator.setCurrentText("E-2")
    press(dialog.act)
    assert page.acts.dialog is None
    assert there.told[-1].startswith("Asked for.")
    asked = [row[2:] for row in cells(panel.wanted_table)]
    assert sorted(asked) == [["E-2", "by hand", "not begun"], ["E-3", "by hand", "not begun"]]
    panel.wanted_table.setFocus()
    qtbot.keyClick(panel.wanted_table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    press(panel.drop_button)
    press(page.acts.dialog.act)
    assert len(there.services.assignments.list(there.actor)) == len(cells(panel.wanted_table)) == 1
    assert "To draw from: 0 recordings that nobody was asked to code twice" in words(panel.set_card)
    assert not panel.draw_button.isEnabled()


def test_a_recording_goes_out_and_the_coding_comes_back_by_window(qtbot, there, made_home: KeyedHome, tmp_path: Path):
    session_id = there.transcribed()
    code_and_lock(there.services, there.actor, session_id, OWN)
    page = second(there)
    panel, asked = page._places["second"], []
    press(panel.card_button)
    card = page.acts.dialog
    line = card.line.toPlainText()
    press(card.act)
    assert QGuiApplication.clipboard().text() == line
    with made_home.copy(tmp_path / "other").opened() as other:
        other.packages.add_partner(other.actor, line, "E-01")
        theirs = other.packages.card(other.actor).text()
        press(panel.partner_button)
        adding = page.acts.dialog
        qtbot.keyClicks(adding.code, "E-07")
        adding.card.setPlainText(theirs[:-9])
        assert (adding.act.isEnabled(), adding.fingerprint.text()) == (
            False,
            "This is no card, or not the whole of one.",
        )
        adding.card.setPlainText(theirs)
        assert walk(adding) == []
        compared = adding.fingerprint.text().removeprefix("Fingerprint: ")
        press(adding.act)
        assert cells(panel.partner_table) == [["E-07", compared]]
        # From the Sessions page, to a file that is there: told in the dialog, and nobody is asked.
        sessions = there.show(SessionsPage(there.context))
        sessions.open_with(session_id)
        settle()
        sessions.second.acts.ask_new_package = lambda _parent, name: asked.append(name) or str(tmp_path / name)
        code = there.services.sessions.get(there.actor, session_id).code
        (tmp_path / f"{code}.pack").write_bytes(b"mine")
        qtbot.keyClick(sessions, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        settle()
        sending = sessions.second.acts.dialog
        assert "neither name nor code of the worker" in words(sending)
        press(sending.act)
        assert "of that name already" in sending.problem.text()
        assert there.services.assignments.list(there.actor) == ()
        (tmp_path / f"{code}.pack").unlink()
        press(sending.act)
        assert there.told[-1].startswith("The package is written.")
        other.packages.take_in(other.actor, (tmp_path / asked[-1]).read_bytes())
        code_and_lock(other, other.actor, session_id, OTHER)
        new = tmp_path / "new.pack"
        hum = tmp_path / "hum.wav"
        soundfile.write(hum, 0.2 * np.sin(np.arange(12 * 16_000) / 9).astype("float32"), 16_000)
        new.write_bytes(other.packages.send(other.actor, import_sound(other, hum), "E-01"))
        back = tmp_path / "back.pack"
        back.write_bytes(other.packages.send_coding(other.actor, session_id, "E-01"))
    # A spoilt one is refused in a sentence; the right one is told of before it is taken in.
    spoilt = tmp_path / "spoilt.pack"
    spoilt.write_bytes(back.read_bytes()[:-1])
    for path in (spoilt, back):
        page.acts.ask_package = lambda _parent, chosen=path: str(chosen)
        press(panel.take_button)
        if path == spoilt:
            assert "changed on its way. Nothing was taken in." in there.told[-1]
    taking = page.acts.dialog
    assert "A coding by E-07" in words(taking)
    assert there.services.consensus.pairs(there.actor) == ()
    press(taking.act)
    assert there.told[-1] == f"{code}: their coding stands beside yours now."
    assert len(there.services.consensus.pairs(there.actor)) == 1
    (row,) = cells(panel.wanted_table)
    assert row[-1] == "open to compare"
    # The other way round: a recording of theirs, which can be opened at once.
    page.acts.ask_package = lambda _parent: str(new)
    press(panel.take_button)
    assert "A recording from E-07: visit of 1 May 2026" in words(page.acts.dialog)
    press(page.acts.dialog.act)
    message = there.context.messages.kept[-1]
    assert message.sentence.endswith("is ready to be coded.")
    message.action()
    arrived = there.services.sessions.get(there.actor, str(there.wanted[-1][1]))
    assert (there.wanted[-1][0], arrived.worker_code[:2]) == ("code", "P-")


def test_expert_codes_make_a_recording_one_to_train_on_and_a_file_that_does_not_fit_is_refused(there, tmp_path: Path):
    session_id = there.transcribed()
    principles = there.services.codebooks.active().principles
    whole, part = tmp_path / "whole.json", tmp_path / "part.json"
    ratings = [{"principle": one.id, "value": 3} for one in principles]
    whole.write_text(json.dumps({"ratings": ratings}))
    part.write_text(json.dumps({"ratings": ratings[1:]}))
    page = second(there)
    panel = page._places["second"]
    press(panel.train_button)
    dialog = page.acts.dialog
    assert not dialog.act.isEnabled()
    for file in (part, whole):
        dialog._ask_file = lambda _parent, chosen=file: str(chosen)
        press(dialog.file_button)
        press(dialog.act)
        if file == part:
            assert f"does not rate {principles[0].name}" in dialog.problem.text()
    ((code, use, locked),) = cells(panel.training_table)
    assert (use, locked) == ("practice, talked through", "nobody yet")
    (kept,) = there.services.training.trained_on(there.actor)
    assert (kept.session_id, kept.session_code, kept.use) == (session_id, code, Use.PRACTICE)
    panel.training_table.selectRow(0)
    press(panel.stop_button)
    press(page.acts.dialog.act)
    assert there.services.training.trained_on(there.actor) == ()


def test_each_sees_what_they_may_do_and_others_are_told_by_whom(qtbot, there):
    session_id = there.transcribed()
    sessions = there.show(SessionsPage(there.context))
    sessions.open_with(session_id)
    settle()
    session = there.services.sessions.get(there.actor, session_id)
    assert sessions.second.offered(session) == ("second.ask", "package.send", "training.use")
    assert "Second coding and training" in words(sessions.details)
    there.become(Role.EVALUATOR)
    page = second(there)
    panel = page._places["second"]
    shown = [card.isVisible() for card in (panel.wanted, panel.set_card, panel.packages, panel.training)]
    assert shown == [False, False, True, False]
    assert sessions.second.offered(session) == ("package.send",)
    page.acts.ask()
    assert "Your role does not allow you to ask for second codings" in there.told[-1]
    there.become(Role.STEWARD)
    page = second(there)
    panel = page._places["second"]
    assert [card.isVisible() for card in (panel.packages, panel.training)] == [False, True]
    there.actor = Actor(there.services.actor.id, frozenset({Role.WORKER}))
    there.context.open(there.services, there.actor)
    assert not page.seconds.may_see


def test_the_section_and_its_questions_can_be_used_by_key_and_read_at_200_per_cent(there):
    there.transcribed()
    add_evaluator(there.services, "E-2")
    page = second(there)
    assert walk(page) == []
    current().apply(Mode.CONTRAST, 2.0)
    try:
        settle()
        assert clipped(page) == []
        for act in (page.acts.ask, page.acts.draw_set, page.acts.show_card, page.acts.add_partner, page.acts.train_on):
            act()
            settle()
            assert (act.__name__, clipped(page.acts.dialog)) == (act.__name__, [])
            page.acts.dialog.reject()
    finally:
        current().apply(Mode.LIGHT, 1.0)
