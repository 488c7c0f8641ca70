"""Numbers and addresses of the net that lead to somebody: telephone, NHS, National Insurance, dates, e-mail.

Numbers are found in digits and, since people dictate them, in words. NHS numbers are told from others by their check
digit (python-stdnum), telephone numbers by the plan of numbers (phonenumbers). The form of National Insurance numbers
is the one HM Revenue and Customs publishes in its manual NIM39110.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from stdnum.gb import nhs

from coder.domain.deidentify.spans import Span, Token
from coder.domain.masks import MaskKind

# Each pattern begins only where a word does: tried at every sign of one long word, it would take its length squared.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w-])[\w-]+(?: (?:dot|underscore|dash|hyphen) [\w-]+)* at [\w-]+(?: dot [\w-]+)+\b", re.IGNORECASE
)
_TOP = r"(?:co\.uk|org\.uk|gov\.uk|nhs\.uk|sch\.uk|ac\.uk|example\.org|com|org|net|info|uk)"
_WEB = re.compile(
    rf"\bhttps?://\S+[\w/]|\bwww\.\S+[\w/]|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.{_TOP}\b(?:/[\w/-]+)?", re.IGNORECASE
)
_SPOKEN_WEB = re.compile(
    r"(?<![\w-])(?:www dot )?[\w-]+(?: dot [\w-]+)* dot (?:co dot uk|org dot uk|gov dot uk|com|org|net)\b",
    re.IGNORECASE,
)
_INSURANCE = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE
)
_DIGITS = re.compile(r"(?<![\w/])\+?\d(?:[ ().-]{0,2}\d){5,14}(?![\w/])")
_YEARS = re.compile(r"(?:19|20)\d\d")
_HEALTH_CONTEXT = re.compile(r"\bnhs\b|\bhealth number", re.IGNORECASE)

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:twenty|thirty)[ -](?:{_UNITS})|{_UNITS}|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_TENS = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|"
    "seventy|eighty|ninety"
)
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_YEAR = (
    rf"(?:(?:19|20)\d\d|two thousand(?: and (?:(?:{_TENS})(?:[ -](?:{_ONES}))?|{_ONES}))?|"
    rf"(?:nineteen|twenty)[ -](?:oh[ -](?:{_ONES})|(?:{_TENS})(?:[ -](?:{_ONES}))?))"
)
_DATE = re.compile(
    rf"\b(?:(?:the )?{_DAY}(?: of)? (?:{_MONTHS})(?:,? (?:in )?{_YEAR})?"
    rf"|(?:{_MONTHS}) (?:the )?{_DAY}(?:,? {_YEAR})?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))(?!\w)",
    re.IGNORECASE,
)
_BORN_IN = re.compile(rf"\bborn in (?P<year>{_YEAR})\b", re.IGNORECASE)
_BIRTH_BEFORE = re.compile(r"\b(?:born|birth|birthday|birthdays|dob|d\.o\.b)\b[^.!?]{0,50}$", re.IGNORECASE)
_BIRTH_AFTER = re.compile(r"^[^.!?]{0,25}\b(?:birthday|date of birth|was born|is when)", re.IGNORECASE)

_SPOKEN_DIGITS = {
    **dict(
        zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], "0123456789", strict=True)
    ),
    "oh": "0",
    "o": "0",
    "nought": "0",
    "hundred": "00",
}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
SHORTEST_NUMBER = 6
_PHONE_DIGITS = range(10, 14)
_NHS_DIGITS = 10


def numbers(text: str, words: list[Token]) -> Iterator[Span]:
    """All numbers of a text that lead to somebody."""
    for pattern, kind in ((_EMAIL, MaskKind.EMAIL), (_SPOKEN_EMAIL, MaskKind.EMAIL), (_WEB, MaskKind.WEB)):
        yield from (Span(*match.span(), kind) for match in pattern.finditer(text))
    yield from (Span(*match.span(), MaskKind.WEB) for match in _SPOKEN_WEB.finditer(text))
    yield from (Span(*match.span(), MaskKind.NATIONAL_INSURANCE) for match in _INSURANCE.finditer(text))
    yield from _dates(text)
    for match in _DIGITS.finditer(text):
        if not all(_YEARS.fullmatch(part) for part in match[0].split()):
            yield Span(*match.span(), _kind_of(match[0], text[: match.start()]))
    yield from _spoken(text, words)


def _kind_of(number: str, before: str) -> MaskKind:
    digits = re.sub(r"\D", "", number)
    asked_for = bool(_HEALTH_CONTEXT.search(before[-60:]))
    if len(digits) == _NHS_DIGITS and (asked_for or (nhs.is_valid(digits) and not digits.startswith("0"))):
        return MaskKind.NHS
    return MaskKind.PHONE if _is_phone(number, digits) else MaskKind.NUMBER


def _is_phone(number: str, digits: str) -> bool:
    if len(digits) not in _PHONE_DIGITS:
        return False
    try:
        found = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    return digits.startswith(("0", "44")) or phonenumbers.is_valid_number(found)


def _dates(text: str) -> Iterator[Span]:
    for match in _BORN_IN.finditer(text):
        yield Span(*match.span("year"), MaskKind.BIRTH)
    births = False
    for match in _DATE.finditer(text):
        born = _BIRTH_BEFORE.search(text[: match.start()]) or _BIRTH_AFTER.search(text[match.end() :])
        births = births or bool(born)
        yield Span(*match.span(), MaskKind.BIRTH if births else MaskKind.DATE)


def _spoken(text: str, words: list[Token]) -> Iterator[Span]:
    run: list[Token] = []
    for word in words:
        if word.low in _SPOKEN_DIGITS or word.low in _TIMES:
            run.append(word)
            continue
        yield from _dictated(text, run)
        run = []
    yield from _dictated(text, run)


def _dictated(text: str, run: list[Token]) -> Iterator[Span]:
    digits, times = "", 1
    for word in run:
        if word.low in _TIMES:
            times = _TIMES[word.low]
        else:
            digits += _SPOKEN_DIGITS[word.low] * times
            times = 1
    if len(digits) >= SHORTEST_NUMBER:
        yield Span(run[0].start, run[-1].end, _kind_of(digits, text[: run[0].start]))
