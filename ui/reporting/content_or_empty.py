"""A place that shows its content, or says why there is none."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.widgets.empty_state import EmptyState


class ContentOrEmpty(QStackedWidget):
    """Shows ``content``, or an EmptyState made anew for each reason."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._empty: EmptyState | None = None
        self.addWidget(content)

    @property
    def reason(self) -> str:
        """Why there is no content, as it is read out; empty while the content is shown."""
        return "" if self._empty is None else self._empty.accessibleName()

    def show_content(self) -> None:
        """Bring the content to the front."""
        self._drop_empty()
        if self.indexOf(self._content) < 0:
            self.addWidget(self._content)
        self.setCurrentWidget(self._content)

    def show_empty(self, icon_name: str, title: str, sentence: str) -> None:
        """Say why there is none and when there will be."""
        self._drop_empty()
        # A stack is as tall as its tallest page: the reason would stand far below, where nobody looks on an empty page.
        self.removeWidget(self._content)
        self._content.hide()
        self._empty = EmptyState(icon_name, title, sentence)
        self.addWidget(self._empty)
        self.setCurrentWidget(self._empty)

    def _drop_empty(self) -> None:
        if self._empty is not None:
            self.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
