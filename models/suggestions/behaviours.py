"""The four behaviours of a worker in talk whose turns hold several acts, by a model that knows the acts one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from codebook.behaviours import BEHAVIOURS
from models.suggestions.features import Floats, Ints
from models.suggestions.sentence_reader import SentenceReader, in_context
from models.suggestions.suggestion_model import (
    SuggestionModel,
    both_levels,
    levels,
    read_codes,
    softmax,
    worker_indexes,
)
from models.talk.text import WORD_PATTERN, Utterance

_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+(?=\S)")
_WORD = re.compile(WORD_PATTERN)
_LEAST, _SCALE = 1e-3, 0.3
# Half of what the second level adds: what stands beside what was learnt from our own talk, and this is another's.
_SECOND_LEVEL = 0.5
_FLOOR = 1e-4
# Two readings taught with one text are wrong together too: their mean (a half each) is too sure, a fifth less is not.
_BELIEVED = 0.4
# How far three readings of a turn are believed: its sentences, the whole by the linear model, and what the encoder
# finds anywhere in it. What all three say is oftener right than what one is as sure of.
_SENTENCES, _WHOLE, _ANYWHERE = 0.6, 0.2, 0.2


def behaviour_chances(model: SuggestionModel, utterances: Sequence[Utterance], counts_as: Mapping[str, str]) -> Floats:
    """Probability of each of ``BEHAVIOURS`` for each utterance of the worker, shape (worker utterances, 4).

    Each sentence is asked for by itself, since a turn may reflect and then ask. A turn is a question, a reflection or
    input as likely as any of its sentences is; it is ``other`` as likely as all of them are. ``counts_as`` gives the
    behaviour of each code of the model. Behaviours are taken to be equally frequent: how often each occurs in the text
    the model was fitted on says nothing about other talk (Saerens, Latinne and Decaestecker 2002).

    Where the model has a sentence reader, a sentence has each code as likely as the geometric mean of both readings,
    a little evened; and the turn is read as a whole too, by each of the two.
    """
    asked, reader = worker_indexes(utterances), model.sentence_reader
    read = _by_turn(model, utterances, asked)
    if reader is None or not asked:
        return _of_turns(model, read, counts_as)
    beside = _read_by_turn(reader, model.codes, utterances, asked)
    read = [softmax(_BELIEVED * (np.log(np.maximum(a, _FLOOR)) + b)) for a, b in zip(read, beside, strict=True)]
    found = reader.read([in_context(utterances, index) for index in asked])[1]
    readings = (
        (_SENTENCES, _of_turns(model, read, counts_as)),
        (_WHOLE, _in_behaviours(model, both_levels(*levels(model, utterances), _SECOND_LEVEL), counts_as)),
        (_ANYWHERE, _anywhere(found, {code: counts_as.get(code, "") for code in reader.codes})),
    )
    return softmax(np.sum([share * np.log(np.maximum(rows, _FLOOR)) for share, rows in readings], axis=0))


@dataclass(frozen=True)
class BehaviourReader:
    """What a model of codes says of a turn, as numbers for a learner of the four behaviours.

    ``counts_as`` gives the behaviour of each code of ``model``. The sentence reader of the model, where it has one,
    says the same of each sentence, and of the whole turn two numbers a code more.
    """

    model: SuggestionModel
    counts_as: Mapping[str, str]

    @property
    def n_numbers(self) -> int:
        """How many numbers it says of an utterance."""
        read, beside = 4 * len(BEHAVIOURS) + 2 * len(self.model.codes), self.model.sentence_reader
        return read if beside is None else 2 * (read + len(beside.codes))

    def numbers(self, utterances: Sequence[Utterance], indexes: Sequence[int]) -> Floats:
        """Logs of chances, 0 to about -2: of each behaviour in the turn, in its likeliest, its last and its first
        sentence, then of each code in any and in the last. Shape (len(indexes), 4 × 4 + 2 × codes).

        Natural logs of at least a thousandth, scaled so that they weigh little more than the cues beside them.
        """
        rows = [self._of(sentence_rows) for sentence_rows in _by_turn(self.model, utterances, indexes)]
        reader = self.model.sentence_reader
        if reader is None or not rows:
            return np.array(rows).reshape(len(indexes), self.n_numbers)
        beside = _read_by_turn(reader, self.model.codes, utterances, indexes)
        alone, anywhere = reader.read([in_context(utterances, index) for index in indexes])
        whole = _SCALE * np.log(np.maximum(np.hstack([np.exp(alone), anywhere]), _LEAST))
        return np.hstack([np.array(rows), np.array([self._of(np.exp(one)) for one in beside]), whole])

    def _of(self, codes: Floats) -> Floats:
        told = _in_behaviours(self.model, codes, self.counts_as)
        anywhere = 1.0 - np.prod(1.0 - codes, axis=0)
        chances = np.concatenate([_together(told), told.max(axis=0), told[-1], told[0], anywhere, codes[-1]])
        return np.asarray(_SCALE * np.log(np.maximum(chances, _LEAST)))


def half_evened(rows: Floats, base_rates: Floats) -> Floats:
    """Probabilities as they would be if the labels were half as unequally frequent, each row scaled to sum to 1.

    Macro-F1 counts a rare behaviour as much as a frequent one, kappa and the reader of one answer count utterances:
    the square root of each base rate is taken out, which lies between the two (Saerens and others 2002 take out all).
    """
    evened = rows / np.sqrt(np.maximum(base_rates, 1e-6))
    return np.asarray(evened / evened.sum(axis=1, keepdims=True))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text as its marks divide it, at least one; what holds no word is left out."""
    parts = tuple(part for part in _SENTENCE_ENDS.split(text) if _WORD.search(part))
    return parts or (text,)


def _by_turn(model: SuggestionModel, utterances: Sequence[Utterance], indexes: Sequence[int]) -> list[Floats]:
    """Probabilities of the model's codes for each sentence of the turns at ``indexes``, which are the worker's."""
    parts, owners = _in_sentences(utterances)
    rows = both_levels(*levels(model, parts), _SECOND_LEVEL)
    return [rows[owners == place] for place in indexes]


def _read_by_turn(
    reader: SentenceReader, codes: Sequence[str], utterances: Sequence[Utterance], indexes: Sequence[int]
) -> list[Floats]:
    """Log-probabilities of ``codes``, which the reader knows, for each sentence of the turns at ``indexes``."""
    parts, owners = _in_sentences(utterances)
    rows = read_codes(reader, codes, [in_context(parts, place) for place in worker_indexes(parts)])
    return [rows[owners == place] for place in indexes]


def _in_sentences(utterances: Sequence[Utterance]) -> tuple[list[Utterance], Ints]:
    """The talk with the worker's turns cut into sentences, and the place of the turn each of them comes from."""
    worker = set(worker_indexes(utterances))
    parts = [
        (place, replace(one, text=text))
        for place, one in enumerate(utterances)
        for text in (sentences(one.text) if place in worker else (one.text,))
    ]
    owners = np.array([place for place, _ in parts if place in worker], dtype=np.int64)
    return [part for _, part in parts], owners


def _in_behaviours(model: SuggestionModel, codes: Floats, counts_as: Mapping[str, str]) -> Floats:
    sums = np.array([[float(counts_as[code] == behaviour) for behaviour in BEHAVIOURS] for code in model.codes])
    chances = codes @ sums / np.maximum(model.base_rates @ sums, 1e-6)
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def _of_turns(model: SuggestionModel, read: Sequence[Floats], counts_as: Mapping[str, str]) -> Floats:
    turns = [_together(_in_behaviours(model, rows, counts_as)) for rows in read]
    return np.array(turns).reshape(len(turns), len(BEHAVIOURS))


def _anywhere(found: Floats, counts_as: Mapping[str, str]) -> Floats:
    """Each behaviour as likely as its likeliest code is to stand anywhere in a turn; ``other`` where no more does.

    ``counts_as`` names the behaviour of each column of ``found``.
    """
    columns = [[place for place, one in enumerate(counts_as.values()) if one == behaviour] for behaviour in BEHAVIOURS]
    rows = np.stack([found[:, some].max(axis=1, initial=_FLOOR) for some in columns], axis=1)
    rest = BEHAVIOURS.index("other")
    rows[:, rest] *= np.prod(1.0 - np.delete(rows, rest, axis=1), axis=1)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


def _together(rows: Floats) -> Floats:
    turn = 1.0 - np.prod(1.0 - rows, axis=0)
    rest = BEHAVIOURS.index("other")
    turn[rest] = np.prod(rows[:, rest])
    return np.asarray(turn / turn.sum())
