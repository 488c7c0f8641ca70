"""What gives way where there is little room, and what is always in view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.helpers.shown import settle
from ui.reporting.content_or_empty import ContentOrEmpty
from ui.widgets.buttons import secondary
from ui.widgets.page import Page
from ui.widgets.segmented import Segment, SegmentedControl
from ui.widgets.table import Column, RowsTableModel, TableView


def test_the_reason_of_an_empty_page_does_not_stand_below_where_its_tall_content_would_end(qtbot):
    content = QWidget()
    content.setMinimumHeight(3000)
    place = ContentOrEmpty(content)
    qtbot.addWidget(place)
    place.show_empty("lock", "Nothing yet", "It comes with the first recording.")
    assert place.minimumSizeHint().height() < 400
    place.show_content()
    assert place.minimumSizeHint().height() >= 3000
    assert place.currentWidget() is content
    assert place.reason == ""


def test_a_button_without_room_keeps_its_words_for_the_tool_tip_and_for_screen_readers(qtbot):
    button = secondary("Present", "presentation", "F5")
    qtbot.addWidget(button)
    wide = button.sizeHint().width()
    button.show_icon_only(True)
    button.grab()
    assert button.sizeHint().width() < wide / 2
    assert button.toolTip() == "Present (F5)"
    assert button.text() == "Present"
    button.show_icon_only(False)
    assert button.sizeHint().width() == wide
    assert not button.toolTip()


def test_where_choices_are_icons_the_one_that_holds_can_keep_its_words(qtbot):
    choices = SegmentedControl("Section", (Segment("a", "Ratings", "star"), Segment("b", "Codes", "tag")))
    qtbot.addWidget(choices)

    def words() -> list[str]:
        return [button.text() for button in choices._buttons.values()]

    choices.show_icons_only(True, but_chosen=True)
    assert words() == ["Ratings", ""]
    choices.set_value("b")
    assert words() == ["", "Codes"]
    assert choices._buttons["a"].toolTip() == "Ratings"
    choices.show_icons_only(False)
    assert words() == ["Ratings", "Codes"]


def test_a_page_scrolls_along_with_the_keys_in_a_table_that_is_taller_than_the_window(context, show_widget):
    rows = RowsTableModel([Column("Number", str)])
    table = TableView("Numbers", rows)
    rows.set_rows(range(10))
    table.be_as_tall_as(10)
    page = Page(context, "Figures")
    page.body.addWidget(table)
    show_widget(page, (400, 250))
    table.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(table, key, Qt.KeyboardModifier.ControlModifier)
        settle()
        reached = table.visualRect(table.currentIndex())
        assert table.viewport().visibleRegion().contains(reached)
