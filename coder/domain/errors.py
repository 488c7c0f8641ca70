"""What can go wrong, told apart: a sentence for the user, or a bug."""

from __future__ import annotations


class CoderError(Exception):
    """Base of all errors raised on purpose by this program."""


class UserError(CoderError):
    """A rule or the environment stands in the way; the user can do something about it.

    ``sentence`` says what happened and what is safe; ``hint`` says what to do. Both are shown to the user, so
    neither may hold a name, a path with a name, or words of a transcript.
    """

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(f"{sentence} {hint}".strip())
        self.sentence = sentence
        self.hint = hint


class NotAllowed(UserError):
    """The actor has no right to do this; nothing was done."""


class Cancelled(CoderError):
    """The user stopped the work; nothing needs to be said."""
