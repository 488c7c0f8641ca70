"""The case's own names in a text: as written, in part, and as a program that writes by ear may spell them.

Two words sound alike when their Metaphone keys are the same and Jaro-Winkler finds them at least ALIKE, or when it
finds them at least NEARLY_SAME (jellyfish). The thresholds were chosen on the passages for tuning in
tools/deidentify; everyday words are never taken for a name misheard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jellyfish

from coder.domain.deidentify.lexicon import is_ambiguous, is_common, is_given, names_nobody, said_as
from coder.domain.deidentify.people import TITLES
from coder.domain.deidentify.spans import Span, Token, tokens
from coder.domain.masks import PEOPLE, CaseName, Found, MaskKind

ALIKE, NEARLY_SAME = 0.78, 0.93
# Shorter words are alike by chance.
SHORTEST_ALIKE = 4


@dataclass(frozen=True)
class _Part:
    """One word of a case's name; ``leading`` where people use it alone (the given name)."""

    word: str
    leading: bool
    name: CaseName


class CaseIndex:
    """The case's names, ready to be looked for in many texts.

    What was compared is kept as long as this object is, and no longer: it is made of a family's names and words.
    """

    def __init__(self, names: Sequence[CaseName]) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], CaseName]]] = defaultdict(list)
        self._same: dict[str, list[_Part]] = defaultdict(list)
        self._heard: dict[str, CaseName | None] = {}
        self._joined: dict[str, CaseName | None] = {}
        for name in names:
            for said in name.said:
                self._add(tuple(token.low for token in tokens(said)), name)
        for known in self._whole.values():
            known.sort(key=lambda pair: -len(pair[0]))
        self._parts = [part for parts in self._same.values() for part in parts if part.name.kind in PEOPLE]

    def _add(self, wanted: tuple[str, ...], name: CaseName) -> None:
        if len(wanted) > 1:
            self._whole[wanted[0]].append((wanted, name))
        if len(wanted) == 1 or name.kind in PEOPLE:
            for place, word in enumerate(wanted):
                # "Mrs" of "Mrs Orr" is nobody: as a name it would take the title from "Mrs Patel", who is then shown.
                if word not in TITLES or len(wanted) == 1:
                    self._same[word].append(_Part(word, place == 0, name))

    def find(self, words: Sequence[Token]) -> Iterator[Span]:
        """The places where a text has one of the names, whole or in part, as written or as it may be misheard."""
        cased = any(one.capital for one in words)
        at = 0
        while at < len(words):
            span, used = self._at(words, at, cased)
            if span is not None:
                yield span
            at += used

    def _at(self, words: Sequence[Token], at: int, cased: bool) -> tuple[Span | None, int]:
        """The name at a word, if there is one, and how many words it takes (1 where there is none)."""
        word = words[at]
        for wanted, name in self._whole.get(word.low, ()):
            if tuple(one.low for one in words[at : at + len(wanted)]) == wanted:
                return _span(words, at, len(wanted), name, Found.NAMED), len(wanted)
        titled = at > 0 and words[at - 1].low in TITLES
        same = self._same.get(word.low, ())
        if same and _counts(word, same, titled, cased):
            return _span(words, at, 1, _whose(same, titled), Found.NAMED), 1
        return self._misheard(words, at, cased)

    def _misheard(self, words: Sequence[Token], at: int, cased: bool) -> tuple[Span | None, int]:
        word = words[at]
        everyday = is_common(word.low)
        # Where names have capitals a word without one is not a misheard name; two words in place of one may be.
        if (word.capital or not cased) and not everyday and not names_nobody(word.low):
            heard = self._sounds_like(word.low)
            if heard is not None:
                return _span(words, at, 1, heard, Found.SOUNDS_LIKE), 1
        following = words[at + 1] if at + 1 < len(words) else None
        if following is not None and not (everyday and is_common(following.low)):
            heard = self._sounds_joined(word.low + following.low)
            if heard is not None:
                return _span(words, at, 2, heard, Found.SOUNDS_LIKE), 2
        return None, 1

    def _sounds_like(self, word: str) -> CaseName | None:
        if word not in self._heard:
            self._heard[word] = next((part.name for part in self._parts if sounds_like(part.word, word)), None)
        return self._heard[word]

    def _sounds_joined(self, word: str) -> CaseName | None:
        if word not in self._joined:
            long = (part for part in self._parts if part.leading and len(part.word) > SHORTEST_ALIKE)
            self._joined[word] = next((part.name for part in long if _same_sound(part.word, word)), None)
        return self._joined[word]


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


def _same_sound(name: str, word: str) -> bool:
    if jellyfish.metaphone(name) != jellyfish.metaphone(word):
        return False
    return jellyfish.jaro_winkler_similarity(name, word) >= ALIKE


def _span(words: Sequence[Token], at: int, length: int, name: CaseName, found: Found) -> Span:
    first = at - 1 if at and words[at - 1].low in TITLES and name.kind is not MaskKind.CHILD else at
    return Span(words[first].start, words[at + length - 1].end, name.kind, found, name.id)
