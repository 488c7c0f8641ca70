"""A conversation as passages are looked for in it: its words, its cues, and what a model of codes reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.suggestions.cues import cue_spans
from models.suggestions.suggestion_model import SuggestionModel, levels, worker_indexes
from models.talk.text import WORKER, Utterance, smooth, words

# How many utterances before or after still belong to what is being said.
NEARBY = 2
_THIRD = frozenset({"he", "she", "him", "her", "his", "they", "them", "their"})


@dataclass(frozen=True)
class Surroundings:
    """A conversation as finders look at it. ``child_names`` are lower case; without a model codes are left out."""

    utterances: Sequence[Utterance]
    child_names: tuple[str, ...] = ()
    model: SuggestionModel | None = None

    @cached_property
    def smoothed(self) -> list[str]:
        """The text of every utterance, folded and without stumbles, in order."""
        return [smooth(one.text) for one in self.utterances]

    @cached_property
    def said(self) -> list[tuple[str, ...]]:
        """The words of every utterance as ``smoothed``, in order."""
        return [words(text) for text in self.smoothed]

    @cached_property
    def cues(self) -> list[Mapping[str, tuple[int, int]]]:
        """The cues of every utterance, in order."""
        return [cue_spans(one.text) for one in self.utterances]

    @cached_property
    def chances(self) -> Mapping[int, Mapping[str, float]]:
        """The probability of every code for each utterance of the worker, by place; empty without a model.

        By the two levels of the model alone, since the order of passages is learnt from what such models read.
        """
        if self.model is None:
            return {}
        rows = levels(self.model, self.utterances)[1]
        indexes = worker_indexes(self.utterances)
        return {i: dict(zip(self.model.codes, row.tolist(), strict=True)) for i, row in zip(indexes, rows, strict=True)}

    def heard_before(self, index: int) -> int | None:
        """The place of the last utterance that is not the worker's within the two before, if there is one."""
        return self._first_heard(range(index - 1, max(index - 1 - NEARBY, -1), -1))

    def heard_after(self, index: int) -> int | None:
        """The place of the first utterance that is not the worker's within the two after, if there is one."""
        return self._first_heard(range(index + 1, min(index + 1 + NEARBY, len(self.utterances))))

    def _first_heard(self, places: range) -> int | None:
        return next((place for place in places if self.utterances[place].speaker_role != WORKER), None)

    def nearby(self, index: int, reach: int = NEARBY) -> range:
        """The places from ``reach`` before to ``reach`` after an utterance, as far as there are any; itself too."""
        return range(max(index - reach, 0), min(index + reach + 1, len(self.utterances)))

    def names_child(self, index: int) -> bool:
        """Whether one of ``child_names`` is said in an utterance."""
        return not {word.removesuffix("'s") for word in self.said[index]}.isdisjoint(self.child_names)

    @cached_property
    def means_child(self) -> list[bool]:
        """Of every utterance: whether it holds a child's name or a word for a child."""
        return ["child_noun" in self.cues[place] or self.names_child(place) for place in range(len(self.utterances))]

    @cached_property
    def about_a_child(self) -> list[bool]:
        """Of every utterance: as ``means_child``, or whether it holds "he", "she" or "they", whoever is meant."""
        third = _THIRD | set(self.child_names)
        return [
            means or not third.isdisjoint(word.partition("'")[0] for word in said)
            for means, said in zip(self.means_child, self.said, strict=True)
        ]

    def place(self, index: int) -> float:
        """Where in the conversation an utterance begins, 0–1, by time or, where times are missing, by order."""
        end_s = self.utterances[-1].end_s
        if end_s > 0:
            return self.utterances[index].start_s / end_s
        return index / max(len(self.utterances) - 1, 1)
