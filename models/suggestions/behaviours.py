"""The four behaviours of a worker in talk whose turns hold several acts, by a model that knows the acts one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from codebook.behaviours import BEHAVIOURS
from models.suggestions.features import Floats
from models.suggestions.suggestion_model import SuggestionModel, probabilities, worker_indexes
from models.talk.text import WORD_PATTERN, Utterance

_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+(?=\S)")
_WORD = re.compile(WORD_PATTERN)


def behaviour_chances(model: SuggestionModel, utterances: Sequence[Utterance], counts_as: Mapping[str, str]) -> Floats:
    """Probability of each of ``BEHAVIOURS`` for each utterance of the worker, shape (worker utterances, 4).

    Each sentence is asked for by itself, since a turn may reflect and then ask. A turn is a question, a reflection or
    input as likely as any of its sentences is; it is ``other`` as likely as all of them are. ``counts_as`` gives the
    behaviour of each code of the model. Behaviours are taken to be equally frequent: how often each occurs in the text
    the model was fitted on says nothing about other talk (Saerens, Latinne and Decaestecker 2002).
    """
    sums = np.zeros((len(model.codes), len(BEHAVIOURS)))
    for row, code in enumerate(model.codes):
        sums[row, BEHAVIOURS.index(counts_as[code])] = 1.0
    asked = set(worker_indexes(utterances))
    parts = [
        (place, replace(one, text=text))
        for place, one in enumerate(utterances)
        for text in (sentences(one.text) if place in asked else (one.text,))
    ]
    chances = probabilities(model, [part for _, part in parts]) @ sums / np.maximum(model.base_rates @ sums, 1e-6)
    chances /= chances.sum(axis=1, keepdims=True)
    owners = np.array([place for place, _ in parts if place in asked])
    turns = [chances[owners == place] for place in sorted(asked)]
    return np.array([_together(rows) for rows in turns]).reshape(len(turns), len(BEHAVIOURS))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text as its marks divide it, at least one; what holds no word is left out."""
    parts = tuple(part for part in _SENTENCE_ENDS.split(text) if _WORD.search(part))
    return parts or (text,)


def _together(rows: Floats) -> Floats:
    turn = 1.0 - np.prod(1.0 - rows, axis=0)
    rest = BEHAVIOURS.index("other")
    turn[rest] = np.prod(rows[:, rest])
    return np.asarray(turn / turn.sum())
