"""The word lists of de-identification, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_DATA = files("coder.domain.deidentify") / "data"


def _lines(name: str) -> list[str]:
    text = (_DATA / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """All words of one list, in lower case."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def terms(name: str) -> frozenset[str]:
    """One list of the words that rules go by."""
    listed = dict(line.split(": ", 1) for line in _lines("terms"))
    return frozenset(listed[name].split())


@cache
def places() -> frozenset[tuple[str, ...]]:
    """Names of places as their words, in lower case."""
    return frozenset(tuple(name.split()) for line in _lines("places") for name in line.split(", "))


@cache
def longest_place() -> int:
    """How many words the longest name of a place has."""
    return max(len(name) for name in places())


@cache
def said_as() -> dict[str, frozenset[str]]:
    """Names that are written by ear in other ways: each with these ways."""
    return {first: frozenset(others) for first, *others in (line.split() for line in _lines("said_as"))}


def is_given(word: str) -> bool:
    """Whether a word, in lower case, is a given name; of a double name one part is enough."""
    return any(part in words("given_names") for part in (word, *word.split("-")))


def is_common(word: str) -> bool:
    """Whether a word, in lower case, is an everyday one."""
    return word in words("common_words")


def is_ambiguous(word: str) -> bool:
    """Whether a word, in lower case, is a name and an everyday word."""
    return word in words("ambiguous") or is_common(word)


def names_nobody(word: str) -> bool:
    """Whether a word is written with a capital letter and names nobody."""
    return word in words("capital_words")
