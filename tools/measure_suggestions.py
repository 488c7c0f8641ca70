"""``make bench-suggestions``: what suggested codes are worth, against the budgets, one line a figure.

    python -m tools.measure_suggestions [--long]

Our own conversations, and the coded talk of others where PRACTICE_CODER_SHARED names the folder that holds it: nothing
read there is kept, shipped or learnt by a shipped model. --long adds the curve over more and more coded sessions, some
minutes of work. Writes the same to bench-suggestions.json; a figure over its budget does not fail the run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

from sklearn.metrics import cohen_kappa_score

from models.suggestions.evaluation import Judged
from models.suggestions.judged_figures import figures as figures_of
from models.suggestions.judged_talk import Talk
from models.suggestions.judging import Answered, Measured, answered, answers_of, fitted, labels_of, own_talks, together
from models.suggestions.judging import shipped as shipped_model
from models.suggestions.model_file import load_starter
from models.suggestions.sentence_reader import forget_texts
from models.suggestions.suggestion_model import without_sentence_reader
from tools import bench_suggestions, judged_passages, measure_passages, suggestion_sets
from tools.bench import as_rows, line
from tools.figure import Figure

# Measured on the same development set before the product was built.
_RULES, _EXEMPLARS, _LEARNER = (0.655, 0.606), (0.599, 0.507), (0.744, 0.694)
_SESSIONS = (0, 10, 25, 50, 71)
_MARGIN = 0.01
_SEED = 20261122


def main() -> int:
    """Measure, print as it comes, and write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--long", action="store_true", help="the curve over more and more coded sessions too")
    options = asked.parse_args()
    found = []
    for figure in _all(long=options.long):
        found.append(figure)
        print(line(figure), flush=True)
    text = json.dumps(as_rows(found), indent=1, ensure_ascii=False)
    Path("bench-suggestions.json").write_text(text + "\n", encoding="utf-8")
    return 0


def _all(*, long: bool) -> Iterator[Figure]:
    yield from bench_suggestions.figures()
    yield from own_text()
    shared = os.environ.get("PRACTICE_CODER_SHARED")
    if not shared:
        print("The coded talk of others is not measured: PRACTICE_CODER_SHARED names no folder.")
        return
    folder = Path(shared) / "data" / "text"
    talks = suggestion_sets.annomi(folder)
    yield from shipped(talks)
    yield from _plain("shipped, synthetic UK, four behaviours", together_of(suggestion_sets.synthetic(folder)))
    yield from written(suggestion_sets.peer(folder))
    # What was judged above was read, too; here it counts what reading costs.
    forget_texts()
    answers, _ = answered(talks, talks, add=True)
    yield from trained(answers, suggestion_sets.raters(folder))
    if long:
        yield from curve(answers)


def own_text() -> Iterator[Figure]:
    """Our own conversations by folds of conversations: codes, and passages for each principle."""
    talks = own_talks()
    answers, _ = answered(talks, talks)
    judged = together([one.judged for one in answers])
    yield from _plain("own text, folds, all codes, linear model alone", judged)
    yield Figure(
        "own text, folds, linear model alone: certainty against truth (ECE)", figures_of(judged)["ece"], "", None
    )
    whole = load_starter().card.measures["all"]
    for name in ("macro_f1", "kappa", "ece", "coverage", "shown_precision"):
        yield Figure(f"own text, folds, the model that ships, on its card: {name}", whole[name], "", None)
    yield from measure_passages.figures(answers)
    yield from judged_passages.figures()


def shipped(talks: Sequence[Talk]) -> Iterator[Figure]:
    """The shipped model on the four behaviours, beside rules and exemplars, and on text that lost its marks."""
    answers, _ = answered(talks)
    whole = figures_of(together([one.judged for one in answers]))
    yield Figure("shipped, annomi_dev: macro-F1", whole["macro_f1"], "", 0.70, at_least=True)
    yield Figure("shipped, annomi_dev: kappa", whole["kappa"], "", 0.62, at_least=True)
    for name, (macro_f1, kappa) in (("rules alone", _RULES), ("exemplars alone", _EXEMPLARS)):
        yield Figure(f"  {name}, measured before: macro-F1", macro_f1, "", None)
        yield Figure(f"  {name}, measured before: kappa", kappa, "", None)
    alone = answers_of(without_sentence_reader(load_starter()), talks, labels_of(talks))
    yield from _plain("  without the sentence reader", alone)
    yield from losses("shipped", answers, whole["macro_f1"])
    yield from _trust("shipped", whole)


def written(talks: Sequence[Talk]) -> Iterator[Figure]:
    """The shipped model on sentences that were written and not said, of which it was taught none."""
    judged = together_of(talks)
    yield from _plain("shipped, written peer support, four behaviours", judged)
    yield Figure("shipped, written peer support: certainty against truth (ECE)", figures_of(judged)["ece"], "", None)


def trained(answers: Sequence[Answered], raters: dict[str, list[Talk]]) -> Iterator[Figure]:
    """Learnt from folds of the set and our own conversations, never from a video that is judged."""
    whole = figures_of(together([one.judged for one in answers]))
    yield Figure("folds + own: macro-F1 (aim 0.80)", whole["macro_f1"], "", 0.77, at_least=True)
    yield Figure("folds + own: kappa", whole["kappa"], "", None)
    yield Figure("  best learner measured before: macro-F1", _LEARNER[0], "", None)
    yield Figure("  best learner measured before: kappa", _LEARNER[1], "", None)
    yield Figure("folds + own: mean kappa to each of ten people", to_people(answers, raters), "", 0.70, at_least=True)
    yield Figure("  people to each other: mean kappa of two", to_each_other(raters), "", None)
    yield from losses("folds + own", answers, whole["macro_f1"])
    yield from _trust("folds + own", whole)
    yield Figure("folds + own: one fit", mean(one.by.fit_s or 0.0 for one in answers), "s", 10.0)
    yield Figure("folds + own: reading what is learnt from, once", sum(one.by.read_s for one in answers), "s", None)
    yield Figure("folds + own: model's file", answers[0].by.size / 2**20, "MiB", 4.0)
    yield Figure("folds + own: model loaded", max(one.by.load_ms for one in answers), "ms", 50.0)


def curve(answers: Sequence[Answered]) -> Iterator[Figure]:
    """Macro-F1 after 0, 10, … coded sessions beside our own, over the folds of ``answers``, which learnt from all.

    A fold of the set holds about as many sessions as the last point says. Each point may lie at most a hundredth below
    the one before.
    """
    own = own_talks()
    before = None
    for n in _SESSIONS:
        if n == _SESSIONS[-1]:
            parts = [one.judged for one in answers]
        else:
            parts = [
                _by(fitted(_some(one, place, n), own) if n else shipped_model(), one)
                for place, one in enumerate(answers)
            ]
        macro_f1 = figures_of(together(parts))["macro_f1"]
        least = None if before is None else before - _MARGIN
        yield Figure(f"own + {n} sessions: macro-F1", macro_f1, "", least, at_least=True)
        before = macro_f1


def _some(one: Answered, place: int, n: int) -> list[Talk]:
    """``n`` of the sessions a fold learnt from, those of a smaller number among them."""
    learnt = list(one.fold.learnt)
    random.Random(f"{_SEED} {place}").shuffle(learnt)
    return learnt[:n]


def _by(measured: Measured, one: Answered) -> Judged:
    return answers_of(measured.model, one.fold.asked, one.judged.labels)


def together_of(talks: Sequence[Talk]) -> Judged:
    """What the shipped model says of talk."""
    return together([one.judged for one in answered(talks)[0]])


def to_each_other(raters: dict[str, list[Talk]]) -> float:
    """Mean kappa of two people over all pairs; everybody coded the same talk."""
    given = [
        [one.code for talk in talks for one in talk.conversation.utterances if one.code] for talks in raters.values()
    ]
    return mean(float(cohen_kappa_score(one, other)) for one, other in combinations(given, 2))


def _plain(name: str, judged: Judged) -> list[Figure]:
    whole = figures_of(judged)
    return [
        Figure(f"{name}: {label}", whole[key], "", None)
        for label, key in (("macro-F1", "macro_f1"), ("kappa", "kappa"))
    ]


def losses(name: str, answers: Iterable[Answered], macro_f1: float) -> Iterator[Figure]:
    """What the same models lose on the same talk when marks are missing."""
    for what, change, budget in (
        ("every ? a full stop", suggestion_sets.without_question_marks, 0.05),
        ("no case and punctuation", suggestion_sets.without_marks, 0.08),
    ):
        changed = figures_of(_again(answers, change))
        yield Figure(f"{name}: macro-F1 lost, {what}", macro_f1 - changed["macro_f1"], "", budget)


def _again(answers: Iterable[Answered], change: Callable[[Talk], Talk]) -> Judged:
    return together(
        [answers_of(one.by.model, [change(talk) for talk in one.fold.asked], one.judged.labels) for one in answers]
    )


def _trust(name: str, whole: dict[str, Any]) -> Iterator[Figure]:
    """How far certainty can be believed: the most certain answers, sets of each class, calibration."""
    yield Figure(f"{name}: right, most certain 60 %", whole["accuracy_at_coverage"]["0.6"], "", 0.92, at_least=True)
    yield Figure(f"{name}: share with precision 0.9", whole["coverage_at_precision_90"], "", None)
    for label, share in whole["prediction_sets"]["coverage"].items():
        yield Figure(f"{name}: in its set (α 0.1), {label}", share, "", 0.87, at_least=True)
    yield Figure(f"{name}: sets of one behaviour", whole["prediction_sets"]["singletons"], "", None)
    yield Figure(f"{name}: certainty against truth (ECE)", whole["ece"], "", 0.05)
    yield Figure(f"{name}: Brier score", whole["brier"], "", None)


def to_people(answers: Sequence[Answered], raters: dict[str, list[Talk]]) -> float:
    """Mean kappa of the answers to each person's own codes; every transcript by the model that never saw its video."""
    found = []
    for talks in raters.values():
        parts = []
        for one in answers:
            groups = {talk.group for talk in one.fold.asked}
            if mine := [talk for talk in talks if talk.group in groups]:
                parts.append(answers_of(one.by.model, mine, one.judged.labels))
        assert sum(len({*part.groups}) for part in parts) == len({talk.group for talk in talks})
        found.append(figures_of(together(parts))["kappa"])
    return mean(found)


if __name__ == "__main__":
    sys.exit(main())
