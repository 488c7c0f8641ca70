"""What the turns of a session are about, from its focus tags (codebook §E and §F)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.measures import Turn, turns_with_words
from coder.domain.coding import Entry
from coder.domain.transcripts import Transcript


@dataclass(frozen=True)
class FocusTurns:
    """How many turns have a tag at all, and how many have each: one with two tags counts under both, and once."""

    tagged: int
    about: Mapping[str, int]


def focus_turns(transcript: Transcript, tags: Sequence[Entry]) -> FocusTurns:
    """Count turns by what they are about; ``tags`` are the focus tags that stand (CodingState.focus, placed).

    A turn is about what its utterances are tagged with. One without a tag of its own takes that of a stretch that
    holds its middle, or lies within it. A stretch where nobody was transcribed counts as a turn by itself.
    """
    grouped = turns_with_words(transcript)
    turn_of = {one.id: turn.number for turn, said in grouped for one in said}
    own: dict[int, set[str]] = defaultdict(set)
    stretched: dict[int, set[str]] = defaultdict(set)
    alone: list[str] = []
    found = _Middles([turn for turn, _ in grouped])
    for tag in tags:
        if (number := turn_of.get(tag.utterance_id)) is not None:
            own[number].add(tag.label)
            continue
        under = found.under(tag)
        for number in under:
            stretched[number].add(tag.label)
        if not under:
            alone.append(tag.label)
    about = {**stretched, **own}
    return FocusTurns(len(about) + len(alone), _counted(about.values(), alone))


def _counted(sets: Iterable[set[str]], alone: Iterable[str]) -> dict[str, int]:
    return dict(Counter(label for labels in sets for label in labels) + Counter(alone))


class _Middles:
    """Finds the turns a stretch is about, by bisection."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        pairs = sorted(((turn.start_s + turn.end_s) / 2, turn.number) for turn in turns)
        self._middles = [middle for middle, _ in pairs]
        self._numbers = [number for _, number in pairs]
        self._turns = sorted(turns, key=lambda turn: turn.start_s)
        self._starts = [turn.start_s for turn in self._turns]

    def under(self, tag: Entry) -> Sequence[int]:
        """The turns whose middle the stretch holds, else the one that holds the middle of the stretch, if any."""
        first, end = bisect_left(self._middles, tag.start_s), bisect_left(self._middles, tag.end_s)
        if first < end:
            return self._numbers[first:end]
        middle = (tag.start_s + tag.end_s) / 2
        place = bisect_right(self._starts, middle) - 1
        return [self._turns[place].number] if place >= 0 and middle < self._turns[place].end_s else []
