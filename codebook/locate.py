"""Where in a TOML text a key stands: tomllib gives values without lines, and people mend files by line.

The scanner is lenient on purpose: it never raises, so that it can also point into a text that tomllib refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from codebook.errors import Path

_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<mark>[\[\]{},=.])"
    r"|(?P<space>[ \t\r]+)"
    r"|(?P<bare>[^\s\[\]{},=.#\"']+|.)",
    re.DOTALL,
)

# The scanner also runs over texts that are about to be refused for their depth, so it must not follow them down.
_DEEPEST = 16


class Token(NamedTuple):
    """One piece of TOML: its kind (text, newline, mark, bare), its characters and its line, from 1."""

    kind: str
    text: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a TOML text without blanks and comments."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "bare", match.group()
        if kind not in ("space", "comment"):
            yield Token(kind, piece, line)
        line += piece.count("\n")


class Overload(NamedTuple):
    """A place where a text nests deeper than allowed."""

    line: int
    sentence: str


def find_overload(text: str, depth: int, key_parts: int) -> Overload | None:
    """The first place with brackets nested deeper than ``depth`` or a dotted key of more than ``key_parts`` names.

    tomllib follows brackets by recursion and needs time that grows with the square of a dotted key's length,
    so both are bounded before it sees the text.
    """
    open_brackets = dots = 0
    for token in tokens(text):
        if token.kind == "newline":
            dots = 0
        if token.kind != "mark":
            continue
        open_brackets += (token.text in "[{") - (token.text in "]}")
        dots += token.text == "."
        if open_brackets > depth:
            return Overload(token.line, f"Brackets are nested deeper than {depth}. Use tables of one level.")
        if dots >= key_parts:
            return Overload(
                token.line, f"There are {key_parts} or more dots outside quotes on one line. Shorten the key."
            )
    return None


class Locator:
    """Lines of all keys, tables and list entries of one TOML text. Built once; looked up by path."""

    def __init__(self, text: str) -> None:
        self._places: list[tuple[Path, int]] = []
        self._table: Path = ()
        self._entries: dict[Path, int] = {}
        for statement in _statements(text):
            self._read(statement)
        self._lines: dict[Path, int] = {}
        for path, line in self._places:
            self._lines.setdefault(path, line)

    def line(self, path: Path) -> int:
        """The line of a key, or of the nearest table around it when the key is missing; 1 when nothing is known."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return 1

    def last_before(self, line: int) -> Path:
        """The last key or table that starts on or before ``line``; empty when there is none."""
        found: Path = ()
        for path, start in self._places:
            if start > line:
                break
            found = path
        return found

    def _read(self, statement: list[Token]) -> None:
        if statement[0].text == "[":
            self._read_header(statement)
            return
        equals = next((i for i, token in enumerate(statement) if token.text == "="), len(statement))
        path = self._table + _names(statement[:equals])
        self._places.append((path, statement[0].line))
        self._read_value(statement, equals + 1, path)

    def _read_header(self, statement: list[Token]) -> None:
        names = _names(statement)
        is_entry = len(statement) > 1 and statement[1].text == "["
        path: Path = ()
        for position, name in enumerate(names, start=1):
            path += (name,)
            if is_entry and position == len(names):
                self._entries[path] = self._entries.get(path, 0) + 1
                self._places.append((path, statement[0].line))
            if path in self._entries:
                path += (self._entries[path],)
        self._table = path
        self._places.append((path, statement[0].line))

    def _read_value(self, statement: list[Token], at: int, path: Path) -> int:
        """Notes what the value at ``at`` holds; gives the position after it."""
        if len(path) > _DEEPEST:
            return len(statement)
        if at < len(statement) and statement[at].text == "[":
            return self._read_list(statement, at + 1, path)
        if at < len(statement) and statement[at].text == "{":
            return self._read_inline_table(statement, at + 1, path)
        while at < len(statement) and statement[at].text not in (",", "]", "}"):
            at += 1
        return at

    def _read_list(self, statement: list[Token], at: int, path: Path) -> int:
        number = 0
        while at < len(statement) and statement[at].text != "]":
            if statement[at].text == "," or statement[at].kind == "newline":
                at += 1
                continue
            number += 1
            self._places.append(((*path, number), statement[at].line))
            at = max(self._read_value(statement, at, (*path, number)), at + 1)
        return at + 1

    def _read_inline_table(self, statement: list[Token], at: int, path: Path) -> int:
        while at < len(statement) and statement[at].text != "}":
            equals = at
            while equals < len(statement) and statement[equals].text not in ("=", "}"):
                equals += 1
            key = path + _names(statement[at:equals])
            self._places.append((key, statement[at].line))
            at = max(self._read_value(statement, equals + 1, key), at + 1)
        return at + 1


def _statements(text: str) -> Iterator[list[Token]]:
    """The tokens of each header and each ``key = value``, which may run over lines inside brackets."""
    statement: list[Token] = []
    open_brackets = 0
    for token in tokens(text):
        if token.kind == "newline" and (open_brackets <= 0 or not statement):
            if statement:
                yield statement
            statement, open_brackets = [], 0
            continue
        if token.kind == "mark":
            open_brackets += (token.text in "[{") - (token.text in "]}")
        statement.append(token)
    if statement:
        yield statement


def _names(part: list[Token]) -> tuple[str, ...]:
    names = (token.text.strip("\"'") for token in part if token.kind in ("bare", "text"))
    return tuple(islice(names, _DEEPEST))
