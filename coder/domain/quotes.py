"""A worker's own words in their team's report: what may be offered, and what anybody else sees of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from coder.domain.clips import Refusal, not_told, within
from coder.domain.masks import Mask
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Transcript, Utterance

LONGEST_QUOTE = 200
"""Characters: two sentences. More would tell of a visit and not of a way of asking."""

MOST_QUOTES = 3
"""In one report, so that it stays a thing to talk about and not a collection."""

IN_OUR_OWN_WORDS = "In our own words"
HOW_QUOTED = (
    "Offered by the workers who said it, chosen by a lead or coach, with names masked. Nothing says whose words "
    "they are."
)
RECOGNISED = (
    "Nothing in the report says whose words they are. Colleagues who were told of the visit, or who know how somebody "
    "speaks, can still recognise them."
)


@dataclass(frozen=True)
class QuoteLook:
    """What could be quoted of a moment [start_s, end_s): the worker's own words with masks, and what speaks against it.

    ``refusals`` is empty where words may be offered.
    """

    session_id: str
    session_code: str
    start_s: float
    end_s: float
    words: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class OfferedQuote:
    """A quote that a worker offered and did not take back, as they see it themselves. ``shown`` in how many reports."""

    id: str
    session_code: str
    held_on: date
    text: str
    shown: int


@dataclass(frozen=True)
class QuoteToChoose:
    """An offered quote as whoever chooses for a report sees it: words, and whether they are in it already."""

    id: str
    text: str
    chosen: bool


def own_words(transcript: Transcript, start_s: float, end_s: float) -> list[Utterance]:
    """What the worker says in a stretch, in its order; nobody else's words are ever quoted."""
    said = within(transcript.utterances, start_s, end_s)
    return [one for one in said if transcript.role_of(one.speaker_id) is SpeakerRole.WORKER]


def not_quotable(transcript: Transcript, own: Sequence[Utterance], masks: Iterable[Mask]) -> list[Refusal]:
    """Why the worker's ``own`` words of a moment may not be quoted; empty where they may."""
    if not own:
        return [Refusal("The worker says nothing in this moment.", "Only a worker's own words are quoted.")]
    workers = {one.id for one in transcript.speakers if one.role is SpeakerRole.WORKER}
    if len(workers) > 1:
        return [Refusal("Two workers are heard here, so it is not sure whose words these are.", "Choose another.")]
    ids = {one.id for one in own}
    known = [mask for mask in masks if mask.utterance_id in ids]
    found = [why for one in own for why in not_told(transcript, known, one.start_s, one.end_s)]
    return list(dict.fromkeys(found))


def is_part(text: str, words: str) -> bool:
    """Whether a text is an unbroken part of what was said, as it reads with masks."""
    return bool(text.split()) and in_one_line(text) in in_one_line(words)


def in_one_line(text: str) -> str:
    """The same words with single spaces."""
    return " ".join(text.split())
