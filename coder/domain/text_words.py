"""Words and their times when a person changes the text of an utterance: what stays keeps its time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from coder.domain.transcripts import Utterance, Word

# What a person wrote is certain; only a machine's words carry doubt.
CERTAIN = 1.0


def clean(text: str) -> str:
    """Text as one line: runs of blanks become one space; what no database keeps (controls, half surrogates) goes."""
    kept = (one for one in text if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def joined(words: Sequence[Word]) -> str:
    """The text that words make."""
    return " ".join(word.text.strip() for word in words)


def spread(tokens: Sequence[str], start_s: float, end_s: float) -> tuple[Word, ...]:
    """Words without times of their own, spread evenly over a stretch in seconds."""
    step = (end_s - start_s) / len(tokens) if tokens else 0.0
    edges = [start_s + step * place for place in range(len(tokens))] + [end_s]
    return tuple(
        Word(edges[place], max(edges[place], edges[place + 1]), token, CERTAIN) for place, token in enumerate(tokens)
    )


def words_of(utterance: Utterance) -> tuple[Word, ...]:
    """The words of an utterance in order of time; spread over it where the machine gave no times for its text."""
    words = utterance.words
    if "".join(utterance.text.split()) != "".join("".join(word.text.split()) for word in words):
        return spread(utterance.text.split(), utterance.start_s, utterance.end_s)
    return in_order(words)


def in_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """The same words with starts that never go back, so that the word being said can be found by its start."""
    ordered: list[Word] = []
    latest_s = 0.0
    for word in words:
        start_s = max(latest_s, word.start_s)
        end_s = max(start_s, word.end_s)
        same = start_s == word.start_s and end_s == word.end_s
        ordered.append(word if same else replace(word, start_s=start_s, end_s=end_s))
        latest_s = start_s
    return tuple(ordered)


def reworded(words: Sequence[Word], text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    """The words of a new text within [start_s, end_s]: those that stay keep time and probability, new ones take the
    time of what they replace, or what lies between their neighbours."""
    tokens = text.split()
    matcher = SequenceMatcher(None, [word.text.strip() for word in words], tokens, autojunk=False)
    return in_order(tuple(_aligned(matcher, words, tokens, start_s, end_s)))


def _aligned(
    matcher: SequenceMatcher[str], words: Sequence[Word], tokens: Sequence[str], start_s: float, end_s: float
) -> Iterator[Word]:
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            yield from words[first:last]
        elif tag == "replace":
            yield from spread(tokens[new_first:new_last], words[first].start_s, words[last - 1].end_s)
        elif tag == "insert":
            since_s = words[first - 1].end_s if first else start_s
            until_s = words[first].start_s if first < len(words) else end_s
            yield from spread(tokens[new_first:new_last], since_s, max(since_s, until_s))
