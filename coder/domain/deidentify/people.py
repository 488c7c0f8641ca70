"""People by rules: given names, titles, words like "called", and capital letters where a sentence goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coder.domain.deidentify.lexicon import is_ambiguous, is_common, is_given, names_nobody, terms, words
from coder.domain.deidentify.spans import Span, Token
from coder.domain.masks import MaskKind

TITLES, _LOOSE_TITLES = terms("titles"), terms("loose_titles")
_NAMING = frozenset({"called", "named"})
_VERBAL = re.compile(r"(?:ing|ed|ly|s|n't)$|'|^.{1,2}$")
_PLACING = frozenset({"in", "near", "from"})
LONGEST_NAME = 4


def people(text: str, found: list[Token]) -> Iterator[Span]:
    """Everybody a text names, with title and surname; a capital in the middle of a sentence counts as a name unless it
    is one of the words that are always written so."""
    at = 0
    while at < len(found):
        last = _last_of_name(text, found, at)
        if last < at:
            at += 1
            continue
        titled = at > 0 and found[at - 1].low in TITLES and _touch(text, found[at - 1], found[at])
        lone_place = not titled and at > 0 and found[at - 1].low in _PLACING and not is_given(found[at].low)
        first = found[at - 1] if titled else found[at]
        yield Span(first.start, found[last].end, MaskKind.PLACE if lone_place else MaskKind.PERSON)
        at = last + 1


def _last_of_name(text: str, found: list[Token], at: int) -> int:
    """The last word of the name that begins at a word; one before it where none does."""
    if not _begins(text, found, at):
        return at - 1
    last = at
    while last + 1 < len(found) and last - at + 1 < LONGEST_NAME and _goes_on(text, found[last], found[last + 1]):
        last += 1
    return last


def _begins(text: str, found: list[Token], at: int) -> bool:
    word = found[at]
    if len(word.low) < 2 or word.low[0].isdigit() or word.low in TITLES:
        return False
    if _after_title(text, found, at) or _after_naming(found, at):
        return True
    if is_given(word.low) and not is_ambiguous(word.low):
        return True
    if not word.capital or word.opens or names_nobody(word.low) or _is_short_form(text, word):
        return False
    return is_given(word.low) or not all(is_common(part) or names_nobody(part) for part in word.low.split("-"))


def _after_title(text: str, found: list[Token], at: int) -> bool:
    if not at or found[at - 1].low not in TITLES or not _touch(text, found[at - 1], found[at]):
        return False
    word, title = found[at], found[at - 1]
    if word.capital:
        return not names_nobody(word.low)
    surname = is_given(word.low) or word.low in words("surnames")
    if title.low in _LOOSE_TITLES:
        return not is_common(word.low) and (surname or not _VERBAL.search(word.low))
    return not is_common(word.low) and not title.opens | (len(word.low) < 3)


def _after_naming(found: list[Token], at: int) -> bool:
    before = [one.low for one in found[max(0, at - 2) : at]]
    word = found[at]
    named = bool(before) and (before[-1] in _NAMING or before[-2:] in (["name", "is"], ["names", "are"]))
    named = named or (bool(before) and before[-1] == "name's")
    return named and not is_common(word.low) and not names_nobody(word.low)


def _goes_on(text: str, word: Token, after: Token) -> bool:
    if not _touch(text, word, after) or names_nobody(after.low):
        return False
    if after.capital:
        return not after.opens
    if after.low in words("surnames") or is_given(after.low):
        return not is_ambiguous(after.low)
    # Without capitals a word that is no everyday one, right after a given name, is more likely a surname than not.
    lower = not word.capital and is_given(word.low) and not is_ambiguous(word.low)
    return lower and after.low.isalpha() and not is_common(after.low) and not _VERBAL.search(after.low)


def _touch(text: str, word: Token, after: Token) -> bool:
    between = text[word.end : after.start]
    return between.strip(".") == " " or between == " "


def _is_short_form(text: str, word: Token) -> bool:
    written = text[word.start : word.end]
    return len(written) > 1 and written.isupper()
