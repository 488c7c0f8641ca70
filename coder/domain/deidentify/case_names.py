"""The case's own names in a text: as written, in part, and as a program that writes by ear may spell them.

Two words sound alike when their Metaphone keys are the same and Jaro-Winkler finds them at least ALIKE, or when it
finds them at least NEARLY_SAME (jellyfish). The thresholds were chosen on the passages for tuning in
tools/deidentify; everyday words are never taken for a name misheard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish

from coder.domain.deidentify.lexicon import is_ambiguous, is_common, is_given, names_nobody, said_as
from coder.domain.deidentify.people import TITLES
from coder.domain.deidentify.spans import Span, Token, tokens
from coder.domain.masks import CaseName, Found, MaskKind

ALIKE, NEARLY_SAME = 0.78, 0.93
# Shorter words are alike by chance.
SHORTEST_ALIKE = 4


@dataclass(frozen=True)
class _Part:
    """One word of a case's name; ``leading`` where people use it alone (the given name)."""

    word: str
    leading: bool
    name: CaseName


def case_names(words: Sequence[Token], names: Sequence[CaseName]) -> Iterator[Span]:
    """The places where a text has one of the names, whole or in part, as written or as it may be misheard."""
    whole = [(tuple(token.low for token in tokens(said)), name) for name in names for said in name.said]
    whole.sort(key=lambda pair: -len(pair[0]))
    parts = [
        _Part(word, place == 0 or name.kind not in _PEOPLE_KINDS, name)
        for wanted, name in whole
        for place, word in enumerate(wanted)
        if name.kind in _PEOPLE_KINDS
    ]
    cased = any(one.capital for one in words)
    at = 0
    while at < len(words):
        span, used = _at(words, at, whole, parts, cased)
        if span is not None:
            yield span
        at += used


_PEOPLE_KINDS = frozenset({MaskKind.CHILD, MaskKind.PARENT, MaskKind.WORKER, MaskKind.PERSON})


def _at(
    words: Sequence[Token],
    at: int,
    whole: Sequence[tuple[tuple[str, ...], CaseName]],
    parts: Sequence[_Part],
    cased: bool,
) -> tuple[Span | None, int]:
    """The name at a word, if there is one, and how many words it takes (1 where there is none)."""
    for wanted, name in whole:
        if len(wanted) > 1 and tuple(one.low for one in words[at : at + len(wanted)]) == wanted:
            return _span(words, at, len(wanted), name, Found.NAMED), len(wanted)
    titled = at > 0 and words[at - 1].low in TITLES
    same = [part for part in parts if part.word == words[at].low] or [
        _Part(wanted[0], True, name) for wanted, name in whole if wanted == (words[at].low,)
    ]
    if same and _counts(words[at], same, titled, cased):
        return _span(words, at, 1, _whose(same, titled), Found.NAMED), 1
    return _misheard(words, at, parts, cased)


def _counts(word: Token, same: Sequence[_Part], titled: bool, cased: bool) -> bool:
    """Whether a word that is (part of) a name means it here: "Grace" does; "the grace" does not where others have
    capitals."""
    if word.capital or titled:
        return True
    leading = any(part.leading for part in same)
    if cased:
        return not is_ambiguous(word.low)
    return leading or not is_ambiguous(word.low)


def _whose(same: Sequence[_Part], titled: bool) -> CaseName:
    adults = [part.name for part in same if part.name.kind is not MaskKind.CHILD]
    leading = [part.name for part in same if part.leading]
    return (adults if titled and adults else leading or [part.name for part in same])[0]


def _misheard(words: Sequence[Token], at: int, parts: Sequence[_Part], cased: bool) -> tuple[Span | None, int]:
    word = words[at]
    # Where names have capitals a word without one is not a misheard name; two words in place of one may be.
    if (word.capital or not cased) and not is_common(word.low) and not names_nobody(word.low):
        for part in parts:
            if sounds_like(part.word, word.low):
                return _span(words, at, 1, part.name, Found.SOUNDS_LIKE), 1
    following = words[at + 1] if at + 1 < len(words) else None
    if following is not None and not (is_common(word.low) and is_common(following.low)):
        for part in parts:
            if part.leading and len(part.word) > SHORTEST_ALIKE and _same_sound(part.word, word.low + following.low):
                return _span(words, at, 2, part.name, Found.SOUNDS_LIKE), 2
    return None, 1


@lru_cache(maxsize=65_536)
def sounds_like(name: str, word: str) -> bool:
    """Whether a word may be a name misheard; both in lower case."""
    if word in said_as().get(name, ()) or name in said_as().get(word, ()):
        return True
    if min(len(name), len(word)) < SHORTEST_ALIKE or not name.isalpha() or not word.isalpha() or name == word:
        return False
    if is_common(name):
        return False
    same = _same_sound(name, word)
    # What is a given name of its own is taken for another only if it sounds the same.
    return same if is_given(word) else same or jellyfish.jaro_winkler_similarity(name, word) >= NEARLY_SAME


@lru_cache(maxsize=65_536)
def _same_sound(name: str, word: str) -> bool:
    if jellyfish.metaphone(name) != jellyfish.metaphone(word):
        return False
    return jellyfish.jaro_winkler_similarity(name, word) >= ALIKE


def _span(words: Sequence[Token], at: int, length: int, name: CaseName, found: Found) -> Span:
    first = at - 1 if at and words[at - 1].low in TITLES and name.kind is not MaskKind.CHILD else at
    return Span(words[first].start, words[at + length - 1].end, name.kind, found, name.id)
