"""Typed, bounded reading of one TOML table: every value is checked as it is taken, and what is not taken is refused."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from codebook.errors import CodebookError, Path, dotted, printable
from codebook.locate import Locator

NAME_LENGTH = 120
TEXT_LENGTH = 2_000
LIST_LENGTH = 64
TABLE_COUNT = 200

# Format characters that some writing systems need inside words. All others can hide or reorder what a reader sees.
_HARMLESS_FORMAT = frozenset("\u00ad\u061c\u200c\u200d\u200e\u200f")
_LAYOUT = frozenset("\t\n\r")

Choice = TypeVar("Choice", bound=StrEnum)


def first_hidden_character(text: str) -> int | None:
    """Position of the first control character or invisible format character (direction overrides among them), or None.

    Tabs and line ends are allowed. So are the joiners, marks and the soft hyphen that some scripts are written with.
    """
    for position, character in enumerate(text):
        if character.isascii() and character.isprintable():
            continue
        if character in _LAYOUT or character in _HARMLESS_FORMAT:
            continue
        if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
            return position
    return None


@dataclass(frozen=True)
class Source:
    """The file being read: its name for messages and, sought only when one is needed, the lines of its keys."""

    name: str
    text: str

    @cached_property
    def locator(self) -> Locator:
        """The lines of all keys."""
        return Locator(self.text)

    def refusal(self, path: Path, sentence: str) -> CodebookError:
        """The error that names file, line and key. The caller raises it."""
        return CodebookError(self.name, sentence, dotted(path), self.locator.line(path))


class Table:
    """One TOML table that is being read. Call :meth:`end` when done: it refuses keys nobody asked for.

    Every reading method raises CodebookError when the key is missing (unless it has a default), has another type,
    or is out of bounds.
    """

    def __init__(self, values: dict[str, object], path: Path, source: Source) -> None:
        self._values = values
        self._taken: set[str] = set()
        self.path = path
        self.source = source

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def refusal(self, key: str, sentence: str) -> CodebookError:
        """The error about one key of this table. The caller raises it."""
        return self.source.refusal((*self.path, key), sentence)

    def text(self, key: str, *, default: str | None = None, most: int = TEXT_LENGTH) -> str:
        """A text with runs of blanks and line ends made one blank; not empty unless ``default`` allows it."""
        if key not in self and default is not None:
            return default
        text = self._clean(self._take(key), (*self.path, key), most)
        if not text and default is None:
            raise self.refusal(key, "is empty. Write a text.")
        return text

    def name(self, key: str = "name") -> str:
        """A short text of one line, at most 120 characters."""
        return self.text(key, most=NAME_LENGTH)

    def word(self, key: str, pattern: re.Pattern[str], shape: str, *, default: str | None = None) -> str:
        """A text that matches ``pattern`` wholly. ``shape`` says in words what is asked for."""
        text = self.text(key, default=default, most=NAME_LENGTH)
        if text and not pattern.fullmatch(text):
            raise self.refusal(key, f"is {_shown(text)}. It must be {shape}.")
        return text

    def texts(
        self, key: str, *, least: int = 0, most: int = TEXT_LENGTH, entries: int = LIST_LENGTH
    ) -> tuple[str, ...]:
        """A list of ``least`` to ``entries`` texts of up to ``most`` characters, none empty. A missing one is empty."""
        found: list[str] = []
        for number, value in enumerate(self._list(key, entries), start=1):
            path = (*self.path, key, number)
            text = self._clean(value, path, most)
            if not text:
                raise self.source.refusal(path, "is empty. Write a text or remove the entry.")
            found.append(text)
        if len(found) < least:
            raise self.refusal(key, f"has {len(found)} entries. It needs at least {least}.")
        return tuple(found)

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        number = self.number(key, low, high, default)
        if not isinstance(number, int):
            raise self.refusal(key, f"is {number}. It must be a whole number.")
        return number

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A finite number from ``low`` to ``high``, both included; a whole number stays a whole number."""
        if key not in self and default is not None:
            return default
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refusal(key, f"is {_kind_of(value)}. It must be a number.")
        if not math.isfinite(value) or not low <= value <= high:
            raise self.refusal(key, f"must lie between {low:g} and {high:g}.")
        return value

    def flag(self, key: str) -> bool:
        """A yes or no; no when it is missing."""
        value = self._take(key) if key in self else False
        if not isinstance(value, bool):
            raise self.refusal(key, f"is {_kind_of(value)}. It must be true or false.")
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """One of an enum's values."""
        text = self.name(key)
        try:
            return choices(text)
        except ValueError:
            allowed = ", ".join(choices)
            raise self.refusal(key, f"is {_shown(text)}. It must be one of: {allowed}.") from None

    def table(self, key: str) -> Table:
        """The table under ``key``; an empty one when it is missing."""
        value = self._take(key) if key in self else {}
        if not isinstance(value, dict):
            raise self.refusal(key, f"is {_kind_of(value)}. It must be a table, [{dotted((*self.path, key))}].")
        return Table(value, (*self.path, key), self.source)

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of the list ``key``, at most 200; none when it is missing."""
        found: list[Table] = []
        for number, value in enumerate(self._list(key, TABLE_COUNT), start=1):
            path = (*self.path, key, number)
            if not isinstance(value, dict):
                raise self.source.refusal(path, f"is {_kind_of(value)}. It must be a table, [[{key}]].")
            found.append(Table(value, path, self.source))
        return tuple(found)

    def names(self) -> tuple[str, ...]:
        """All keys of this table, for tables whose keys are data. Raises CodebookError when there are over 200."""
        if len(self._values) > TABLE_COUNT:
            raise self.source.refusal(self.path, f"has {len(self._values)} keys. At most {TABLE_COUNT} are allowed.")
        return tuple(self._values)

    def end(self) -> None:
        """Raises CodebookError when the table holds a key that was never read: most often a misspelt one."""
        for key in self._values:
            if key not in self._taken:
                allowed = ", ".join(sorted(self._taken)) or "none"
                raise self.refusal(key, f"is not a key of a codebook. Keys used here: {allowed}.")

    def _take(self, key: str) -> object:
        self._taken.add(key)
        if key not in self._values:
            raise self.refusal(key, "is missing.")
        return self._values[key]

    def _list(self, key: str, most: int) -> list[object]:
        self._taken.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list):
            raise self.refusal(key, f"is {_kind_of(value)}. It must be a list.")
        if len(value) > most:
            raise self.refusal(key, f"has {len(value)} entries. At most {most} are allowed.")
        return value

    def _clean(self, value: object, path: Path, most: int) -> str:
        if not isinstance(value, str):
            raise self.source.refusal(path, f"is {_kind_of(value)}. It must be a text in quotes.")
        hidden = first_hidden_character(value)
        if hidden is not None:
            code = f"U+{ord(value[hidden]):04X}"
            raise self.source.refusal(path, f"holds the hidden character {code}. Remove it.")
        text = " ".join(value.split())
        if len(text) > most:
            raise self.source.refusal(path, f"has {len(text)} characters. At most {most} are allowed.")
        return text


def _shown(text: str) -> str:
    return f"“{printable(text)}”"


def _kind_of(value: object) -> str:
    for kind, words in (
        (bool, "true or false"),
        (str, "a text"),
        (int | float, "a number"),
        (list, "a list"),
        (dict, "a table"),
    ):
        if isinstance(value, kind):
            return words
    return "a date or time"
