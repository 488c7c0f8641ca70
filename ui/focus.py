"""Moving the focus between panels, so that Tab stays inside one and F6 leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget

from ui.theme import current


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab stops on a widget now."""
    return (
        widget.isVisible()
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
    )


def first_stop(panel: QWidget) -> QWidget | None:
    """Where Tab would first stop inside a panel, itself included; None if nowhere."""
    if takes_tab(panel):
        return panel
    widget = panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        if panel.isAncestorOf(widget) and takes_tab(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None


def fit_to_screen(dialog: QWidget, width_px: int, height_px: int) -> None:
    """Give a dialog a size at the current text size, but never more than the screen has."""
    theme, room = current(), dialog.screen().availableSize()
    dialog.resize(min(theme.px(width_px), room.width() - 40), min(theme.px(height_px), room.height() - 60))


def move_between(panels: Sequence[QWidget], step: int) -> QWidget | None:
    """Give the focus to the next (1) or previous (-1) panel that can take it, in a circle; the widget that got it."""
    able = [(panel, stop) for panel in panels if panel.isVisible() and (stop := first_stop(panel)) is not None]
    if not able:
        return None
    focused = QApplication.focusWidget()
    inside = [
        place
        for place, (panel, _) in enumerate(able)
        if focused is not None and (panel is focused or panel.isAncestorOf(focused))
    ]
    # Outside all panels, forward begins with the first and back with the last.
    place = inside[-1] if inside else (-1 if step > 0 else 0)
    stop = able[(place + step) % len(able)][1]
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    return stop


def keep_in_sight(view: QAbstractItemView) -> None:
    """Have the page around a list or table scroll along with the keys, which else go on outside the window."""

    def follow(reached: QModelIndex) -> None:
        if not view.hasFocus() or not reached.isValid():
            return
        place = view.visualRect(reached)
        around = view.parentWidget()
        while around is not None and not around.isWindow():
            if isinstance(around, QScrollArea) and (inside := around.widget()) is not None:
                at = view.viewport().mapTo(inside, place.center())
                around.ensureVisible(around.horizontalScrollBar().value(), at.y(), 0, place.height())
            around = around.parentWidget()

    view.selectionModel().currentChanged.connect(follow)
