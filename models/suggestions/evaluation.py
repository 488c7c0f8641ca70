"""How good suggestions are, on conversations the model has not seen. For the card, for measuring, never for ranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support
from sklearn.model_selection import GroupKFold

from models.suggestions.features import Floats, Ints
from models.suggestions.suggestion_model import REFLECTION_FAMILY, SuggestionModel, probabilities, worker_indexes
from models.talk.corpus import Conversation

Flags = NDArray[np.bool_]
ALPHA = 0.1
_BINS = 10
_REPEATS = 20
_SEED = 20261122
_EVERYTHING = np.inf


@dataclass(frozen=True)
class HeldOut:
    """Answers for utterances of unseen conversations, one entry an utterance.

    ``best`` is the likeliest code and ``certainty`` its probability (0–1); ``suggested`` says whether the model would
    have shown it rather than abstain.
    """

    truth: tuple[str, ...]
    best: tuple[str, ...]
    certainty: tuple[float, ...]
    suggested: tuple[bool, ...]

    def __add__(self, other: HeldOut) -> HeldOut:
        return HeldOut(
            self.truth + other.truth,
            self.best + other.best,
            self.certainty + other.certainty,
            self.suggested + other.suggested,
        )


@dataclass(frozen=True)
class Judged:
    """Answers with every probability, for utterances of conversations in groups that a fold never split.

    ``truth`` holds places in ``labels``; ``rows`` the probability (0–1) of each label, shape (utterances, labels);
    ``shown`` whether the model would have suggested its answer; ``groups`` the group of each utterance.
    """

    labels: tuple[str, ...]
    truth: Ints
    rows: Floats
    shown: Flags
    groups: tuple[str, ...]

    def held_out(self) -> HeldOut:
        """The same with the likeliest label of each utterance alone."""
        best = self.rows.argmax(axis=1)
        return HeldOut(
            tuple(self.labels[place] for place in self.truth),
            tuple(self.labels[place] for place in best),
            tuple(self.rows.max(axis=1).tolist()),
            tuple(self.shown.tolist()),
        )


@dataclass(frozen=True)
class PredictionSets:
    """Share of the utterances of each label whose set held it, and share of sets that held one label alone (0–1).

    None where there was nothing to count.
    """

    coverage: dict[str, float | None]
    singletons: float | None


def answered(
    conversations: Sequence[Conversation],
    fit: Callable[[Sequence[Conversation]], SuggestionModel],
    folds: int = 5,
) -> list[tuple[Conversation, HeldOut]]:
    """Fit anew for each fold of conversations and answer for each one left out; no conversation is on both sides."""
    numbers = np.arange(len(conversations))
    found = []
    for train, test in GroupKFold(n_splits=min(folds, len(conversations))).split(numbers, groups=numbers):
        model = fit([conversations[i] for i in train])
        found += [(conversations[i], answer(model, conversations[i])) for i in test]
    return found


def coded_indexes(conversation: Conversation) -> list[int]:
    """Places of the utterances that ``answer`` answers for, in its order: of the worker, with a code to learn."""
    places = worker_indexes([coded.utterance for coded in conversation.utterances])
    return [place for place in places if conversation.utterances[place].code not in ("", "UNC")]


def answer(model: SuggestionModel, conversation: Conversation) -> HeldOut:
    """What the model says about each coded utterance of one conversation (reflections as one family, UNC left out)."""
    utterances = [coded.utterance for coded in conversation.utterances]
    indexes = worker_indexes(utterances)
    truth = [REFLECTION_FAMILY.get(c := conversation.utterances[i].code, c) for i in indexes]
    rows = probabilities(model, utterances)
    best = rows.argmax(axis=1)
    keep = [place for place, code in enumerate(truth) if code not in ("", "UNC")]
    return HeldOut(
        tuple(truth[place] for place in keep),
        tuple(model.codes[best[place]] for place in keep),
        tuple(float(rows[place, best[place]]) for place in keep),
        tuple(bool(rows[place, best[place]] >= model.thresholds[best[place]]) for place in keep),
    )


def measures(held_out: HeldOut) -> dict[str, dict[str, float]]:
    """Figures for a card: the row ``all``, then one row a code (see ``class_report``).

    The row ``all``: n, macro_f1, kappa (Cohen 1960), accuracy, ece, and what was shown rather than withheld: coverage
    (0–1) and shown_precision.
    """
    right, shown = _right(held_out), np.array(held_out.suggested)
    whole = {
        **regrouped(held_out, {code: code for code in (*held_out.truth, *held_out.best)}),
        "ece": calibration_error(right, np.array(held_out.certainty)),
        "coverage": float(np.mean(shown)),
        "shown_precision": _share(right[shown]),
    }
    return {"all": whole, **class_report(held_out)}


def class_report(held_out: HeldOut) -> dict[str, dict[str, float]]:
    """Precision, recall and f1 of the likeliest code for every code that occurs, with its n and prevalence (0–1).

    ``shown`` counts its suggestions that were not withheld, ``shown_precision`` the share of them that was right (0
    when there were none). ``kappa`` is Cohen's for this code against all others, left out where it is not defined.
    """
    names = sorted(set(held_out.truth))
    precision, recall, f1, count = precision_recall_fscore_support(
        held_out.truth, held_out.best, labels=names, zero_division=0.0
    )
    right, best, shown = _right(held_out), np.array(held_out.best), np.array(held_out.suggested)
    table = {
        name: {
            "n": float(count[place]),
            "prevalence": float(count[place] / len(right)),
            "precision": float(precision[place]),
            "recall": float(recall[place]),
            "f1": float(f1[place]),
            "shown": float((shown & (best == name)).sum()),
            "shown_precision": _share(right[shown & (best == name)]),
        }
        for place, name in enumerate(names)
    }
    for name, row in table.items():
        alone = kappa([str(one == name) for one in held_out.truth], [str(one == name) for one in held_out.best])
        row |= {} if alone is None else {"kappa": alone}
    return table


def kappa(truth: Sequence[str], best: Sequence[str]) -> float | None:
    """Cohen's kappa (1960); None where both say one and the same label throughout, or there is nothing to compare."""
    if not truth or len({*truth, *best}) < 2:
        return None
    labels = sorted({*truth, *best})
    expected = sum(truth.count(label) * best.count(label) for label in labels) / len(truth) ** 2
    agreed = sum(one == other for one, other in zip(truth, best, strict=True)) / len(truth)
    return (agreed - expected) / (1.0 - expected)


def regrouped(held_out: HeldOut, groups: Mapping[str, str]) -> dict[str, float]:
    """n, macro-F1, Cohen's kappa and accuracy after truth and answer are both mapped to other classes by ``groups``.

    Macro-F1 is the mean over classes that occur in truth. Kappa is 0 where it is not defined.
    """
    truth = [groups[code] for code in held_out.truth]
    best = [groups[code] for code in held_out.best]
    _, _, f1, _ = precision_recall_fscore_support(truth, best, labels=sorted(set(truth)), zero_division=0.0)
    return {
        "n": float(len(truth)),
        "macro_f1": float(np.mean(f1)),
        "kappa": kappa(truth, best) or 0.0,
        "accuracy": float(np.mean(np.array(truth) == np.array(best))),
    }


def accuracy_at_coverage(held_out: HeldOut, coverages: Sequence[float]) -> dict[float, float]:
    """Accuracy over the most certain share of utterances, for each share (0–1) asked for."""
    right = _right(held_out)
    order = np.argsort(-np.array(held_out.certainty), kind="stable")
    return {share: float(np.mean(right[order[: max(round(share * len(right)), 1)]])) for share in coverages}


def calibration_error(right: Flags, certainty: Floats) -> float:
    """Expected calibration error: mean distance between certainty and share right over ten bins, weighted by size."""
    bins = np.minimum((certainty * _BINS).astype(int), _BINS - 1)
    held = [bins == number for number in np.unique(bins)]
    return sum(abs(float(right[rows].mean() - certainty[rows].mean())) * int(rows.sum()) for rows in held) / len(right)


def coverage_at_precision(right: Flags, certainty: Floats, precision: float) -> float:
    """The largest share (0–1) of the most certain answers of which at least ``precision`` (0–1) are right; 0 if none.

    Answers of equal certainty are taken together or not at all.
    """
    order = np.argsort(-certainty, kind="stable")
    taken = np.arange(1, len(order) + 1)
    last_of_its_kind = np.append(certainty[order][1:] < certainty[order][:-1], True)[: len(order)]
    good = np.flatnonzero((np.cumsum(right[order]) / taken >= precision) & last_of_its_kind)
    return float(taken[good[-1]] / len(order)) if len(good) else 0.0


def brier(rows: Floats, truth: Ints) -> float:
    """Brier's score for several classes (1950): mean squared distance of each row to its truth, 0 (best) to 2."""
    return float(np.mean(np.sum((rows - np.eye(rows.shape[1])[truth]) ** 2, axis=1)))


def prediction_sets(judged: Judged, alpha: float = ALPHA) -> PredictionSets:
    """How sets of labels that should miss each label at most ``alpha`` (0–1) of the time do on unseen groups.

    Split conformal prediction by class (Vovk 2013, "Mondrian"): half of the groups, drawn anew twenty times from a
    fixed seed, say how far the probability of a label may lie below 1 for it to be taken in; the other half is tested.
    The figures are means over the draws in which there was something to count. Labels that nobody gave are left out of
    the sets.
    """
    given = np.unique(judged.truth)
    names = sorted(set(judged.groups))
    chance = np.random.default_rng(_SEED)
    inside: list[Floats] = []
    alone: list[float] = []
    for _ in range(_REPEATS if len(names) > 1 else 0):
        half = set(chance.permutation(names)[: len(names) // 2].tolist())
        learnt = np.array([group in half for group in judged.groups])
        limits = set_limits(judged.rows[learnt], judged.truth[learnt], alpha)
        sets, truth = 1.0 - judged.rows[~learnt] <= limits, judged.truth[~learnt]
        held = sets[np.arange(len(truth)), truth]
        inside.append(
            np.array([held[truth == n].mean() if (truth == n).any() else np.nan for n in range(len(judged.labels))])
        )
        alone.append(float(np.mean(sets[:, given].sum(axis=1) == 1)))
    return PredictionSets(_means(judged.labels, inside), float(np.mean(alone)) if alone else None)


def set_limits(rows: Floats, truth: Ints, alpha: float) -> Floats:
    """For each label the largest distance from 1 at which its probability takes it into a set.

    The ⌈(n + 1)(1 − alpha)⌉-th smallest distance among the n utterances of that label; without a limit where there
    are too few of them to know one.
    """
    limits = np.full(rows.shape[1], _EVERYTHING)
    for label in range(rows.shape[1]):
        distances = np.sort(1.0 - rows[truth == label, label])
        # Without the small step back 30 × 0.9 could come out above 27 and be rounded to 28.
        place = int(np.ceil((len(distances) + 1) * (1.0 - alpha) - 1e-9))
        if place <= len(distances):
            limits[label] = distances[place - 1]
    return limits


def _means(labels: Sequence[str], inside: Sequence[Floats]) -> dict[str, float | None]:
    found: dict[str, float | None] = dict.fromkeys(labels)
    for place, label in enumerate(labels):
        known = [one[place] for one in inside if not np.isnan(one[place])]
        if known:
            found[label] = float(np.mean(known))
    return found


def _right(held_out: HeldOut) -> Flags:
    return np.asarray(np.array(held_out.truth) == np.array(held_out.best))


def _share(right: Flags) -> float:
    return float(np.mean(right)) if len(right) else 0.0
