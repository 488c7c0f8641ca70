"""The one error a codebook file can cause, with the place in the file where to mend it."""

from __future__ import annotations

Path = tuple[str | int, ...]
"""A key's way down a file: names, and for the n-th entry of a list the number n (from 1, as a reader counts)."""

_PARTS_SHOWN = 8
_CHARACTERS_SHOWN = 60


def dotted(path: Path) -> str:
    """A path as people write it: ``("codes", 3, "key")`` is ``codes[3].key``. Long and hidden things are cut out."""
    written = ""
    for part in path[:_PARTS_SHOWN]:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            written += f".{printable(part)}" if written else printable(part)
    return written


def printable(text: str) -> str:
    """A stranger's text made fit for a message or a terminal: at most 60 characters, hidden ones as question marks."""
    shown = text if len(text) <= _CHARACTERS_SHOWN else f"{text[:_CHARACTERS_SHOWN]}…"
    return "".join(character if character.isprintable() else "?" for character in shown)


class CodebookError(ValueError):
    """A codebook file was refused, whole. The message names file, line and key; so do the attributes.

    ``line`` counts from 1; it is None when no line is to blame (a missing file, one that is too big).
    ``key`` is the dotted path with list positions counted from 1, or empty.
    """

    def __init__(self, source: str, sentence: str, key: str = "", line: int | None = None) -> None:
        self.source = printable(source)
        self.sentence = sentence
        self.key = key
        self.line = line
        where = [self.source]
        if line is not None:
            where.append(f"line {line}")
        if key:
            where.append(key)
        super().__init__(f"{', '.join(where)}: {sentence}")

    def __reduce__(self) -> tuple[type[CodebookError], tuple[str, str, str, int | None]]:
        """Exceptions are rebuilt from ``args`` when they cross a process; ours takes other arguments than its text."""
        return type(self), (self.source, self.sentence, self.key, self.line)
