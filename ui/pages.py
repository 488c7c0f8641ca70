"""Which pages there are, and how each is made when it is first visited.

A page lives in a folder of its own; its ``view`` module has ``make_page(context) -> QWidget``. The order is the rail's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from coder.domain.purpose import Purpose
from ui.context import Context

Factory = Callable[[Context], QWidget]


@dataclass(frozen=True)
class PageEntry:
    """One page: its id (words and key are those of the act ``page.<id>``), its icon, the module that makes it.

    ``practice_only``: it has no place in a recruitment store.
    """

    id: str
    icon_name: str
    module: str
    apart: bool = False
    practice_only: bool = False

    @property
    def action_id(self) -> str:
        """The act that shows the page."""
        return f"page.{self.id}"

    def serves(self, purpose: Purpose) -> bool:
        """Whether it has a place in a store of this purpose."""
        return purpose is Purpose.PRACTICE or not self.practice_only

    def make(self, context: Context) -> QWidget:
        """Import the page's module and build the page."""
        factory: Factory = import_module(self.module).make_page
        return factory(context)


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "house", "ui.home.view"),
    PageEntry("sessions", "folder-open", "ui.sessions.view"),
    PageEntry("code", "audio-lines", "ui.coding.view"),
    PageEntry("agreement", "git-compare-arrows", "ui.agreement.view"),
    PageEntry("profiles", "user", "ui.profiles.view", practice_only=True),
    PageEntry("teams", "users-round", "ui.teams.view", practice_only=True),
    PageEntry("library", "book-open", "ui.library.view"),
    PageEntry("settings", "settings", "ui.settings.view", apart=True),
)


@runtime_checkable
class OpensWith(Protocol):
    """A page that can be asked for something of its own, for example a session id."""

    def open_with(self, argument: object) -> None:
        """Show it."""


@runtime_checkable
class BeginsAt(Protocol):
    """A page on which work does not begin at its first button."""

    def begin_at(self) -> QWidget | None:
        """Where the focus goes when the page comes to the front; None for the first stop of Tab."""


@runtime_checkable
class HasPanels(Protocol):
    """A page with several panels, between which F6 moves."""

    def panels(self) -> Sequence[QWidget]:
        """The panels in reading order."""
