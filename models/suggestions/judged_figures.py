"""The figures of a judged model as plain data, and what a reader has to know of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from models.suggestions.judged_talk import Fold, Talk, in_behaviours, overlap, own_talk
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import taught_conversations

COVERAGES = (1.0, 0.8, 0.6, 0.5, 0.4)
PRECISION = 0.9
# Below either, a figure moves by a tenth by chance alone.
ENOUGH_UTTERANCES, ENOUGH_GROUPS = 100, 5
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


@dataclass(frozen=True)
class Learnt:
    """What the model of one fold knows: its codes, and whether a sentence reader is asked beside it."""

    fold: Fold
    codes: Sequence[str]
    with_reader: bool = False


def groups_in_words(talks: Iterable[Talk]) -> str:
    """``1 group``, ``6 groups``."""
    return _counted(len({one.group for one in talks}), "group")


def notes(judged: Sequence[Talk], train: Sequence[Talk] | None, learnt: Sequence[Learnt], *, add: bool) -> list[str]:
    """What a reader has to know of the figures, a sentence each. ``learnt`` tells of the model of each fold."""
    found = _rough(judged) + _left_out(judged) + _nothing_of_theirs(train, learnt) + _never_learnt(judged, learnt)
    if in_behaviours(judged):
        found += _behaviours(learnt, read=add and train is not None and in_behaviours(train))
    else:
        found.append("CR and SR are judged as one family, SR: people hardly agree on which of the two it is.")
    if add and not (train and in_behaviours(train)):
        found += _ours_added(learnt)
    if train is None and (known := overlap(judged, [own_talk(one) for one in taught_conversations()])):
        found.append(f"The shipped model was taught with {len(known)} of these conversations: the figures flatter it.")
    return found


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _rough(judged: Sequence[Talk]) -> list[str]:
    asked = [one for one in judged if one.n_judged]
    n, n_groups = sum(one.n_judged for one in asked), len({one.group for one in asked})
    if n >= ENOUGH_UTTERANCES and n_groups >= ENOUGH_GROUPS:
        return []
    so_few = f"{_counted(n, 'utterance')} of {groups_in_words(asked)}"
    return [
        f"These figures are rough: they rest on {so_few}, and below {ENOUGH_UTTERANCES} utterances or "
        f"{ENOUGH_GROUPS} groups chance moves them far."
    ]


def _nothing_of_theirs(train: Sequence[Talk] | None, learnt: Sequence[Learnt]) -> list[str]:
    """Where all that was given to learn from had to be left out of a fold, since it is judged there."""
    given = {id(one) for one in train or ()}
    without = sum(not any(id(one) in given for one in each.fold.learnt) for each in learnt)
    if not given or not without:
        return []
    where = "" if without == len(learnt) else f"In {without} of {len(learnt)} folds "
    nothing = "nothing" if where else "Nothing"
    return [f"{where}{nothing} was learnt of the file to learn from: all of it belongs to groups that are judged."]


def _ours_added(learnt: Sequence[Learnt]) -> list[str]:
    found = ["Every model learnt from the conversations that come with the program too."]
    if without := sum(not one.with_reader for one in learnt):
        where = "" if without == len(learnt) else f" in {without} of {len(learnt)} folds"
        found.append(
            f"The sentence reader was not asked{where}: its files are missing, or it was taught with what is judged."
        )
    return found


def _left_out(judged: Sequence[Talk]) -> list[str]:
    codes = Counter(talk.conversation.utterances[place].code for talk in judged for place in talk.spoken)
    n_coded = sum(bool(one.code) for talk in judged for one in talk.conversation.utterances)
    found = []
    if wordless := n_coded - sum(count for code, count in codes.items() if code):
        found.append(f"Not judged, since they hold no words: {_counted(wordless, 'coded utterance')}.")
    if codes[""]:
        uncoded = _counted(codes[""], "utterance")
        found.append(f"Read as context and not judged, since they have no code: {uncoded} of the worker.")
    if codes[UNCODEABLE]:
        found.append(
            f"Not judged, since they are uncodeable ({UNCODEABLE}): {_counted(codes[UNCODEABLE], 'utterance')}."
        )
    return found


def _never_learnt(judged: Sequence[Talk], learnt: Sequence[Learnt]) -> list[str]:
    """Codes that were asked about in folds whose models do not know them."""
    counts_as = behaviour_of(load_builtin("msw")) if in_behaviours(judged) else REFLECTION_FAMILY
    asked, missed = Counter[str](), Counter[str]()
    for one in learnt:
        said = {each.code for talk in one.fold.asked for each in talk.conversation.utterances} - {"", UNCODEABLE}
        given = {REFLECTION_FAMILY.get(code, code) for code in said}
        asked.update(given)
        missed.update(given - {counts_as.get(code, code) for code in one.codes})
    never = sorted(code for code, count in missed.items() if count == asked[code])
    at_times = [f"{code} ({missed[code]} of {asked[code]})" for code in sorted(missed.keys() - set(never))]
    found = []
    if never:
        found.append(f"Nothing was learnt of {', '.join(never)}: what has such a code is answered wrongly.")
    if at_times:
        found.append(f"Nothing was learnt in some folds of {', '.join(at_times)}: it is answered wrongly there.")
    return found


def _behaviours(learnt: Sequence[Learnt], *, read: bool) -> list[str]:
    book = load_builtin("msw")
    summed = any(set(one.codes) & behaviour_of(book).keys() for one in learnt)
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
