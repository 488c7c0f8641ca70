"""PySide6 6.12.0 loses one reference to None with each void call on Python 3.11 and aborts after some thousands."""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont


def test_a_void_call_of_qt_keeps_the_references_to_none():
    font = QFont()
    font.setPixelSize(12)
    before = sys.getrefcount(None)
    for size in range(100):
        font.setPixelSize(10 + size % 3)
    assert abs(sys.getrefcount(None) - before) < 10
