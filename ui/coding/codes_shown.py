"""Hides the codes below the transcript for whoever knows their keys by heart, and remembers it on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.coding.workspace import CODES, TRANSCRIPT
from ui.machine import preferences_of
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import icon_button

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class CodesShown(QObject):
    """Puts its button beside the filters of one Code page; key and button do the same."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._shown, self._followed = page, True, False
        self.button = icon_button("tag", self.tr("Codes below the transcript"))
        self.button.setCheckable(True)
        self.button.clicked.connect(self.toggle)
        layout = page.space.filters.layout()
        assert layout is not None
        layout.addWidget(self.button)
        page.keys.bind_all(page, {"codes.show": self.toggle})
        page.model.loaded.connect(self._look_again)
        page.space.compact_changed.connect(self._show)
        track(self, page.context.actions.changed, self._show)
        track(self, current().changed, self._show)
        self._show()

    def toggle(self) -> None:
        """Show the codes or hide them, keep it, and say which; on a narrow page, turn to their tab or back."""
        space = self._page.space
        if space.compact:
            space.show_tab(TRANSCRIPT if space.tabs.value == CODES else CODES)
            return
        self._look_again()
        self._shown = not self._shown
        preferences = preferences_of(self._page.context)
        if preferences is not None:
            preferences.change(show_codes=self._shown)
        self._show()
        hidden = self.tr("The codes are hidden; their keys work as before.")
        self._page.model.said.emit(self.tr("The codes are shown.") if self._shown else hidden)

    def _look_again(self) -> None:
        # The settings are read while the first page is built, and may not be there yet.
        preferences = preferences_of(self._page.context)
        if preferences is None:
            return
        if not self._followed:
            self._followed = True
            track(self, preferences.changed, self._look_again)
        self._shown = preferences.settings.show_codes
        self._show()

    def _show(self) -> None:
        space = self._page.space
        # In the narrow form the codes have a tab of their own.
        self.button.setVisible(not space.compact)
        # No higher than the search field: at large text each pixel of height is the list's.
        self.button.setFixedHeight(space.filters.search.sizeHint().height())
        self.button.show_key(self._page.context.actions.key_text("codes.show"))
        self.button.show_checked(self._shown)
        space.hide_codes(not self._shown)
