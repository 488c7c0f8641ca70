"""Coded talk that is judged or learnt from, in groups, and how the two are kept apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from sklearn.model_selection import GroupKFold

from codebook.behaviours import BEHAVIOURS
from models.suggestions.copies import UNCODEABLE
from models.suggestions.suggestion_model import worker_indexes
from models.talk.corpus import CodedUtterance, Conversation
from models.talk.text import Utterance, unpunctuated

FOLDS = 5


@dataclass(frozen=True)
class Talk:
    """A coded conversation and the group it belongs to: no group is ever learnt from and judged at once."""

    group: str
    conversation: Conversation

    @cached_property
    def words(self) -> str:
        """A hash of what is said, whatever its marks and capitals: by it the same talk is known under another name."""
        said = (f"{unpunctuated(one.utterance.text)}\n" for one in self.conversation.utterances)
        return hashlib.sha256("".join(said).encode()).hexdigest()

    @property
    def spoken(self) -> list[int]:
        """Places of the utterances a model answers for: the worker's that hold any text."""
        return worker_indexes([one.utterance for one in self.conversation.utterances])

    @cached_property
    def n_judged(self) -> int:
        """How many of them have a code that says something."""
        return sum(self.conversation.utterances[place].code not in ("", UNCODEABLE) for place in self.spoken)


@dataclass(frozen=True)
class Fold:
    """What one model learns from, and the talk it answers for."""

    learnt: tuple[Talk, ...]
    asked: tuple[Talk, ...]


def talk_of(group: str, name: str, said: Iterable[tuple[str, str, str]]) -> Talk:
    """A talk from the role of the speaker, the words and the code of each utterance, in the order of speech."""
    coded = tuple(
        CodedUtterance(Utterance(f"{group}/{name}/{place}", role, text), code)
        for place, (role, text, code) in enumerate(said)
    )
    return Talk(group, Conversation(f"{group}/{name}", name, "", "", "", "", (), coded))


def own_talk(conversation: Conversation) -> Talk:
    """One of our own conversations, a group by itself."""
    return Talk(f"own conversation {conversation.id}", conversation)


def recoded(talk: Talk, codes: Mapping[str, str]) -> Talk:
    """The same talk with each code replaced; one that ``codes`` does not hold is taken away."""
    coded = tuple(replace(one, code=codes.get(one.code, "")) for one in talk.conversation.utterances)
    return Talk(talk.group, replace(talk.conversation, utterances=coded))


def in_behaviours(talks: Iterable[Talk]) -> bool:
    """Whether talk is coded by the four behaviours instead of by the codes of the codebook."""
    return any(one.code in BEHAVIOURS for talk in talks for one in talk.conversation.utterances)


def overlap(learnt: Iterable[Talk], judged: Iterable[Talk]) -> list[Talk]:
    """What is learnt from and judged too: it belongs to a judged group, or holds the very same words."""
    talks = list(judged)
    groups, words = {one.group for one in talks}, {one.words for one in talks}
    return [one for one in learnt if one.group in groups or one.words in words]


def folds_of(learnt: Sequence[Talk], judged: Sequence[Talk]) -> list[Fold]:
    """One fold where the two have nothing in common, else up to five by judged group.

    What overlaps with the talk a fold asks about is left out of what it learns.
    """
    asked = [one for one in judged if one.n_judged]
    if not overlap(learnt, asked):
        return [Fold(tuple(learnt), tuple(asked))]
    found = []
    for part in _parts(asked):
        known = {id(one) for one in overlap(learnt, part)}
        found.append(Fold(tuple(one for one in learnt if id(one) not in known), tuple(part)))
    return found


def _parts(talks: Sequence[Talk]) -> list[list[Talk]]:
    """Talks in up to five parts of about as many utterances each; a part never shares a group with another."""
    groups = np.repeat([one.group for one in talks], [one.n_judged for one in talks])
    n_groups = len(np.unique(groups))
    if n_groups < 2:
        return [list(talks)]
    splitter = GroupKFold(n_splits=min(FOLDS, n_groups))
    parts = (set(groups[test].tolist()) for _, test in splitter.split(groups, groups=groups))
    return [[one for one in talks if one.group in part] for part in parts]
