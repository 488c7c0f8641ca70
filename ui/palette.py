"""Ctrl+K: find any page, act or session by a few letters, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject

from ui.actions import Actions
from ui.context import Context
from ui.pages import PageEntry

FOUND_MAX = 12


@dataclass(frozen=True)
class Entry:
    """One thing that can be found. ``detail`` stands at the right (a key, a date); ``run`` does it."""

    text: str
    icon_name: str
    run: Callable[[], object]
    detail: str = ""
    words: str = ""


class Provider(Protocol):
    """Finds entries for what was typed; may answer later, and answers only once."""

    def find(self, query: str, found: Callable[[Sequence[Entry]], None]) -> None:
        """Give the entries that fit ``query`` (possibly empty) to ``found``, on the UI thread."""


def score(query: str, entry: Entry) -> int:
    """How well an entry fits: 0 not at all, more is better. Every typed word must begin a word, or lie inside one."""
    text = f"{entry.text} {entry.words}".casefold()
    begins = {part for part in text.replace(":", " ").split()}
    total = 1
    for word in query.casefold().split():
        if any(part.startswith(word) for part in begins):
            total += 3
        elif word in text:
            total += 1
        else:
            return 0
    return total + (2 if entry.text.casefold().startswith(query.casefold()) else 0)


def ranked(query: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that fit, best first, and in their given order where they fit equally well."""
    scored = [(score(query, entry), entry) for entry in entries]
    fitting = [pair for pair in scored if pair[0] > 0]
    return [entry for _, entry in sorted(fitting, key=lambda pair: -pair[0])][:FOUND_MAX]


class ActionProvider:
    """The acts that can be done now, with their keys."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def find(self, query: str, found: Callable[[Sequence[Entry]], None]) -> None:
        """Answers at once."""
        # Pages have a provider of their own, which knows their icons.
        ids = [id_ for id_ in self._actions.offered() if id_ != "palette" and not id_.startswith("page.")]
        found(ranked(query, [self._entry(id_) for id_ in ids]))

    def _entry(self, id_: str) -> Entry:
        actions = self._actions
        group = QCoreApplication.translate("actions", actions.spec(id_).group)
        return Entry(actions.text(id_), "keyboard", partial(actions.trigger, id_), actions.key_text(id_), group)


class PageProvider:
    """The pages of this build."""

    def __init__(self, entries: Sequence[PageEntry], context: Context) -> None:
        self._entries, self._context = tuple(entries), context

    def find(self, query: str, found: Callable[[Sequence[Entry]], None]) -> None:
        """Answers at once."""
        actions = self._context.actions
        found(
            ranked(
                query,
                [
                    Entry(
                        actions.text(page.action_id),
                        page.icon_name,
                        partial(self._context.go_to, page.id),
                        actions.key_text(page.action_id),
                        QCoreApplication.translate("palette", "page"),
                    )
                    for page in self._entries
                    if page.serves(self._context.purpose)
                ],
            )
        )


class SessionProvider(QObject):
    """Sessions the actor may open, by code, worker code, team or state; chosen, they open on the Code page."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def find(self, query: str, found: Callable[[Sequence[Entry]], None]) -> None:
        """Reads off the UI thread; answers nothing before the store is open or for an empty query."""
        context = self._context
        if not context.is_open or not query.strip():
            found(())
            return
        services, actor = context.services, context.actor

        def read() -> list[Entry]:
            return ranked(
                query,
                [
                    Entry(
                        f"{session.code} · {session.kind.value}",
                        "audio-lines",
                        partial(context.go_to, "code", session.id),
                        session.state.value,
                        f"{session.worker_code} {session.team_name} {session.held_on.isoformat()}",
                    )
                    for session in services.sessions.list(actor)
                ],
            )

        context.operations.read(read, found, owner=self, key="sessions")
