"""Sparing the process what PySide does at each import and nobody here needs."""

from __future__ import annotations

import linecache
import sys
from typing import Any

_SWITCH = "shibokensupport.feature"


def leave_sources_unread() -> None:
    """Stop PySide from reading the source of every module that is imported, and forget the lines read so far.

    It looks whether a module may ask for Qt's names in another style (``__feature__``). None here does, and Python
    keeps each line that was read: 33 MB of a thousand files by the time a session is open. The name is not a
    documented one: a PySide without it reads on, which costs memory and time and changes nothing else.
    """
    switch: Any = sys.modules.get(_SWITCH)
    if hasattr(switch, "_mod_uses_pyside"):
        switch._mod_uses_pyside = lambda _: False
    linecache.clearcache()
