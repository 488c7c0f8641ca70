"""All masks of a session's words, with placeholders that are the same wherever the same is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from coder.domain.deidentify.case_names import CaseIndex
from coder.domain.deidentify.dwellings import addresses, buildings, post_codes, towns
from coder.domain.deidentify.lexicon import is_ambiguous, is_common, is_given
from coder.domain.deidentify.numbers import numbers
from coder.domain.deidentify.people import TITLES, people
from coder.domain.deidentify.spans import Span, Token, tokens, without_overlaps
from coder.domain.masks import PEOPLE, CaseName, Mask, MaskKind, Standing, folded
from coder.domain.text_words import joined, words_of
from coder.domain.transcripts import Transcript, Utterance, Word


@dataclass(frozen=True)
class Line:
    """One text to look through, with where and when it was said."""

    text: str
    utterance_id: str = ""
    words: tuple[Word, ...] = ()


@dataclass
class Placeholders:
    """Which placeholder stands for what; people are numbered from the first, other things from the second."""

    names: Sequence[CaseName] = ()
    _numbers: dict[tuple[MaskKind, str], int] = field(default_factory=dict)
    _counts: dict[MaskKind, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            self._number(name.kind, name.id)

    def key_of(self, span: Span, text: str) -> tuple[MaskKind, str]:
        """What is the same as what: the case's name, the first known word of a person's name, or the words."""
        if span.name_id:
            return span.kind, span.name_id
        if span.kind not in PEOPLE:
            key = "".join(folded(text).split()) if any(one.isdigit() for one in text) else folded(text)
            self._number(span.kind, key)
            return span.kind, key
        parts = [one.low for one in tokens(text) if one.low not in TITLES] or [folded(text)]
        known = next((part for part in parts if (span.kind, part) in self._numbers), None)
        number = self._number(span.kind, known or parts[0])
        for part in parts:
            self._numbers.setdefault((span.kind, part), number)
        return span.kind, known or parts[0]

    def shown(self, key: tuple[MaskKind, str]) -> str:
        """The placeholder of a key; ask only once all spans were keyed."""
        kind = key[0]
        numbered = kind in PEOPLE or self._counts[kind] > 1
        return f"[{kind.value} {self._numbers[key]}]" if numbered else f"[{kind.value}]"

    def _number(self, kind: MaskKind, key: str) -> int:
        if (kind, key) not in self._numbers:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._numbers[(kind, key)] = self._counts[kind]
        return self._numbers[(kind, key)]


def spans_of(text: str, words: list[Token], names: CaseIndex) -> list[Span]:
    """What names somebody in one text, without regard to others. ``words`` are its tokens."""
    return without_overlaps(
        (
            numbers(text, words),
            names.find(words),
            post_codes(text),
            buildings(text, words),
            addresses(text, words),
            towns(words),
            people(text, words),
        )
    )


def lines_of(transcript: Transcript) -> list[Line]:
    """The utterances of a transcript as lines; their text is their words joined by single blanks."""
    return [_line(one) for one in transcript.utterances]


def _line(utterance: Utterance) -> Line:
    words = words_of(utterance)
    return Line(joined(words), utterance.id, words)


def find_masks(lines: Sequence[Line], names: Sequence[CaseName], standing: Standing) -> tuple[Mask, ...]:
    """All masks of the lines in their order, those somebody said are no names too (their ``review`` says so)."""
    words = [tokens(line.text) for line in lines]
    index = CaseIndex(names)
    found = [spans_of(line.text, seen, index) for line, seen in zip(lines, words, strict=True)]
    known = _known_people(lines, found)
    found = [without_overlaps((spans, _heard_again(seen, known))) for spans, seen in zip(found, words, strict=True)]
    placeholders = Placeholders(names)
    keyed = [
        (line, span, placeholders.key_of(span, line.text[span.start : span.end]))
        for line, spans in zip(lines, found, strict=True)
        for span in spans
    ]
    return tuple(_mask(line, span, placeholders.shown(key), standing) for line, span, key in keyed)


def _known_people(lines: Iterable[Line], found: Iterable[Sequence[Span]]) -> frozenset[str]:
    """Words that name a person somewhere and are no everyday words, so that they name one at the start of a sentence
    too."""
    return frozenset(
        one.low
        for line, spans in zip(lines, found, strict=True)
        for span in spans
        if span.kind is MaskKind.PERSON
        for one in tokens(line.text[span.start : span.end])
        if one.low not in TITLES and not is_common(one.low) and len(one.low) > 1
    )


def _heard_again(words: list[Token], known: frozenset[str]) -> list[Span]:
    heard = (one for one in words if one.low in known and (one.capital or _only_a_name(one.low)))
    return [Span(one.start, one.end, MaskKind.PERSON) for one in heard]


def _only_a_name(word: str) -> bool:
    return is_given(word) and not is_ambiguous(word)


def _mask(line: Line, span: Span, shown: str, standing: Standing) -> Mask:
    text = line.text[span.start : span.end]
    first, last = _words_at(line.words, span)
    start_s = line.words[first].start_s if line.words else 0.0
    end_s = line.words[last].end_s if line.words else 0.0
    return Mask(
        utterance_id=line.utterance_id,
        start=span.start,
        end=span.end,
        first=first,
        last=last,
        start_s=start_s,
        end_s=end_s,
        kind=span.kind,
        text=text,
        shown=shown,
        found=span.found,
        review=standing.review_of(text, start_s if line.words else None, span.found),
    )


def _words_at(words: Sequence[Word], span: Span) -> tuple[int, int]:
    """The first and last of the words that a span of the joined text touches."""
    at = first = last = 0
    for place, word in enumerate(words):
        length = len(word.text.strip())
        if at <= span.start:
            first = place
        if at < span.end:
            last = place
        at += length + 1
    return first, last
