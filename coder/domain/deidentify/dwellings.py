"""Where somebody lives, learns or is treated: addresses, post codes, schools, surgeries, towns.

The form of post codes is the one of BS 7666; the areas are those in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from coder.domain.deidentify.lexicon import (
    is_ambiguous,
    is_common,
    is_given,
    longest_place,
    names_nobody,
    places,
    terms,
)
from coder.domain.deidentify.spans import Span, Token
from coder.domain.masks import MaskKind

_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
_POST_CODE = re.compile(
    rf"\b(?:{'|'.join(sorted(_AREAS.split(), key=len, reverse=True))})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}\b",
    re.IGNORECASE,
)
_STREETS, _OTHER_STREETS = terms("streets"), terms("other_streets")
_FLATS, _COUNTED, _PREPOSITIONS = terms("flats"), terms("counted"), terms("prepositions")
_SCHOOLS, _SCHOOL_KINDS, _ENDS_AS_SCHOOL = terms("schools"), terms("school_kinds"), terms("end_as_school")
_SAINTS, _TREATED = terms("saints"), terms("treated")
_CENTRES, _CENTRE_KINDS = terms("centres"), terms("centre_kinds")
_WITHIN_NAMES = _STREETS | _OTHER_STREETS | terms("within_names")
_LONGEST_STREET, _LONGEST_BUILDING = 3, 4
_HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]?")


def post_codes(text: str) -> Iterator[Span]:
    """Whole post codes of the United Kingdom."""
    yield from (Span(*match.span(), MaskKind.POST_CODE) for match in _POST_CODE.finditer(text))


def addresses(text: str, words: list[Token]) -> Iterator[Span]:
    """Streets, with number and flat where they are said; numbers of houses that are called so."""
    for at, word in enumerate(words):
        if word.low not in _STREETS and word.low not in _OTHER_STREETS:
            continue
        first = _back(text, words, at, _LONGEST_STREET, _COUNTED)
        start = _house_number(text, words, first)
        if first < at and (start < first or _is_street(words, first, at)):
            yield Span(words[start].start, word.end, MaskKind.ADDRESS)
    for one, other in pairwise(words):
        if one.low in ("number", "flat") and _HOUSE_NUMBER.fullmatch(other.low):
            yield Span(one.start, other.end, MaskKind.ADDRESS)


def _back(
    text: str, words: list[Token], at: int, most: int, stop: frozenset[str], within: frozenset[str] = frozenset()
) -> int:
    """The first of the words before ``at`` that make a name with it: no everyday words but those ``within`` names."""
    first = at
    while first > max(0, at - most):
        before = words[first - 1]
        apart = re.search(r"[,.;:!?]", text[before.end : words[first].start])
        proper = before.capital and not (before.opens and is_common(before.low))
        everyday = is_common(before.low) and not proper and before.low not in within
        if apart or everyday or before.low in stop or before.low[0].isdigit():
            break
        first -= 1
    return first


def _house_number(text: str, words: list[Token], first: int) -> int:
    """The first word of number and flat before a street's name; ``first`` itself where there is none."""
    start = first
    while start and (words[start - 1].low in _COUNTED or _HOUSE_NUMBER.fullmatch(words[start - 1].low)):
        start -= 1
    while start < first and words[start].low == "and":
        start += 1
    if (
        start < first
        and words[start].low in _COUNTED
        and re.search("[.!?]", text[words[start].end : words[first].start])
    ):
        return first
    if start == first:
        return first
    if start and words[start - 1].low in _FLATS:
        start -= 1
    if start > 1 and _HOUSE_NUMBER.fullmatch(words[start - 1].low) and words[start - 2].low in _FLATS:
        start -= 2
    return start


def _is_street(words: list[Token], first: int, at: int) -> bool:
    street, name = words[at], words[first:at]
    if all(one.capital for one in name) and (street.capital or street.low in _STREETS):
        return not (len(name) == 1 and name[0].opens and is_common(name[0].low))
    known = street.low in _STREETS and not any(is_common(one.low) for one in name)
    return known and first > 0 and words[first - 1].low in _PREPOSITIONS


def buildings(text: str, words: list[Token]) -> Iterator[Span]:
    """Schools and nurseries by name, and the surgeries, hospitals and centres that a family goes to."""
    for at, word in enumerate(words):
        kind, first = _institution(words, at)
        if kind is None:
            continue
        start = _back(text, words, first, _LONGEST_BUILDING, frozenset(), _WITHIN_NAMES)
        name = words[start:first]
        if all(is_common(one.low) and not one.capital for one in name):
            continue
        proper = any(one.capital and not one.opens for one in name) or all(one.capital for one in name)
        plain = start > 0 and (words[start - 1].low in _PREPOSITIONS or words[start - 1].low == "the")
        plain = plain or name[0].low in _SAINTS
        if proper or plain:
            start = start - 1 if start and words[start - 1].low == "the" and kind is not MaskKind.SCHOOL else start
            yield Span(words[start].start, word.end, kind)
    yield from _saints(words)


def _institution(words: list[Token], at: int) -> tuple[MaskKind | None, int]:
    """What stands at a word, if that ends the name of an institution, and the first word of its kind."""
    low, first = words[at].low, at
    following = words[at + 1].low if at + 1 < len(words) else ""
    if low in _SCHOOLS or (low in _ENDS_AS_SCHOOL and following not in _SCHOOLS):
        while first and words[first - 1].low in _SCHOOL_KINDS:
            first -= 1
        return MaskKind.SCHOOL, first
    if low in _CENTRES and at and words[at - 1].low in _CENTRE_KINDS:
        return MaskKind.PLACE, at - 1
    return (MaskKind.PLACE, at) if low in _TREATED else (None, at)


def _saints(words: list[Token]) -> Iterator[Span]:
    for one, other in pairwise(words):
        if one.low in _SAINTS and (other.capital or is_given(other.low)):
            yield Span(one.start, other.end, MaskKind.SCHOOL)


def towns(words: list[Token]) -> Iterator[Span]:
    """Towns, quarters and counties that the list has, and what is said of where somebody lives or comes from."""
    for at, word in enumerate(words):
        length = next((n for n in range(longest_place(), 0, -1) if _named(words[at : at + n], n)), 0)
        if length:
            yield Span(word.start, words[at + length - 1].end, MaskKind.PLACE)


def _named(words: list[Token], length: int) -> bool:
    if len(words) < length or tuple(word.low for word in words) not in places():
        return False
    first = words[0]
    if length > 1:
        return not all(is_common(word.low) for word in words) or first.capital
    if names_nobody(first.low):
        return False
    return (first.capital and not first.opens) if is_ambiguous(first.low) else True
