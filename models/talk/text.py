"""What the text learners read: one utterance, and the few ways of looking at its words that they all share."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORKER = "worker"
PARENT = "parent"
CHILD = "child"
OTHER = "other"
SPEAKER_ROLES = (WORKER, PARENT, CHILD, OTHER)

_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
WORD_PATTERN = r"[^\W_]+(?:'[^\W_]+)*"
_WORD = re.compile(WORD_PATTERN)
_NOT_SPOKEN = re.compile(r"[^\w\s']")
_REMARK = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_STUMBLES = re.compile(
    r"\[[^\]]*\]"  # what a transcriber put in brackets
    r"|\b(?:um|uhm|umm|uh|er|erm|err)\b(?!-)[,.…]*"
    rf"|\b({WORD_PATTERN})[\s,.…-]+(?=\1\b)"  # a word said again at once
)


@dataclass(frozen=True)
class Utterance:
    """One complete thought by one speaker.

    ``speaker_role`` is one of ``SPEAKER_ROLES``; times are float seconds from the start of the recording, half-open.
    """

    id: str
    speaker_role: str
    text: str
    start_s: float = 0.0
    end_s: float = 0.0


def fold(text: str) -> str:
    """Lower-case text with straight quotes. One character in gives one character out, so offsets stay valid."""
    straight = text.translate(_QUOTES)
    lowered = straight.lower()
    # A few letters grow when lowered; only then is every character looked at by itself.
    if len(lowered) == len(straight):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in straight)


def says_something(text: str) -> bool:
    """Whether a text holds anything in Latin letters besides remarks in brackets: else nothing in it can be read."""
    return _LETTER.search(_REMARK.sub(" ", text)) is not None


def smooth(text: str) -> str:
    """Folded text with stumbles (um, repeated words, bracketed remarks) blanked; offsets stay valid.

    A text of nothing but stumbles is only folded, so that it is never empty.
    """
    folded = fold(text)
    smoothed = _STUMBLES.sub(lambda match: " " * len(match[0]), folded)
    return smoothed if _WORD.search(smoothed) else folded


def word_spans(folded: str) -> tuple[tuple[int, int], ...]:
    """Start and end offsets (characters, half-open) of the words of folded text, left to right."""
    return tuple(match.span() for match in _WORD.finditer(folded))


def words(folded: str) -> tuple[str, ...]:
    """The words of folded text, left to right; apostrophes inside a word stay."""
    return tuple(_WORD.findall(folded))


def unpunctuated(text: str) -> str:
    """The same words in lower case without any mark, as a speech recogniser without punctuation would write them."""
    return " ".join(_NOT_SPOKEN.sub(" ", fold(text)).split())
