"""Family feedback in the window: a form taken down, answers on the locked screen, goals that both sides rate."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit

from coder.domain.feedback import Audience, Side, Way
from coder.domain.people import Actor, Role
from tests.helpers.accessible import clipped, walk
from tests.helpers.real_store import PASSPHRASE
from tests.helpers.shown import press, words
from ui.feedback.dialog import FamilyFeedbackDialog
from ui.feedback.form import FeedbackForm
from ui.feedback.handed_over import HandedOver, Step
from ui.feedback.pin import MOST_TRIES, Pin
from ui.sessions.view import SessionsPage
from ui.theme import Mode, current


@pytest.fixture
def there(pages):
    """A store with one session, seen by a steward who works with no family."""
    found = pages()
    found.session_id = found.imported()
    found.become(Role.STEWARD)
    return found


def said(there):
    return there.services.feedback.get(there.actor, there.session_id)


def opened(there) -> FamilyFeedbackDialog:
    return there.show(FamilyFeedbackDialog(there.context, there.session_id, "S-0001"), (900, 640))


def test_a_colleague_takes_down_what_an_adult_says_from_the_sessions_page(qtbot, there):
    page = there.show(SessionsPage(there.context))
    page.open_with(there.session_id)
    qtbot.waitUntil(lambda: "Nobody of the family was asked yet" in words(page.details))
    page.details.feedback.button.click()
    dialog = page.findChild(FamilyFeedbackDialog)
    qtbot.waitUntil(dialog.adult.isEnabled)
    asked = dialog.take_down(Audience.ADULT)
    assert not asked.act.isEnabled()
    first, second = asked.form.boxes[0], asked.form.boxes[1]
    press(qtbot, first.choices.button(2))
    press(qtbot, first.choices.button(4))
    press(qtbot, second.choices.button(5))
    press(qtbot, second.choices.button(5))
    assert (first.value, second.value) == (4, None)
    keep = next(box for box in asked.form.boxes if box.id == "adult_keep")
    keep.field.setPlainText("Ringing first")
    assert "2 of 13 answered" in words(asked)
    asked.act.click()
    qtbot.waitUntil(lambda: len(said(there).forms) == 1)
    form = said(there).forms[0]
    assert (form.way, dict(form.answers.values), dict(form.answers.words)) == (
        Way.COLLECTOR,
        {"adult_1": 4},
        {"adult_keep": "Ringing first"},
    )
    qtbot.waitUntil(lambda: "Mostly" in words(dialog) and "“Ringing first”" in words(dialog))
    qtbot.waitUntil(lambda: "1 form" in words(page.details))
    dialog.close()


def test_a_child_answers_on_the_screen_handed_over_and_only_the_pin_takes_it_back(qtbot, there):
    dialog = opened(there)
    qtbot.waitUntil(dialog.hand.isEnabled)
    ask = dialog.hand_over()
    ask.who.setCurrentIndex(1)
    qtbot.keyClicks(ask.first, "4711")
    qtbot.keyClicks(ask.second, "4712")
    assert not ask.act.isEnabled()
    ask.second.clear()
    qtbot.keyClicks(ask.second, "4711")
    ask.act.click()
    window = dialog.handed
    qtbot.waitExposed(window)
    assert window.windowState() & Qt.WindowState.WindowFullScreen
    assert window.windowModality() == Qt.WindowModality.ApplicationModal

    press(qtbot, window.begin)
    reached = []
    for key in ("F12", "Ctrl+K", "Ctrl+1"):
        act = QAction(window)
        act.setShortcut(QKeySequence(key))
        act.triggered.connect(lambda _=False, key=key: reached.append(key))
        window.addAction(act)
    for key, with_ctrl in ((Qt.Key.Key_F12, False), (Qt.Key.Key_K, True), (Qt.Key.Key_1, True)):
        modifiers = Qt.KeyboardModifier.ControlModifier if with_ctrl else Qt.KeyboardModifier.NoModifier
        qtbot.keyClick(window.form.boxes[0].choices.button(1), key, modifiers)
    assert reached == []
    press(qtbot, window.form.boxes[0].choices.button(5))
    press(qtbot, window.next)
    while window.form.boxes[window._place].paper is None:
        press(qtbot, window.skip)
    sheet = window.form.boxes[window._place].paper.sheet
    qtbot.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(sheet.width() // 4, sheet.height() // 4))
    qtbot.mouseMove(sheet, QPoint(sheet.width() // 2, sheet.height() // 2))
    qtbot.mouseRelease(sheet, Qt.MouseButton.LeftButton)
    press(qtbot, window.next)
    qtbot.waitUntil(lambda: window.step is Step.THANKS)
    form = said(there).forms[0]
    assert (form.audience, form.way, dict(form.answers.values)) == (Audience.CHILD, Way.HANDED_OVER, {"child_1": 5})
    assert form.answers.drawing[0][0] == pytest.approx((250, 250), abs=5)
    assert form.answers.drawing[0][-1] == pytest.approx((500, 500), abs=5)

    for attempt in (lambda: qtbot.keyClick(window, Qt.Key.Key_Escape), window.close, window.reject):
        attempt()
        assert window.isVisible()
    assert window.step is Step.RELEASE
    qtbot.keyClicks(window.code, "0000")
    qtbot.keyClick(window.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "4 tries" in words(window))
    qtbot.keyClicks(window.code, "4711")
    qtbot.keyClick(window.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.handed is None)
    dialog.close()


def test_a_pin_guessed_at_too_often_leaves_only_the_passphrase(qtbot, there):
    dialog = opened(there)
    qtbot.waitUntil(dialog.hand.isEnabled)
    form, pin = FeedbackForm(there.services.feedback.questionnaire(), Audience.CHILD, large=True), Pin("4711")
    window = HandedOver(form, pin, dialog.model.opens, dialog)
    released = []
    window.released.connect(lambda: released.append(True))
    window.fill_screen()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    for number in range(MOST_TRIES):
        window.code.setText("1234")
        window.unlock.click()
        qtbot.waitUntil(window.unlock.isEnabled)
        assert pin.tries_left == MOST_TRIES - 1 - number
        if pin.tries_left == 1:
            assert "The PIN has 1 try left." in words(window)
    assert "The PIN opens nothing any more" in words(window)
    window.code.setText("4711")
    window.unlock.click()
    qtbot.waitUntil(window.unlock.isEnabled)
    assert released == []
    window.code.setText(PASSPHRASE)
    window.unlock.click()
    qtbot.waitUntil(lambda: released == [True])
    dialog.close()


def test_answers_that_cannot_be_kept_stay_on_the_screen(qtbot, there):
    dialog = opened(there)
    qtbot.waitUntil(dialog.hand.isEnabled)
    ask = dialog.hand_over()
    qtbot.keyClicks(ask.first, "4711")
    qtbot.keyClicks(ask.second, "4711")
    ask.act.click()
    window = dialog.handed
    # Another window withdraws permission while the family answers.
    there.services.sessions.withdraw(there.actor, there.session_id, "mother", "")
    window._ask(len(window.form.boxes) - 1)
    press(qtbot, window.form.boxes[-1].choices.button(7))
    press(qtbot, window.next)
    qtbot.waitUntil(lambda: "could not be kept" in words(window))
    assert window.form.answers.values == {"adult_life": 7}
    assert window.next.isEnabled()
    told = next(one for one in window.findChildren(QLabel) if "could not be kept" in one.text())
    assert told.isVisible()
    window._ask(0)
    assert not told.isVisible(), "it is about sending, not about this question"
    window._ask_release()
    window.code.setText("4711")
    window.unlock.click()
    qtbot.waitUntil(lambda: dialog.handed is None)
    dialog.close()


def test_goals_are_set_rated_apart_and_taken_away(qtbot, there):
    service = there.services.feedback
    dialog = opened(there)
    qtbot.waitUntil(lambda: "No goal is set yet" in words(dialog))
    asked = dialog.add_goal()
    asked.findChild(QPlainTextEdit).setPlainText("Calm mornings")
    asked.act.click()
    qtbot.waitUntil(lambda: "“Calm mornings”" in words(dialog))
    goal = said(there).goals[0]
    for rater, level in ((Side.FAMILY, -1), (Side.WORKER, 1)):
        rating = dialog.rate(goal)
        box = rating.findChild(QComboBox)
        box.setCurrentIndex(box.findData(rater))
        press(qtbot, rating.choices.button(level))
        rating.act.click()
        qtbot.waitUntil(lambda side=rater: said(there).goals[0].level(side) is not None)
    qtbot.waitUntil(lambda: "more than we hope for”; 2 apart." in words(dialog))
    assert "T-score as the family sees it: 40.0" in words(dialog)
    service.drop_goal(there.actor, there.session_id, goal.id)
    assert said(there).goals == ()
    dialog.close()


def test_the_worker_rates_a_goal_before_seeing_how_the_family_does(qtbot, there):
    services = there.services
    goal = services.feedback.add_goal(there.actor, there.session_id, "Calm mornings", Side.FAMILY).created
    services.feedback.rate_goal(there.actor, there.session_id, goal, Side.FAMILY, -2)
    worker = Actor(services.sessions.get(there.actor, there.session_id).worker_id, frozenset({Role.WORKER}))
    there.context.open(services, worker)
    dialog = opened(there)
    qtbot.waitUntil(lambda: "The family has said where it stands; you see that once you have said" in words(dialog))
    assert "does not allow" in words(dialog)
    assert not dialog.adult.isEnabled()
    assert not dialog.hand.isEnabled()
    rating = dialog.rate(dialog.model.goals()[0])
    assert [rating.rater.itemData(n) for n in range(rating.rater.count())] == [Side.WORKER]
    press(qtbot, rating.choices.button(1))
    rating.act.click()
    qtbot.waitUntil(lambda: "more than we hope for”; 3 apart." in words(dialog))
    dialog.close()


def test_who_still_codes_may_hand_over_but_sees_nothing(qtbot, there):
    there.services.feedback.add_goal(there.actor, there.session_id, "Calm mornings", Side.FAMILY)
    there.become(Role.EVALUATOR)
    dialog = opened(there)
    qtbot.waitUntil(dialog.hand.isEnabled)
    assert not dialog.adult.isEnabled()
    assert "waits for your coding" in words(dialog)
    assert "Calm mornings" not in words(dialog)
    dialog.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_forms_and_the_locked_screen_can_be_used_by_key_and_read_out(qtbot, there, scale):
    current().apply(Mode.LIGHT, scale)
    book = there.services.feedback.questionnaire()
    goal = there.services.feedback.add_goal(there.actor, there.session_id, "Calm mornings", Side.FAMILY)
    assert goal.created
    dialog = opened(there)
    assert walk(dialog) == []
    child = there.show(HandedOver(FeedbackForm(book, Audience.CHILD, large=True), Pin("4711"), lambda *_: None))
    assert "nobody will be cross with you" in words(child)
    press(qtbot, child.begin)
    for box in child.form.boxes[:-1]:
        here = child.focusWidget()
        assert box.isAncestorOf(here), "an answer has the keyboard, and never the way to the PIN"
        press(qtbot, child.skip)
    child._ask(0)
    assert walk(child) == []
    assert clipped(child) == []
    child._free = True
    dialog.close()
