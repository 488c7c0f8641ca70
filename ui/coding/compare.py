"""The machine's words beside the words as they are now, utterance by utterance. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate

from coder.domain.ids import new_id
from coder.domain.text_edits import (
    AddUtterance,
    AssignSpeaker,
    Merge,
    RemoveUtterance,
    RestoreText,
    Split,
    TextEdit,
)
from coder.domain.transcripts import Transcript, Utterance


class Fate(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    TAKEN_OUT = "taken-out"
    PUT_IN = "put-in"


@dataclass(frozen=True)
class Run:
    """Some words in a row with one fate."""

    text: str
    fate: Fate


@dataclass(frozen=True)
class Pair:
    """One stretch of the recording in both versions.

    ``row_id`` is the utterance the machine's words are shown on now; empty where they were taken out. ``old`` and
    ``new`` are the utterances of the stretch: two of one beside one of the other were merged or split.
    """

    row_id: str
    old: tuple[Utterance, ...]
    new: tuple[Utterance, ...]

    @property
    def start_s(self) -> float:
        """Where the stretch begins, in seconds."""
        return min(one.start_s for one in (*self.old, *self.new))

    @property
    def end_s(self) -> float:
        """Where it ends, in seconds."""
        return max(one.end_s for one in (*self.old, *self.new))

    def runs(self) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
        """The machine's words and those of now."""
        return runs(_words(self.old), _words(self.new))

    @property
    def differs(self) -> bool:
        """Whether words, speakers or the cut between utterances are not the machine's."""
        return [_content(one) for one in self.old] != [_content(one) for one in self.new]


def pairs(original: Transcript, now: Transcript) -> tuple[Pair, ...]:
    """The stretches in which two versions of one transcript differ, in order of time."""
    old: dict[str, list[Utterance]] = {}
    new: dict[str, list[Utterance]] = {}
    home: dict[str, str] = {}
    for one in original.utterances:
        row = home[one.id] = now.row_of(one.id) or one.id
        old.setdefault(row, []).append(one)
    lost = {(*_content(one), round(one.start_s, 2)): one.id for one in original.utterances if not now.row_of(one.id)}
    for one in now.utterances:
        # The second half of a split stands with what it was split from, words written down again with what they were.
        again = lost.get((*_content(one), round(one.start_s, 2)), one.id)
        row = one.id if one.id in old else next((home[id_] for id_ in one.sources if id_ in home), again)
        new.setdefault(row, []).append(one)
    shown = {one.id for one in now.utterances}
    made = [
        Pair(row if row in shown else "", tuple(old.get(row, ())), tuple(new.get(row, ())))
        for row in dict.fromkeys([*old, *new])
    ]
    return tuple(sorted((pair for pair in made if pair.differs), key=lambda pair: pair.start_s))


def _content(one: Utterance) -> tuple[str, str]:
    return one.speaker_id, one.text


def runs(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both versions as runs of words that stayed, were taken out, or were put in."""
    old: list[Run] = []
    new: list[Run] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            old.append(Run(" ".join(before[i:j]), Fate.SAME))
            new.append(Run(" ".join(after[k:m]), Fate.SAME))
            continue
        if j > i:
            old.append(Run(" ".join(before[i:j]), Fate.TAKEN_OUT))
        if m > k:
            new.append(Run(" ".join(after[k:m]), Fate.PUT_IN))
    return tuple(old), tuple(new)


def _words(utterances: Sequence[Utterance]) -> list[str]:
    return [word for one in utterances for word in one.text.split()]


def restored(pair: Pair, voices: Collection[str]) -> tuple[TextEdit, ...]:
    """The edits that bring the machine's version of one stretch back: words, speakers and cuts.

    ``voices`` are the ids of the voices there are now; who speaks stays where the machine's voice is gone.
    """
    if not pair.old:
        return tuple(RemoveUtterance(one.id) for one in pair.new)
    first = pair.old[0]
    if not pair.new:
        speaker_id = first.speaker_id if first.speaker_id in voices else min(voices)
        return (AddUtterance(new_id(), first.start_s, first.end_s, speaker_id, first.text),)
    row_id = pair.new[0].id
    edits: list[TextEdit] = [Merge(row_id, other.id) for other in pair.new[1:]]
    edits.append(RestoreText(row_id))
    # What was merged comes back under its own id, so that the codes given on it are on it again.
    pieces = [row_id, *(one.id if one.id != row_id else new_id() for one in pair.old[1:])]
    ends = list(accumulate(len(one.text.split()) for one in pair.old))
    # From the last on: who was merged away can only come back from the row that holds them now.
    edits += [Split(row_id, at_word, piece) for at_word, piece in reversed(list(zip(ends, pieces[1:], strict=False)))]
    for piece, one in zip(pieces, pair.old, strict=True):
        if one.speaker_id in voices and (len(pieces) > 1 or pair.new[0].speaker_id != one.speaker_id):
            edits.append(AssignSpeaker((piece,), one.speaker_id))
    return tuple(edits)
