"""Whose word is it: words laid over speaker turns, with the change moved to where the sentence ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from models.speech.diarisation import SpeakerTurn
from models.speech.sentences import ends_sentence
from models.speech.transcription import Word

NOBODY_KNOWN = "S1"
"""The speaker of all words when nobody could be told apart."""

# Turn borders are known to about half a window; a sentence that ends this near is where the voice changed.
_SNAP_WORDS = 3
_SNAP_S = 0.8
# A "voice" this short in the middle of another's sentence is an error of the windows, not a person.
_FLICKER_WORDS = 2
_FLICKER_S = 0.7


def speakers_of(words: Sequence[Word], turns: Sequence[SpeakerTurn]) -> list[str]:
    """The speaker of every word (both in order of time): who speaks most during it, else who is nearest."""
    if not turns:
        return [NOBODY_KNOWN] * len(words)
    raw = _by_overlap(words, sorted(turns))
    steady = _without_flicker(words, raw)
    return _snapped(words, steady)


def _by_overlap(words: Sequence[Word], turns: Sequence[SpeakerTurn]) -> list[str]:
    speakers = []
    first = 0
    longest = max(turn.end_s - turn.start_s for turn in turns)
    for word in words:
        while first < len(turns) - 1 and turns[first].start_s + longest < word.start_s:
            first += 1
        speakers.append(_best(word, turns, first))
    return speakers


def _best(word: Word, turns: Sequence[SpeakerTurn], first: int) -> str:
    shares: dict[str, float] = {}
    nearest = turns[max(0, first - 1)]
    for turn in turns[max(0, first - 1) :]:
        if turn.start_s > word.end_s and _distance(word, turn) > _distance(word, nearest):
            break
        common = min(word.end_s, turn.end_s) - max(word.start_s, turn.start_s)
        if common > 0:
            # The second voice of an overlap is the weaker guess of the two.
            shares[turn.speaker] = shares.get(turn.speaker, 0.0) + common * (0.5 if turn.overlap else 1.0)
        if _distance(word, turn) < _distance(word, nearest):
            nearest = turn
    return max(shares, key=lambda name: shares[name]) if shares else nearest.speaker


def _distance(word: Word, turn: SpeakerTurn) -> float:
    return max(0.0, turn.start_s - word.end_s, word.start_s - turn.end_s)


def _stretches(speakers: Sequence[str]) -> list[tuple[int, int]]:
    edges = [0, *(i for i in range(1, len(speakers)) if speakers[i] != speakers[i - 1]), len(speakers)]
    return [(a, b) for a, b in pairwise(edges) if b > a]


def _without_flicker(words: Sequence[Word], speakers: list[str]) -> list[str]:
    """Short voices inside another's sentence go to that other; between sentences they are back-channels and stay."""
    steady = list(speakers)
    for start, stop in _stretches(speakers)[1:-1]:
        short = stop - start <= _FLICKER_WORDS and words[stop - 1].end_s - words[start].start_s <= _FLICKER_S
        inside = not ends_sentence(words[start - 1].text) and not ends_sentence(words[stop - 1].text)
        if short and inside and steady[start - 1] == speakers[stop]:
            steady[start:stop] = [steady[start - 1]] * (stop - start)
    return steady


def _snapped(words: Sequence[Word], speakers: list[str]) -> list[str]:
    snapped = list(speakers)
    for (before, change), (_, after) in pairwise(_stretches(speakers)):
        if ends_sentence(words[change - 1].text):
            continue
        near = [
            cut
            for cut in range(max(before + 1, change - _SNAP_WORDS), min(after, change + _SNAP_WORDS + 1))
            if ends_sentence(words[cut - 1].text) and abs(words[cut - 1].end_s - words[change - 1].end_s) <= _SNAP_S
        ]
        if near:
            cut = min(near, key=lambda place: abs(place - change))
            # Words between the old and the new border go to whoever speaks on the far side of the old one.
            mover = speakers[change - 1] if cut > change else speakers[change]
            first, last = sorted((change, cut))
            snapped[first:last] = [mover] * (last - first)
    return snapped
