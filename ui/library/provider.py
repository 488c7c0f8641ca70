"""Lets the palette find entries of the codebooks in use: principles, codes, moments and rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from ui.context import Context
from ui.library import entries as parts
from ui.palette import Entry, ranked


class CodebookProvider(QObject):
    """Chosen, an entry opens in the Library."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def find(self, query: str, found: Callable[[Sequence[Entry]], None]) -> None:
        """Reads off the UI thread; answers nothing before the store is open or for an empty query."""
        context = self._context
        if not context.is_open or not query.strip():
            found(())
            return
        book = context.services.codebooks.active

        def read() -> list[Entry]:
            return ranked(query, [self._entry(one) for one in parts.entries(book())])

        context.operations.read(read, found, owner=self, key="entries")

    def _entry(self, one: parts.Entry) -> Entry:
        words = QCoreApplication.translate("palette", "Codebook: {0}").format(one.title)
        return Entry(words, "book-open", partial(self._context.go_to, "library", one.id), one.mark, one.group)
