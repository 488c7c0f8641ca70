"""The rules of the service as who may not change them finds them, by keyboard and by ear."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from coder.domain.people import Role
from tests.helpers.shown import settle
from tests.widget.settings.test_settings_page import open_section

RULES_AS_READ = [
    ("Assisted mode: show suggestions while coding", "Off"),
    ("Recordings that never show suggestions", "20%"),
    ("Suggestions shown that should be right", "90%"),
    ("Least agreement of people on a code (kappa)", "0.40"),
    ("Codes never to suggest", ""),
    ("From tape to feedback", "10 working days"),
    ("Bank holidays", "England and Wales"),
    ("Recordings of a worker in a year", "6"),
    ("An evaluation is the worker's alone for", "5 working days"),
    ("Recordings coded a second time", "20%"),
]


def test_who_may_not_change_the_rules_reaches_and_hears_each_by_tab_and_changes_none(qtbot, pages):
    there = pages()
    there.become(Role.EVALUATOR)
    page = open_section(there, "rules")
    before = there.services.policy.get(there.actor)
    settle()
    page.list.setFocus()
    heard = []
    for _ in RULES_AS_READ:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        field = QApplication.focusWidget()
        told = QAccessible.queryAccessibleInterface(field)
        heard.append((told.text(QAccessible.Text.Name), told.text(QAccessible.Text.Value)))
        assert told.state().readOnly
        try_to_change(qtbot, field)
        assert told.text(QAccessible.Text.Value) == heard[-1][1]
    assert heard == RULES_AS_READ
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.rules.procedure
    assert there.services.policy.get(there.actor) == before


def try_to_change(qtbot, field):
    """By keys, a click and the wheel."""
    keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_7)
    for key in keys:
        qtbot.keyClick(field, key)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=field.rect().topRight() + QPoint(-6, 6))
    middle = QPointF(field.rect().center())
    none = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(
        middle, field.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, *none, False
    )
    QCoreApplication.sendEvent(field, wheel)


def test_who_may_change_the_rules_finds_no_line_that_is_only_read(pages):
    page = open_section(pages(), "rules")
    rules = page.rules
    settle()
    assert all(field.isVisible() for field in (rules.assisted, rules.holidays, rules.target, rules.codes_off))
    assert not any(line.isVisible() and line.isReadOnly() for line in rules.findChildren(QLineEdit))


def test_how_long_role_plays_are_kept_is_a_line_to_who_may_not_change_it(pages):
    there = pages()
    there.become(Role.EVALUATOR)
    page = open_section(there, "recruitment")
    settle()
    rule = page.recruitment.rule
    (line,) = [one for one in rule.findChildren(QLineEdit) if one.isReadOnly()]
    assert line.isVisibleTo(rule)
    assert not page.recruitment.months.isVisibleTo(rule)
    assert (line.accessibleName(), line.text()) == ("After the conversation", "6 months of 30 days")
