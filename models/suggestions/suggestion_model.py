"""A fitted model of codes and how it reads a conversation. Plain numpy: nothing here needs the library that fits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from models.suggestions.cues import CUE_NAMES, cue_spans
from models.suggestions.features import (
    Floats,
    cue_matrix,
    frame_grams,
    gram_counts,
    weigh,
    word_grams,
)
from models.suggestions.sentence_reader import InContext, SentenceReader, in_context
from models.talk.text import WORKER, Utterance, fold, says_something, word_spans

EITHER_REFLECTION = "either_reflection"
# Experts agree on simple against complex at kappa 0.11, so both are learnt and suggested as one family.
REFLECTION_FAMILY: dict[str, str] = {"CR": "SR"}
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
_TELLING_WORDS = 3
_FLOOR = 1e-4


@dataclass(frozen=True)
class Span:
    """Words of an utterance that spoke for its suggestion: character offsets, half-open, and the text itself."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Suggestion:
    """One suggested code for one utterance of the worker.

    ``probability`` (0–1) is calibrated on conversations the model had not seen. A reflection is always suggested as
    ``SR`` with the attribute ``either_reflection``: whether it is simple or complex is left to the evaluator.
    """

    utterance_id: str
    code: str
    probability: float
    rationale: tuple[Span, ...] = ()
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """What a reader has to know about a model before trusting it; ``measures`` come from grouped cross-validation."""

    name: str
    codebook_id: str
    codebook_version: str
    data_hash: str
    n_utterances: int
    n_conversations: int
    fitted_on: str
    licence: str
    target_precision: float
    notes: tuple[str, ...] = ()
    measures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Reader(Protocol):
    """Somebody who knows other coded talk and says more of an utterance than its words do."""

    def numbers(self, utterances: Sequence[Utterance], indexes: Sequence[int]) -> Floats:
        """What it says of the worker's utterances at ``indexes`` in their conversation, a row each."""
        ...


@dataclass(frozen=True)
class SuggestionModel:
    """Two levels: a linear reader of one utterance, then a reader of its probabilities among those around it.

    ``word_weights`` and ``frame_weights`` have shape (n-grams, codes), ``cue_weights`` (cues, codes), with a row for
    each number of the ``reader`` after those of the cues.
    ``slopes`` and ``offsets`` turn the first level's distances into probabilities; ``context_weights`` has shape
    (codes × (1 + neighbours), codes). ``thresholds`` holds the least probability at which a code is suggested
    (above 1: never), ``base_rates`` the share of each code in the text the model was fitted on; ``sharpness``, of shape
    (1,), is for ``both_levels``.

    A ``sentence_reader`` is asked beside the two levels: ``beside``, of shape (2,), says how far they and it are
    believed (``read_beside``), and the ``thresholds`` hold for all three together; ``alone`` keeps those of the levels.
    """

    codes: tuple[str, ...]
    words: Mapping[str, int]
    frames: Mapping[str, int]
    word_rarity: Floats
    frame_rarity: Floats
    word_weights: Floats
    frame_weights: Floats
    cue_weights: Floats
    bias: Floats
    slopes: Floats
    offsets: Floats
    context_weights: Floats
    thresholds: Floats
    base_rates: Floats
    sharpness: Floats
    card: Card
    reader: Reader | None = None
    sentence_reader: SentenceReader | None = None
    beside: Floats | None = None
    alone: Floats | None = None


def predict(model: SuggestionModel, utterances: Sequence[Utterance]) -> tuple[Suggestion | None, ...]:
    """One answer an utterance, in order: a suggestion, or None where the model abstains or the worker does not speak.

    It abstains, too, where nothing was said: “…”, “[inaudible]”, words in letters it cannot read.

    ``utterances`` are one conversation in the order of speech, with every speaker in it: the model reads what was said
    before and after. Nothing is changed.
    """
    indexes = worker_indexes(utterances)
    answers: list[Suggestion | None] = [None] * len(utterances)
    for row, index in zip(probabilities(model, utterances), indexes, strict=True):
        best = int(np.argmax(row))
        if row[best] >= model.thresholds[best] and says_something(utterances[index].text):
            answers[index] = _suggest(model, utterances, index, best, float(row[best]))
    return tuple(answers)


def probabilities(model: SuggestionModel, utterances: Sequence[Utterance]) -> Floats:
    """Calibrated probability of every code for each utterance of the worker, shape (worker utterances, codes)."""
    told = levels(model, utterances)[1]
    if model.sentence_reader is None or model.beside is None:
        return told
    texts = [in_context(utterances, index) for index in worker_indexes(utterances)]
    return read_beside(told, read_codes(model.sentence_reader, model.codes, texts), model.beside)


def without_sentence_reader(model: SuggestionModel) -> SuggestionModel:
    """The two levels alone, with their own thresholds."""
    thresholds = model.thresholds if model.alone is None else model.alone
    return replace(model, sentence_reader=None, beside=None, alone=None, thresholds=thresholds)


def read_codes(reader: SentenceReader, codes: Sequence[str], texts: Sequence[InContext]) -> Floats:
    """Log-probabilities of ``codes``, all of which the reader knows, shape (texts, codes)."""
    return np.asarray(reader.read(texts)[0][:, [reader.codes.index(code) for code in codes]])


def read_beside(told: Floats, read: Floats, belief: Floats) -> Floats:
    """Probabilities of the two levels and log-probabilities of the sentence reader, multiplied to two powers."""
    return softmax(belief[0] * np.log(np.maximum(told, _FLOOR)) + belief[1] * read)


def levels(model: SuggestionModel, utterances: Sequence[Utterance]) -> tuple[Floats, Floats]:
    """What the first level says by itself and what both say together, each of the shape of ``probabilities``."""
    indexes = worker_indexes(utterances)
    first = calibrate(distances(model, utterances, indexes), model.slopes, model.offsets)
    second = softmax(np.asarray(context_features(first) @ model.context_weights))
    return first, both_levels(first, second, float(model.sharpness[0]))


def both_levels(first: Floats, second: Floats, sharpness: float) -> Floats:
    """Two levels' probabilities multiplied, to the power of ``sharpness``, each row scaled to sum to 1.

    The second level knows talk coded like that it was fitted on; on other talk it is too sure, and the first holds it
    back. A sharpness of 0.5 would be their geometric mean, which is not sure enough.
    """
    return softmax(sharpness * np.log(np.maximum(first, _FLOOR) * np.maximum(second, _FLOOR)))


def worker_indexes(utterances: Sequence[Utterance]) -> list[int]:
    """Positions of the worker's utterances that hold any text."""
    return [i for i, u in enumerate(utterances) if u.speaker_role == WORKER and u.text.strip()]


def distances(model: SuggestionModel, utterances: Sequence[Utterance], indexes: Sequence[int]) -> Floats:
    """First level: signed distance to each code's boundary, shape (len(indexes), codes)."""
    result = numbers_of(utterances, indexes, model.reader) @ model.cue_weights + model.bias
    for row, index in enumerate(indexes):
        said, framed = gram_counts(utterances[index].text)
        for counts, vocabulary, rarity, weights in (
            (said, model.words, model.word_rarity, model.word_weights),
            (framed, model.frames, model.frame_rarity, model.frame_weights),
        ):
            sparse = weigh(counts, vocabulary, rarity)
            result[row] += sparse.weights @ weights[sparse.columns]
    return result


def numbers_of(utterances: Sequence[Utterance], indexes: Sequence[int], reader: Reader | None) -> Floats:
    """The cues of utterances and what the reader says of them, shape (len(indexes), cues + numbers of the reader)."""
    cues = cue_matrix(utterances, indexes)
    return cues if reader is None else np.hstack([cues, reader.numbers(utterances, indexes)])


def calibrate(distance: Floats, slopes: Floats, offsets: Floats) -> Floats:
    """Sigmoid of each code's distance (Platt), scaled so that each row sums to 1."""
    raw = 1.0 / (1.0 + np.exp(np.clip(slopes * distance + offsets, -30.0, 30.0)))
    return np.asarray(raw / np.maximum(raw.sum(axis=1, keepdims=True), _FLOOR))


def context_features(first: Floats) -> Floats:
    """Second level's input: log-probabilities of an utterance beside the probabilities of its six neighbours.

    ``first`` holds the worker's utterances of one conversation in order, shape (utterances, codes). Neighbours are the
    worker's utterances up to three before and after, in the order of ``NEIGHBOURS``; a place outside the conversation
    is all zeros. Shape (utterances, codes × (1 + neighbours)).
    """
    rows = len(first)
    blocks = [np.log(np.maximum(first, _FLOOR))]
    for offset in NEIGHBOURS:
        shifted = np.zeros_like(first)
        if abs(offset) < rows:
            source = slice(max(offset, 0), rows + min(offset, 0))
            target = slice(max(-offset, 0), rows + min(-offset, 0))
            shifted[target] = first[source]
        blocks.append(shifted)
    return np.hstack(blocks)


def softmax(scores: Floats) -> Floats:
    """Rows of scores as probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _suggest(
    model: SuggestionModel, utterances: Sequence[Utterance], index: int, code: int, probability: float
) -> Suggestion:
    utterance = utterances[index]
    name = model.codes[code]
    marks = (EITHER_REFLECTION,) if name in REFLECTION_FAMILY.values() else ()
    return Suggestion(utterance.id, name, probability, telling_words(model, utterance.text, name), marks)


def telling_words(model: SuggestionModel, text: str, name: str) -> tuple[Span, ...]:
    """The few words that speak most for a code at the first level, in the order of speech. KeyError: unknown code."""
    if name not in model.codes:
        raise KeyError(name)
    code = model.codes.index(name)
    share = np.zeros(len(text))
    said, framed = gram_counts(text)
    for grams, counts, vocabulary, rarity, weights in (
        (word_grams(text), said, model.words, model.word_rarity, model.word_weights),
        (frame_grams(text), framed, model.frames, model.frame_rarity, model.frame_weights),
    ):
        sparse = weigh(counts, vocabulary, rarity)
        shares = sparse.weights * weights[sparse.columns, code]
        worth = dict(zip(sparse.columns.tolist(), shares.tolist(), strict=True))
        for gram in grams:
            column = vocabulary.get(gram.key)
            if column is not None and gram.end > gram.start:
                share[gram.start : gram.end] += worth[column] / counts[gram.key] / (gram.end - gram.start)
    for name, (start, end) in cue_spans(text).items():
        share[start:end] += model.cue_weights[CUE_NAMES.index(name), code] / max(end - start, 1)
    spans = word_spans(fold(text))
    best = sorted(spans, key=lambda span: -float(share[span[0] : span[1]].sum()))[:_TELLING_WORDS]
    telling = sorted(span for span in best if share[span[0] : span[1]].sum() > 0)
    return tuple(Span(start, end, text[start:end]) for start, end in telling)
