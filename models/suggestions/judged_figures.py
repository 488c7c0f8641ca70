"""The figures of a judged model as plain data, and what a reader has to know of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from codebook.behaviours import behaviour_of, doubtful
from codebook.load import load_builtin
from models.suggestions.copies import UNCODEABLE
from models.suggestions.evaluation import (
    ALPHA,
    HeldOut,
    Judged,
    accuracy_at_coverage,
    brier,
    calibration_error,
    class_report,
    coverage_at_precision,
    kappa,
    prediction_sets,
    regrouped,
)
from models.suggestions.judged_talk import Talk, in_behaviours, overlap, own_talk
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import taught_conversations

COVERAGES = (1.0, 0.8, 0.6, 0.5, 0.4)
PRECISION = 0.9
_NEVER_GIVEN: dict[str, float] = {"n": 0, "prevalence": 0.0, "precision": 0.0, "f1": 0.0}


def figures(judged: Judged) -> dict[str, Any]:
    """Every figure as plain data; None where it is not defined.

    ``macro_f1`` is the mean over labels that people gave; ``abstained`` the share (0–1) of utterances for which the
    model suggests nothing. See ``models.suggestions.evaluation`` for the others.
    """
    held_out = judged.held_out()
    right = judged.rows.argmax(axis=1) == judged.truth
    certainty = judged.rows.max(axis=1)
    whole = regrouped(held_out, {label: label for label in judged.labels})
    sets = prediction_sets(judged)
    codes = _codes(held_out, judged.labels)
    return {
        "n": len(judged.truth),
        "n_groups": len(set(judged.groups)),
        "labels": list(codes),
        "macro_f1": whole["macro_f1"],
        "kappa": kappa(held_out.truth, held_out.best),
        "accuracy": whole["accuracy"],
        "ece": calibration_error(right, certainty),
        "brier": brier(judged.rows, judged.truth),
        "coverage_at_precision_90": coverage_at_precision(right, certainty, PRECISION),
        "accuracy_at_coverage": {str(k): v for k, v in accuracy_at_coverage(held_out, COVERAGES).items()},
        "prediction_sets": {
            "alpha": ALPHA,
            "coverage": {label: sets.coverage[label] for label in codes if label in held_out.truth},
            "singletons": sets.singletons,
        },
        "codes": codes,
        "abstained": float(np.mean(~judged.shown)),
    }


def _codes(held_out: HeldOut, labels: Sequence[str]) -> dict[str, dict[str, float | None]]:
    """A row for every label that people or the model gave, in the order of ``labels``."""
    report = class_report(held_out)
    answered, shown = Counter(held_out.best), Counter(np.array(held_out.best)[np.array(held_out.suggested)].tolist())
    rows: dict[str, dict[str, float | None]] = {}
    for label in labels:
        if label not in report and not answered[label]:
            continue
        row = report.get(label, {**_NEVER_GIVEN, "shown": shown[label], "shown_precision": 0.0})
        rows[label] = {
            "n": int(row["n"]),
            "prevalence": row["prevalence"],
            "precision": row["precision"] if answered[label] else None,
            "recall": row.get("recall"),
            "f1": row["f1"],
            "kappa": row.get("kappa", 0.0 if label not in report else None),
            "shown": int(row["shown"]),
            "shown_precision": row["shown_precision"] if row["shown"] else None,
        }
    return rows


def notes(
    judged: Sequence[Talk], train: Sequence[Talk] | None, learnt: Sequence[Sequence[str]], *, add: bool
) -> list[str]:
    """What a reader has to know of the figures, a sentence each. ``learnt`` holds the codes each model knows."""
    found = _left_out(judged) + _never_learnt(judged, learnt)
    if in_behaviours(judged):
        found += _behaviours(learnt, read=add and train is not None and in_behaviours(train))
    else:
        found.append("CR and SR are judged as one family, SR: people hardly agree on which of the two it is.")
    if add and not (train and in_behaviours(train)):
        found.append("Every model learnt from the conversations that come with the program too.")
    if train is None and (known := overlap(judged, [own_talk(one) for one in taught_conversations()])):
        found.append(f"The shipped model was taught with {len(known)} of these conversations: the figures flatter it.")
    return found


def _left_out(judged: Sequence[Talk]) -> list[str]:
    codes = Counter(talk.conversation.utterances[place].code for talk in judged for place in talk.spoken)
    n_coded = sum(bool(one.code) for talk in judged for one in talk.conversation.utterances)
    found = []
    if wordless := n_coded - sum(count for code, count in codes.items() if code):
        found.append(f"{wordless} coded utterances hold no words and are not judged.")
    if codes[""]:
        found.append(f"{codes['']} utterances of the worker have no code; they are read as context and not judged.")
    if codes[UNCODEABLE]:
        found.append(f"{codes[UNCODEABLE]} utterances are uncodeable ({UNCODEABLE}) and not judged.")
    return found


def _never_learnt(judged: Sequence[Talk], learnt: Sequence[Sequence[str]]) -> list[str]:
    counts_as = behaviour_of(load_builtin("msw")) if in_behaviours(judged) else REFLECTION_FAMILY
    known = {counts_as.get(code, code) for codes in learnt for code in codes}
    given = {one.code for talk in judged for one in talk.conversation.utterances} - {"", UNCODEABLE}
    unknown = sorted({REFLECTION_FAMILY.get(code, code) for code in given} - known)
    return [f"Nothing was learnt of {', '.join(unknown)}: what has such a code is answered wrongly."] if unknown else []


def _behaviours(learnt: Sequence[Sequence[str]], *, read: bool) -> list[str]:
    book = load_builtin("msw")
    summed = any(set(codes) & behaviour_of(book).keys() for codes in learnt)
    found = []
    if summed:
        found.append("The probability of each code is summed into the behaviour it counts as (codebook, annomi).")
    if read:
        found.append(
            "Every model learnt beside what a model of the conversations that come with the program reads in each "
            "sentence."
        )
    if summed or read:
        names = ", ".join(doubtful(book))
        found.append(f"In doubt: {names} may be therapist_input or other, and are counted as therapist_input.")
    return found
