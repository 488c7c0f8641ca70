"""Fitting a model of codes. The only text module that needs scikit-learn; using a model needs numpy alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from models.suggestions.context import fit_context, neighbours
from models.suggestions.copies import Reading, readings
from models.suggestions.features import Floats, Ints, gram_counts
from models.suggestions.gram_rows import GramRows, gram_rows
from models.suggestions.sentence_reader import SentenceReader, held_out_sentence_reader, in_context
from models.suggestions.suggestion_model import (
    Card,
    Reader,
    SuggestionModel,
    both_levels,
    calibrate,
    context_features,
    numbers_of,
    read_beside,
    read_codes,
    softmax,
)
from models.talk.corpus import Conversation, corpus_hash

FOLDS, FOLDS_OF_MANY = 5, 3
MANY_ROWS = 6_000
MIN_CONVERSATIONS = 3
MIN_EXAMPLES = 15
MIN_SUPPORT = 8
# Whatever was right on our own talk: what is likelier something else is not suggested.
LEAST_PROBABILITY = 0.5
NEVER = 2.0
_REGULARISATION, _PASSES = 2e-5, 6
# What a reader says is worth more than most words: they are held back more, and more passes are needed to weigh them.
_REGULARISATION_BESIDE_A_READER, _PASSES_BESIDE_A_READER = 3e-4, 10
# Of five folds four are learnt from: the last fit takes as many steps as theirs, or it would be less sure than they.
_LAST_PASSES_BESIDE_A_READER = 8
_CUE_SCALE = 0.3
_ABSENT = -3.0


@dataclass(frozen=True)
class _Linear:
    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class _Samples:
    """Every coded utterance and its copies as rows: features, code numbers, fold groups, and which are not copies."""

    heard: list[Reading]
    codes: tuple[str, ...]
    words: GramRows
    frames: GramRows
    matrix: csr_matrix
    targets: Ints
    groups: Ints
    originals: NDArray[np.bool_]
    reader: Reader | None


def fit(
    conversations: Sequence[Conversation],
    *,
    target_precision: float = 0.9,
    seed: int = 20261121,
    codebook_id: str = "msw",
    codebook_version: str = "1.0.0",
    name: str = "local",
    licence: str = "for use inside the service that coded the conversations",
    notes: tuple[str, ...] = (),
    reader: Reader | None = None,
    sentence_reader: SentenceReader | None = None,
) -> SuggestionModel:
    """Fit a model on coded conversations, each a group that no fold splits.

    Every code gets the least probability at which its suggestions were right in at least ``target_precision`` (0–1) of
    held-out cases; a code with fewer than 15 examples, or without 8 right answers above that line, is never suggested.
    A ``reader`` must not have learnt from these conversations. A ``sentence_reader`` that knows every code answers
    beside the model; how far it is believed is learnt from what it says of conversations it has not learnt from.
    Utterances coded ``UNC`` are not learnt. Raises ValueError when there are fewer than three conversations or codes.
    """
    # One thread: on a busy laptop two threads waiting for each other took ten times as long as one.
    with threadpool_limits(1):
        samples = _collect(conversations, seed, reader)
        model = _levels(samples, target_precision, seed, sentence_reader)
    card = Card(
        name=name,
        codebook_id=codebook_id,
        codebook_version=codebook_version,
        data_hash=corpus_hash(conversations),
        n_utterances=int(samples.originals.sum()),
        n_conversations=len(conversations),
        fitted_on=datetime.now(UTC).date().isoformat(),
        licence=licence,
        target_precision=target_precision,
        notes=notes,
    )
    return SuggestionModel(**model, card=card, reader=reader)


def choose_thresholds(probability: Floats, targets: Ints, target_precision: float) -> Floats:
    """For each code the least probability that reaches the wanted precision on held-out answers, else ``NEVER``.

    The precision counted is (right + 1) / (answers + 2) (Laplace), so that a handful of lucky answers does not open the
    gate, and no least probability is below a half. ``probability`` has shape (utterances, codes).
    """
    codes = probability.shape[1]
    answers = probability.argmax(axis=1)
    top = probability.max(axis=1)
    thresholds = np.full(codes, NEVER)
    for code in range(codes):
        if int((targets == code).sum()) < MIN_EXAMPLES:
            continue
        mine = np.flatnonzero((answers == code) & (top >= LEAST_PROBABILITY))
        order = mine[np.argsort(-top[mine], kind="stable")]
        right = np.cumsum(targets[order] == code)
        good = (right + 1) / (np.arange(len(order)) + 3) >= target_precision
        # Equal probabilities are shown together or not at all.
        last_of_its_kind = np.append(top[order][1:] < top[order][:-1], True)[: len(order)]
        reached = np.flatnonzero(good & (right >= MIN_SUPPORT) & last_of_its_kind)
        if len(reached):
            thresholds[code] = top[order[reached[-1]]]
    return thresholds


def _collect(conversations: Sequence[Conversation], seed: int, reader: Reader | None) -> _Samples:
    heard = readings(conversations, seed)
    codes = tuple(sorted({code for reading in heard for code in reading.codes}))
    if len({reading.group for reading in heard}) < MIN_CONVERSATIONS or len(codes) < MIN_CONVERSATIONS:
        raise ValueError("a model needs at least three conversations and three different codes")
    groups = _repeated(heard, lambda reading: reading.group)
    cues = np.vstack([numbers_of(reading.utterances, reading.indexes, reader) for reading in heard])
    counts = [gram_counts(reading.utterances[i].text) for reading in heard for i in reading.indexes]
    words, frames = (gram_rows([pair[part] for pair in counts], groups) for part in (0, 1))
    return _Samples(
        heard=heard,
        codes=codes,
        words=words,
        frames=frames,
        matrix=hstack([words.rows, frames.rows, csr_matrix((cues * _CUE_SCALE).astype(np.float32))], format="csr"),
        targets=np.array([codes.index(code) for reading in heard for code in reading.codes]),
        groups=groups,
        originals=_repeated(heard, lambda reading: not reading.is_copy),
        reader=reader,
    )


def _levels(
    samples: _Samples, target_precision: float, seed: int, sentence_reader: SentenceReader | None
) -> dict[str, Any]:
    """Both levels and the thresholds; each is fitted on what the one below said about conversations it had not seen."""
    codes, targets = len(samples.codes), samples.targets
    held_out = _held_out_distances(samples, seed)
    slopes, offsets = _fit_sigmoids(held_out, targets, codes)
    first = calibrate(held_out, slopes, offsets)
    beside = _by_reading(samples.heard, first, context_features)
    around = _by_reading(samples.heard, targets, neighbours)
    second = np.zeros_like(held_out)
    for train, test in _folds(samples.groups):
        second[test] = softmax(beside[test] @ fit_context(beside[train], targets[train], around[train], codes))
    sharpness = _fit_sharpness(first[samples.originals], second[samples.originals], targets[samples.originals])
    answers = both_levels(first, second, sharpness)
    original = targets[samples.originals]
    least = choose_thresholds(answers[samples.originals], original, target_precision)
    read = _read(samples, sentence_reader)
    linear = _fit_linear(samples, np.arange(len(targets)), seed)
    n_words, n_frames = len(samples.words.columns), len(samples.frames.columns)
    return {
        "codes": samples.codes,
        "words": samples.words.columns,
        "frames": samples.frames.columns,
        "word_rarity": _halved(samples.words.rarity),
        "frame_rarity": _halved(samples.frames.rarity),
        "word_weights": _halved(linear.weights[:n_words]),
        "frame_weights": _halved(linear.weights[n_words : n_words + n_frames]),
        "cue_weights": linear.weights[n_words + n_frames :] * _CUE_SCALE,
        "bias": linear.bias,
        "slopes": slopes,
        "offsets": offsets,
        "context_weights": fit_context(beside, targets, around, codes),
        "sharpness": np.array([sharpness]),
        "base_rates": np.bincount(targets[samples.originals], minlength=codes) / samples.originals.sum(),
        "thresholds": least,
        **({} if read is None else _beside(answers[samples.originals], read, original, target_precision, least)),
        "sentence_reader": None if read is None else sentence_reader,
    }


def _read(samples: _Samples, sentence_reader: SentenceReader | None) -> Floats | None:
    """What a sentence reader that did not learn from it says of every utterance that is no copy."""
    if sentence_reader is None or not set(samples.codes) <= set(sentence_reader.codes):
        return None
    apart = held_out_sentence_reader()
    if apart is None:
        return None
    texts = [in_context(one.utterances, i) for one in samples.heard if not one.is_copy for i in one.indexes]
    return read_codes(apart, samples.codes, texts)


def _beside(told: Floats, read: Floats, targets: Ints, target_precision: float, alone: Floats) -> dict[str, Floats]:
    """How far the levels and the sentence reader are believed, by what makes held-out answers likeliest."""

    def surprise(belief: Floats) -> float:
        chance = read_beside(told, read, belief)[np.arange(len(targets)), targets]
        return float(-np.log(np.maximum(chance, 1e-9)).mean())

    belief = minimize(surprise, np.array([0.5, 0.5]), bounds=[(0.0, 1.5)] * 2, method="L-BFGS-B").x
    least = choose_thresholds(read_beside(told, read, belief), targets, target_precision)
    return {"beside": belief, "alone": alone, "thresholds": least}


def _folds(groups: Ints) -> list[tuple[Ints, Ints]]:
    folds = FOLDS if len(groups) < MANY_ROWS else FOLDS_OF_MANY
    splitter = GroupKFold(n_splits=min(folds, len(np.unique(groups))))
    return list(splitter.split(np.zeros(len(groups)), groups=groups))


def _held_out_distances(samples: _Samples, seed: int) -> Floats:
    """First-level distances of every row by a model that saw nothing of its conversation."""
    distance = np.zeros((len(samples.targets), len(samples.codes)))
    for train, test in _folds(samples.groups):
        linear = _fit_linear(samples, train, seed)
        distance[test] = samples.matrix[test] @ linear.weights + linear.bias
    return distance


def _fit_linear(samples: _Samples, rows: Ints, seed: int) -> _Linear:
    """One boundary a code, from these rows. A code that they do not hold gets a distance far below zero everywhere."""
    alone, in_fold = samples.reader is None, len(rows) < len(samples.targets)
    # The mean of all steps of a descent: as good on talk from elsewhere as a fit to the end, in a tenth of its time.
    machine = SGDClassifier(
        loss="log_loss",
        alpha=_REGULARISATION if alone else _REGULARISATION_BESIDE_A_READER,
        average=True,
        max_iter=_PASSES if alone else _PASSES_BESIDE_A_READER if in_fold else _LAST_PASSES_BESIDE_A_READER,
        tol=None,
        random_state=seed,
    )
    machine.fit(samples.matrix[rows], samples.targets[rows])
    if len(machine.classes_) < MIN_CONVERSATIONS:
        raise ValueError("the codes are too unevenly spread over the conversations to learn from them")
    codes = len(samples.codes)
    weights, bias = np.zeros((samples.matrix.shape[1], codes)), np.full(codes, _ABSENT)
    weights[:, machine.classes_] = machine.coef_.T
    bias[machine.classes_] = machine.intercept_
    return _Linear(weights, bias)


def _fit_sigmoids(distance: Floats, targets: Ints, codes: int) -> tuple[Floats, Floats]:
    """Slope and offset of each code's sigmoid (Platt 1999) on held-out distances; flat where a code is not told."""
    slopes, offsets = np.zeros(codes), np.zeros(codes)
    for code in range(codes):
        curve = LogisticRegression(C=1e3).fit(distance[:, [code]], targets == code)
        slopes[code], offsets[code] = -curve.coef_[0, 0], -curve.intercept_[0]
        if slopes[code] > 0:
            share = float(np.mean(targets == code))
            slopes[code], offsets[code] = 0.0, -np.log(share / (1.0 - share))
    return slopes, offsets


def _fit_sharpness(first: Floats, second: Floats, targets: Ints) -> float:
    """The sharpness at which held-out answers are likeliest (temperature scaling, Guo et al. 2017)."""

    def surprise(sharpness: float) -> float:
        told = both_levels(first, second, sharpness)[np.arange(len(targets)), targets]
        return float(-np.log(np.maximum(told, 1e-9)).mean())

    return float(minimize_scalar(surprise, bounds=(0.3, 1.5), method="bounded").x)


def _by_reading(
    heard: Sequence[Reading], rows: NDArray[Any], look: Callable[[NDArray[Any]], NDArray[Any]]
) -> NDArray[Any]:
    """Look at the rows of one conversation at a time, so that no neighbour comes from the next one."""
    ends = np.cumsum([len(reading.indexes) for reading in heard])
    return np.concatenate([look(part) for part in np.split(rows, ends[:-1])])


def _repeated(heard: Sequence[Reading], value: Callable[[Reading], int | bool]) -> NDArray[Any]:
    """A value of each conversation, once for each of its rows."""
    return np.concatenate([np.full(len(reading.indexes), value(reading)) for reading in heard])


def _halved(values: Floats) -> Floats:
    """Rounded to what a model file keeps, so that saving and loading changes no answer."""
    return np.asarray(values.astype(np.float16).astype(np.float32))
