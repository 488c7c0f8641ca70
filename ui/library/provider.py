"""Lets the palette find entries of the codebooks in use (principles, codes, moments, rules) and single decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from coder.domain.decisions import DecisionState, LoggedDecision
from coder.domain.permissions import Action, may
from ui.context import Context
from ui.library import entries as parts
from ui.palette import Entry, ranked

# What the Library opens on: the words of the question, which its search then holds and which can be cleared there.
DECISION = "decision:"


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


class DecisionProvider(QObject):
    """Chosen, a question on the decision log opens in the Library, alone, with what was decided."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def find(self, query: str, found: Callable[[Sequence[Entry]], None]) -> None:
        """Reads off the UI thread; answers nothing for an empty query or to whom the log is not open."""
        context = self._context
        if not context.is_open or not query.strip() or not may(context.actor, Action.READ_DECISIONS):
            found(())
            return
        log, actor = context.services.decisions, context.actor

        def read() -> list[Entry]:
            return ranked(query, [self._entry(one) for one in log.list(actor)])

        context.operations.read(read, found, owner=self, key="decisions")

    def _entry(self, one: LoggedDecision) -> Entry:
        open_ = one.state is DecisionState.OPEN
        state = (
            QCoreApplication.translate("palette", "open") if open_ else QCoreApplication.translate("palette", "decided")
        )
        words = QCoreApplication.translate("palette", "Decision: {0}").format(one.question)
        opened = partial(self._context.go_to, "library", f"{DECISION}{one.question}")
        also = f"{one.label} {one.label_name} {one.decision} {one.author_code}"
        return Entry(words, "messages-square", opened, f"{one.label} {state}".strip(), also)
