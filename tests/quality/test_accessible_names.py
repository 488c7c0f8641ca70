"""Every page of this build can be used with the keyboard and read by a screen reader.

The walker itself is tested on widgets that are wrong on purpose, so that an empty list of findings means something.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from tests.helpers.accessible import Finding, clipped, purposeless, unnamed, unreachable, walk, without_ring
from ui.widgets.buttons import primary
from ui.widgets.labels import label, name_box


@pytest.fixture
def shown(show_widget):
    def show(*widgets: QWidget) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        for widget in widgets:
            column.addWidget(widget)
        return show_widget(page, (600, 400))

    return show


class Painted(QPushButton):
    """A button that forgets to show its focus."""

    def paintEvent(self, event):
        return


class Bare(QWidget):
    """A widget that takes the focus and says nothing about itself."""

    def __init__(self):
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def test_a_good_form_has_no_findings(shown):
    field = QLineEdit()
    assert walk(shown(label("Name", buddy=field), field, primary("Store"))) == []


def test_the_walker_finds_a_field_without_a_name(shown):
    assert unnamed(shown(QLineEdit())) == [Finding("QLineEdit", "has no accessible name")]


def test_the_walker_finds_a_box_that_tells_only_what_is_chosen(shown):
    bare, labelled, described = QComboBox(), QComboBox(), QComboBox()
    for box in (bare, labelled, described):
        box.addItem("1×")
        box.setAccessibleName("Speed")
    name_box(described, "Speed")
    page = shown(bare, label("Speed", buddy=labelled), labelled, described)
    assert purposeless(page) == [Finding("QComboBox", "has neither a label nor a description")]
    assert walk(page) == purposeless(page)


def test_the_walker_finds_a_widget_without_a_role(shown):
    page = shown(Bare())
    assert Finding("Bare", "has no role of its own") in walk(page)


def test_the_walker_finds_a_button_without_a_focus_ring(shown):
    assert [one.wrong for one in without_ring(shown(Painted("Go")))] == ["shows no focus"]


def test_the_walker_finds_what_tab_does_not_reach(shown):
    hidden = primary("Only by mouse")
    hidden.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    found = unreachable(shown(primary("First"), hidden))
    assert [one.widget for one in found] == ["Button 'Only by mouse'"]


def test_the_walker_finds_a_field_that_keeps_tab_for_itself(shown):
    trap = QPlainTextEdit()
    trap.setAccessibleName("Notes")
    found = unreachable(shown(trap, primary("Behind the trap")))
    assert [one.widget for one in found] == ["Button 'Behind the trap'"]


def test_the_walker_finds_words_that_are_cut(shown):
    button = primary("A long sentence on a button")
    page = shown(button)
    button.setFixedSize(40, 20)
    page.layout().activate()
    assert [one.widget for one in clipped(page)] == ["Button 'A long sentence on a button'"]
