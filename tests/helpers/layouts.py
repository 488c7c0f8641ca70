"""Layout items that Qt has freed while PySide still knows them: the next object at that address is mistaken."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidgetItem
from shiboken6 import Shiboken


def forgotten_items() -> list[str]:
    """What has left its layout without being taken out, named by the widget whose layout it is still counted to."""
    alive = Shiboken.getAllValidWrappers()
    layouts = {f"0x{id(one):x}": one for one in alive if isinstance(one, QLayout)}
    return [
        type(layout.parentWidget()).__name__
        for item in alive
        if type(item) is QWidgetItem and (layout := layouts.get(_home(item))) is not None and not _holds(layout, item)
    ]


def _home(item: QWidgetItem) -> str:
    # PySide tells the parent of a wrapper that is no QObject only in words: the outermost layout.
    line = next((line for line in Shiboken.dump(item).splitlines() if line.startswith("parent.")), "")
    return line.rpartition(" at ")[2].rstrip(">")


def _holds(layout: QLayout, item: QWidgetItem) -> bool:
    return any(one.indexOf(item) >= 0 for one in (layout, *layout.findChildren(QLayout)))
