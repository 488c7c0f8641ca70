"""Bright moments come first, also where large text leaves room for one column only."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from ui.reporting.columns import Columns


def test_what_leads_stands_above_all_in_one_column_and_at_the_right_in_two(qtbot):
    columns = Columns()
    qtbot.addWidget(columns)
    chart, bright, rest = QLabel("chart"), QLabel("bright"), QLabel("rest")
    columns.left.addWidget(chart)
    columns.lead(bright)
    columns.right.addWidget(rest)
    columns.show()
    for width in (1200, 500, 1200, 500):
        columns.resize(width, 600)
        qtbot.waitUntil(lambda width=width: (bright.x() < chart.x() + chart.width()) is (width == 500))
        assert bright.y() < rest.y()
        assert (bright.y() < chart.y()) is (width == 500)
