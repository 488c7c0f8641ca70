"""Taking widgets out of layouts. What Qt frees on its own leaves PySide a wrapper that a later object is taken for."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it once control is back in the event loop."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def move(widget: QWidget, home: QBoxLayout, place: int = -1) -> None:
    """Take a widget out of the layout it is in, if any, and put it into another at ``place`` (-1 is the end)."""
    around = widget.parentWidget()
    if around is not None:
        for layout in (around.layout(), *around.findChildren(QLayout)):
            if layout is not None and layout.indexOf(widget) >= 0:
                layout.removeWidget(widget)
    home.insertWidget(place, widget)
