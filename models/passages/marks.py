"""Which utterances of the invented conversations their writer or the second labeller marked as worth hearing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.passages.likeness import Kind
from models.talk.corpus import PRINCIPLES, Conversation
from models.talk.second_pass import Label

KINDS: tuple[Kind, ...] = tuple((principle, side) for principle in PRINCIPLES for side in ("for", "against"))
Labels = Mapping[str, Mapping[int, Label]]


@dataclass(frozen=True)
class Marks:
    """The marks of one conversation by place, of the writer and of the second labeller."""

    first: Mapping[int, frozenset[Kind]]
    second: Mapping[int, frozenset[Kind]]

    def either(self, kind: Kind) -> list[int]:
        """Places that at least one of the two marked."""
        return [place for place, kinds in self.first.items() if kind in kinds | self.second[place]]

    def both(self, kind: Kind) -> list[int]:
        """Places that both marked."""
        return [place for place, kinds in self.first.items() if kind in kinds & self.second[place]]


def marks_of(conversation: Conversation, labels: Mapping[int, Label]) -> Marks:
    """The marks of every coded utterance of one conversation; ``labels`` are those of the second labeller."""
    coded = {place: one for place, one in enumerate(conversation.utterances) if one.code}
    return Marks(
        {place: _kinds(one.shows, one.harms) for place, one in coded.items()},
        {place: _kinds(labels[place].shows, labels[place].harms) for place in coded},
    )


def marks_hash(conversations: Iterable[Conversation], labels: Labels) -> str:
    """A sha256 over ids, names of children, speakers, words and both marks: all that passages are learnt from."""
    digest = hashlib.sha256()
    for talk in conversations:
        marks = marks_of(talk, labels[talk.id])
        digest.update("\x1f".join((talk.id, *talk.children)).encode() + b"\x1e")
        for place, one in enumerate(talk.utterances):
            told = [sorted(side.get(place, frozenset())) for side in (marks.first, marks.second)]
            digest.update(f"{one.utterance.speaker_role}\x1f{one.utterance.text}\x1f{told}\x1e".encode())
    return digest.hexdigest()


def _kinds(shows: Iterable[str], harms: Iterable[str]) -> frozenset[Kind]:
    return frozenset([*((one, "for") for one in shows), *((one, "against") for one in harms)])
