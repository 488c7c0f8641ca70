"""Fitting a model of codes. The only text module that needs scikit-learn; using a model needs numpy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from models.corpus import Conversation, corpus_hash
from models.features import Floats, Ints, cue_matrix, gram_counts, weigh
from models.suggestion_model import (
    REFLECTION_FAMILY,
    Card,
    SuggestionModel,
    calibrate,
    context_features,
    softmax,
    worker_indexes,
)
from models.text import Utterance, unpunctuated

UNCODEABLE = "UNC"
FOLDS = 5
MIN_CONVERSATIONS = 3
MIN_EXAMPLES = 15
MIN_SUPPORT = 8
NEVER = 2.0
_REGULARISATION = 0.1
_CONTEXT_REGULARISATION = 1.0
_CUE_SCALE = 0.5
_ABSENT = -3.0


@dataclass(frozen=True)
class _Reading:
    """One conversation as it is learnt: all its utterances, the worker's positions, their codes, and its fold group."""

    utterances: tuple[Utterance, ...]
    indexes: tuple[int, ...]
    codes: tuple[str, ...]
    group: int
    copy: bool


@dataclass(frozen=True)
class _Vocabulary:
    columns: dict[str, int]
    rarity: Floats


@dataclass(frozen=True)
class _Linear:
    weights: Floats
    bias: Floats


def fit(
    conversations: Sequence[Conversation],
    *,
    target_precision: float = 0.9,
    seed: int = 20261121,
    codebook_id: str = "msw",
    codebook_version: str = "0.1.0",
    name: str = "local",
    licence: str = "for use inside the service that coded the conversations",
    notes: tuple[str, ...] = (),
) -> SuggestionModel:
    """Fit a model on coded conversations, each a group that no fold splits.

    Every code gets the least probability at which its suggestions were right in at least ``target_precision`` (0–1) of
    held-out cases; a code with fewer than 15 examples, or without 8 right answers above that line, is never suggested.
    Utterances coded ``UNC`` are not learnt. Raises ValueError when there are fewer than three conversations or codes.
    """
    readings = tuple(_readings(conversations))
    codes = tuple(sorted({code for reading in readings for code in reading.codes}))
    if len({reading.group for reading in readings}) < MIN_CONVERSATIONS or len(codes) < MIN_CONVERSATIONS:
        raise ValueError("a model needs at least three conversations and three different codes")
    targets = np.array([codes.index(code) for reading in readings for code in reading.codes])
    groups = np.concatenate([np.full(len(reading.indexes), reading.group) for reading in readings])
    cues = np.vstack([cue_matrix(reading.utterances, reading.indexes) for reading in readings])
    counts = [gram_counts(r.utterances[i].text) for r in readings for i in r.indexes]
    words, characters = (_vocabulary([pair[part] for pair in counts], groups) for part in (0, 1))
    matrix = _matrix(counts, words, characters, cues)

    held_out = _held_out(lambda rows: _fit_linear(matrix[rows], targets[rows], len(codes), seed), matrix, groups)
    slopes, offsets = _fit_sigmoids(held_out, targets, len(codes))
    first = calibrate(held_out, slopes, offsets)
    beside = _context(readings, first)
    second = _held_out(lambda rows: _fit_context(beside[rows], targets[rows], len(codes)), beside, groups)
    originals = np.concatenate([np.full(len(reading.indexes), not reading.copy) for reading in readings])
    thresholds = choose_thresholds(softmax(second[originals]), targets[originals], target_precision)

    linear = _fit_linear(matrix, targets, len(codes), seed)
    context = _fit_context(beside, targets, len(codes))
    n_words, n_characters = len(words.columns), len(characters.columns)
    return SuggestionModel(
        codes=codes,
        words=words.columns,
        characters=characters.columns,
        word_rarity=_halved(words.rarity),
        character_rarity=_halved(characters.rarity),
        word_weights=_halved(linear.weights[:n_words]),
        character_weights=_halved(linear.weights[n_words : n_words + n_characters]),
        cue_weights=linear.weights[n_words + n_characters :] * _CUE_SCALE,
        bias=linear.bias,
        slopes=slopes,
        offsets=offsets,
        context_weights=context.weights,
        context_bias=context.bias,
        thresholds=thresholds,
        card=Card(
            name=name,
            codebook_id=codebook_id,
            codebook_version=codebook_version,
            data_hash=corpus_hash(conversations),
            n_utterances=int(originals.sum()),
            n_conversations=len(conversations),
            fitted_on=datetime.now(UTC).date().isoformat(),
            licence=licence,
            target_precision=target_precision,
            notes=notes,
        ),
    )


def choose_thresholds(probability: Floats, targets: Ints, target_precision: float) -> Floats:
    """For each code the least probability that reaches the wanted precision on held-out answers, else ``NEVER``.

    The precision counted is (right + 1) / (answers + 2) (Laplace), so that a handful of lucky answers does not open the
    gate. ``probability`` has shape (utterances, codes).
    """
    codes = probability.shape[1]
    answers = probability.argmax(axis=1)
    top = probability.max(axis=1)
    thresholds = np.full(codes, NEVER)
    for code in range(codes):
        if int((targets == code).sum()) < MIN_EXAMPLES:
            continue
        mine = np.flatnonzero(answers == code)
        order = mine[np.argsort(-top[mine], kind="stable")]
        right = np.cumsum(targets[order] == code)
        good = (right + 1) / (np.arange(len(order)) + 3) >= target_precision
        reached = np.flatnonzero(good & (right >= MIN_SUPPORT))
        if len(reached):
            thresholds[code] = top[order[reached[-1]]]
    return thresholds


def _readings(conversations: Sequence[Conversation]) -> Iterator[_Reading]:
    for copy in (False, True):
        for group, conversation in enumerate(conversations):
            utterances = tuple(coded.utterance for coded in conversation.utterances)
            if copy:
                utterances = tuple(_unpunctuated(utterance) for utterance in utterances)
            known = [
                (i, REFLECTION_FAMILY.get(code, code))
                for i in worker_indexes(utterances)
                if (code := conversation.utterances[i].code) not in ("", UNCODEABLE)
            ]
            if known:
                indexes, codes = zip(*known, strict=True)
                yield _Reading(utterances, indexes, codes, group, copy)


def _unpunctuated(utterance: Utterance) -> Utterance:
    text = unpunctuated(utterance.text)
    return Utterance(utterance.id, utterance.speaker_role, text, utterance.start_s, utterance.end_s)


def _vocabulary(counts: Sequence[Counter[str]], groups: Ints) -> _Vocabulary:
    """The n-grams said in at least two conversations: what is said in one alone is mostly its names."""
    frequency: Counter[str] = Counter()
    seen_in: dict[str, int] = {}
    shared: set[str] = set()
    for row, group in zip(counts, groups.tolist(), strict=True):
        frequency.update(row.keys())
        for key in row:
            if seen_in.setdefault(key, group) != group:
                shared.add(key)
    keys = sorted(shared)
    rarity = np.log((1 + len(counts)) / (1 + np.array([frequency[key] for key in keys]))) + 1
    return _Vocabulary({key: column for column, key in enumerate(keys)}, rarity)


def _matrix(
    counts: Sequence[tuple[Counter[str], Counter[str]]], words: _Vocabulary, characters: _Vocabulary, cues: Floats
) -> csr_matrix:
    data, columns, starts = [], [], [0]
    cue_columns = len(words.columns) + len(characters.columns) + np.arange(cues.shape[1])
    for (word_counts, character_counts), cue_row in zip(counts, cues, strict=True):
        word_row = weigh(word_counts, words.columns, words.rarity)
        character_row = weigh(character_counts, characters.columns, characters.rarity)
        present = np.flatnonzero(cue_row)
        data += [word_row.weights, character_row.weights, cue_row[present] * _CUE_SCALE]
        columns += [word_row.columns, character_row.columns + len(words.columns), cue_columns[present]]
        starts.append(starts[-1] + len(word_row.columns) + len(character_row.columns) + len(present))
    shape = (len(counts), len(words.columns) + len(characters.columns) + cues.shape[1])
    return csr_matrix((np.concatenate(data), np.concatenate(columns), np.array(starts)), shape=shape)


def _held_out(learn: Callable[[Ints], _Linear], matrix: csr_matrix | Floats, groups: Ints) -> Floats:
    """Scores of every row by a model that saw nothing of its conversation."""
    folds = GroupKFold(n_splits=min(FOLDS, len(np.unique(groups))))
    parts = []
    for train, test in folds.split(matrix, groups=groups):
        linear = learn(train)
        parts.append((test, np.asarray(matrix[test] @ linear.weights + linear.bias)))
    scores = np.zeros((matrix.shape[0], parts[0][1].shape[1]))
    for test, part in parts:
        scores[test] = part
    return scores


def _fit_linear(matrix: csr_matrix, targets: Ints, codes: int, seed: int) -> _Linear:
    machine = LinearSVC(C=_REGULARISATION, class_weight="balanced", random_state=seed)
    machine.fit(matrix, targets)
    return _spread(machine.coef_.T, machine.intercept_, machine.classes_, codes)


def _fit_context(beside: Floats, targets: Ints, codes: int) -> _Linear:
    machine = LogisticRegression(C=_CONTEXT_REGULARISATION, max_iter=300)
    machine.fit(beside, targets)
    return _spread(machine.coef_.T, machine.intercept_, machine.classes_, codes)


def _spread(weights: Floats, bias: Floats, classes: Ints, codes: int) -> _Linear:
    """Weights with a column for every code, also for those a fold did not hold (their score is far below zero)."""
    wide = np.zeros((weights.shape[0], codes))
    low = np.full(codes, _ABSENT)
    wide[:, classes] = weights
    low[classes] = bias
    return _Linear(wide, low)


def _fit_sigmoids(distance: Floats, targets: Ints, codes: int) -> tuple[Floats, Floats]:
    """Slope and offset of each code's sigmoid (Platt 1999) on held-out distances."""
    slopes, offsets = np.zeros(codes), np.zeros(codes)
    for code in range(codes):
        curve = LogisticRegression(C=1e3).fit(distance[:, [code]], targets == code)
        slopes[code], offsets[code] = -curve.coef_[0, 0], -curve.intercept_[0]
        if slopes[code] > 0:
            share = float(np.mean(targets == code))
            slopes[code], offsets[code] = 0.0, -np.log(share / (1.0 - share))
    return slopes, offsets


def _context(readings: Sequence[_Reading], first: Floats) -> Floats:
    blocks, start = [], 0
    for reading in readings:
        stop = start + len(reading.indexes)
        blocks.append(context_features(reading.utterances, reading.indexes, first[start:stop]))
        start = stop
    return np.vstack(blocks)


def _halved(values: Floats) -> Floats:
    """Rounded to what a model file keeps, so that saving and loading changes no answer."""
    return np.asarray(values.astype(np.float16).astype(np.float32))
