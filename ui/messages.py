"""The only way to tell the user something: post a message here, and the message bar shows and announces it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from coder.domain.errors import UserError


class Level(StrEnum):
    """How much a message matters; errors stay until they are closed."""

    INFO = "info"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True)
class Message:
    """One thing to tell. ``sentence`` says what happened and what is safe, ``hint`` what to do.

    ``action`` is done when the user presses ``action_text``, for example to undo or to show a file. ``passing`` goes
    away by itself, as information always does.
    """

    level: Level
    sentence: str
    hint: str = ""
    action_text: str = ""
    action: Callable[[], None] | None = None
    passing: bool = False

    @property
    def text(self) -> str:
        """Sentence and hint, as shown and as read out."""
        return f"{self.sentence} {self.hint}".strip()


class Messages(QObject):
    """Where everything for the user goes; keeps the last hundred for the message list."""

    posted = Signal(object)
    KEPT = 100

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: list[Message] = []

    @property
    def kept(self) -> tuple[Message, ...]:
        """The latest messages, oldest first."""
        return tuple(self._kept)

    def post(self, message: Message) -> None:
        """Show a message."""
        self._kept = [*self._kept[-(self.KEPT - 1) :], message]
        self.posted.emit(message)

    def info(self, sentence: str, action_text: str = "", action: Callable[[], None] | None = None) -> None:
        """Say that something was done; goes away by itself."""
        self.post(Message(Level.INFO, sentence, "", action_text, action))

    def warn(self, sentence: str, hint: str = "", passing: bool = False) -> None:
        """Say that something needs a look; stays until closed, unless it is ``passing``."""
        self.post(Message(Level.WARN, sentence, hint, passing=passing))

    def error(self, sentence: str, hint: str = "") -> None:
        """Say that something was not done; stays until closed."""
        self.post(Message(Level.ERROR, sentence, hint))

    def user_error(self, error: UserError) -> None:
        """Show a rule or environment error in its own words."""
        self.error(error.sentence, error.hint)
