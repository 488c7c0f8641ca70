"""How good suggestions are, on conversations the model has not seen. For the card, for measuring, never for ranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support
from sklearn.model_selection import GroupKFold

from models.corpus import Conversation
from models.features import Floats
from models.suggestion_model import REFLECTION_FAMILY, SuggestionModel, probabilities, worker_indexes

Flags = NDArray[np.bool_]
_BINS = 10


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


def cross_validate(
    conversations: Sequence[Conversation],
    fit: Callable[[Sequence[Conversation]], SuggestionModel],
    folds: int = 5,
) -> HeldOut:
    """Fit anew for each fold of conversations and answer for the fold left out; no conversation is on both sides."""
    numbers = np.arange(len(conversations))
    result = HeldOut((), (), (), ())
    for train, test in GroupKFold(n_splits=min(folds, len(conversations))).split(numbers, groups=numbers):
        model = fit([conversations[i] for i in train])
        for i in test:
            result += answer(model, conversations[i])
    return result


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
    when there were none).
    """
    names = sorted(set(held_out.truth))
    precision, recall, f1, count = precision_recall_fscore_support(
        held_out.truth, held_out.best, labels=names, zero_division=0.0
    )
    right, best, shown = _right(held_out), np.array(held_out.best), np.array(held_out.suggested)
    return {
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


def regrouped(held_out: HeldOut, groups: Mapping[str, str]) -> dict[str, float]:
    """n, macro-F1, Cohen's kappa and accuracy after truth and answer are both mapped to other classes by ``groups``."""
    truth = [groups[code] for code in held_out.truth]
    best = [groups[code] for code in held_out.best]
    _, _, f1, _ = precision_recall_fscore_support(truth, best, labels=sorted(set(truth)), zero_division=0.0)
    return {
        "n": float(len(truth)),
        "macro_f1": float(np.mean(f1)),
        "kappa": float(cohen_kappa_score(truth, best)),
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


def _right(held_out: HeldOut) -> Flags:
    return np.asarray(np.array(held_out.truth) == np.array(held_out.best))


def _share(right: Flags) -> float:
    return float(np.mean(right)) if len(right) else 0.0
