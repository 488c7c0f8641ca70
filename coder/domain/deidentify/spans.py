"""Pieces of text that name somebody, and the words of a text as the rules look at them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from coder.domain.masks import Found, MaskKind

# The s of a possessive is no part of a name, so that "Ada's" is masked as "[child 1]'s".
_WORD = re.compile(r"[^\W_]+(?:[-'\u2019](?!s\b)[^\W_]+)*")
_ENDS_SENTENCE = re.compile(r"[.!?\u2026:][\"'\u201d\u2019)]*\s*[\"'\u201c\u2018(]*$")


@dataclass(frozen=True)
class Span:
    """A piece of text by its characters [start, end). ``name_id`` is the case's name it is, where it is one."""

    start: int
    end: int
    kind: MaskKind
    found: Found = Found.RULE
    name_id: str = ""


@dataclass(frozen=True)
class Token:
    """One word: its characters [start, end), in lower case, with a capital or not, and whether it opens a sentence."""

    start: int
    end: int
    low: str
    capital: bool
    opens: bool


def tokens(text: str) -> list[Token]:
    """The words of a text, without possessives and punctuation."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match[0].casefold() == "s" and text[max(0, start - 1) : start] in ("'", "\u2019"):
            continue
        opens = not found or bool(_ENDS_SENTENCE.search(text, found[-1].end, start))
        low = match[0].casefold().replace("\u2019", "'")
        found.append(Token(start, end, low, match[0][0].isupper(), opens))
    return found


def without_overlaps(found: Iterable[Iterable[Span]]) -> list[Span]:
    """Spans in order of place; of those that share a character the one of the earlier group stands, then the longer."""
    kept: list[Span] = []
    for group in found:
        for span in sorted(group, key=lambda one: (one.start - one.end, one.start)):
            if all(span.end <= other.start or span.start >= other.end for other in kept):
                kept.append(span)
    return sorted(kept, key=lambda one: one.start)
