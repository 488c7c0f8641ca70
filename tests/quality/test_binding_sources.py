"""PySide reads the source of each module imported after it, and Python keeps the lines: 33 MB that nobody needs."""

from __future__ import annotations

import importlib
import linecache
import sys

import PySide6.QtCore  # noqa: F401

from ui.binding import leave_sources_unread


def test_no_source_is_kept_of_what_is_imported_after_the_window(monkeypatch):
    assert hasattr(sys.modules["shibokensupport.feature"], "_mod_uses_pyside"), "PySide changed: look at ui.binding"
    leave_sources_unread()
    assert not linecache.cache
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    module = importlib.import_module("colorsys")
    exec("import colorsys")  # the statement, which is what PySide watches
    assert module.__file__ not in linecache.cache
