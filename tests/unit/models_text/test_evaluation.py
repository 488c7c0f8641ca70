"""Figures of merit, against values worked out by hand or published."""

from __future__ import annotations

import numpy as np
import pytest

from models.corpus import load_conversations
from models.evaluation import (
    HeldOut,
    accuracy_at_coverage,
    answer,
    calibration_error,
    class_report,
    cross_validate,
    measures,
    regrouped,
)
from models.learning import fit
from models.suggestion import load_starter


def _held_out(pairs: list[tuple[str, str]], certainty: float = 0.5, shown: bool = True) -> HeldOut:
    truth, best = zip(*pairs, strict=True)
    return HeldOut(truth, best, (certainty,) * len(pairs), (shown,) * len(pairs))


def test_kappa_of_a_known_table() -> None:
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    whole = regrouped(_held_out(pairs), {"a": "a", "b": "b"})
    assert whole["kappa"] == pytest.approx(0.4)
    assert whole["accuracy"] == pytest.approx(0.7)


def test_coarser_classes_forgive_mistakes_within_them() -> None:
    pairs = [("OQ", "CQ"), ("CQ", "OQ"), ("SR", "SR")]
    whole = regrouped(_held_out(pairs), {"OQ": "question", "CQ": "question", "SR": "reflection"})
    assert whole["macro_f1"] == 1.0


def test_precision_and_recall_by_hand() -> None:
    report = class_report(_held_out([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("c", "b")]))
    assert report["a"]["precision"] == 1.0
    assert report["a"]["recall"] == 0.5
    assert report["b"]["precision"] == 0.5
    assert report["c"]["f1"] == 0.0
    assert report["b"]["prevalence"] == pytest.approx(0.4)
    assert report["b"]["shown"] == 4


def test_what_is_withheld_does_not_count_as_shown() -> None:
    mixed = _held_out([("a", "b")], shown=False) + _held_out([("a", "a"), ("b", "b")])
    figures = measures(mixed)
    assert figures["all"]["coverage"] == pytest.approx(2 / 3)
    assert figures["all"]["shown_precision"] == 1.0
    assert figures["b"]["shown"] == 1


def test_calibration_error_by_hand() -> None:
    right = np.array([True, False, True, True])
    certainty = np.array([0.55, 0.55, 0.95, 1.0])
    assert calibration_error(right, certainty) == pytest.approx((2 * 0.05 + 2 * 0.025) / 4)


def test_accuracy_rises_when_the_least_certain_are_left_out() -> None:
    held_out = _held_out([("a", "a")] * 5, 0.9) + _held_out([("a", "b")] * 5, 0.3)
    assert accuracy_at_coverage(held_out, (1.0, 0.5)) == {1.0: 0.5, 0.5: 1.0}


def test_uncodeable_lines_are_not_judged_and_reflections_are_one_family() -> None:
    talk = next(t for t in load_conversations() if any(c.code == "UNC" for c in t.utterances))
    held_out = answer(load_starter(), talk)
    coded = [c.code for c in talk.utterances if c.code]
    assert len(held_out.truth) == len(coded) - coded.count("UNC")
    assert not {"CR", "UNC"} & set(held_out.truth)


def test_on_unseen_conversations_the_learner_beats_guessing_and_keeps_its_promise() -> None:
    talks = load_conversations()[:24]
    held_out = cross_validate(talks, fit, folds=2)
    figures = measures(held_out)["all"]
    commonest = max(held_out.truth.count(code) for code in set(held_out.truth)) / len(held_out.truth)
    assert figures["n"] == sum(coded.code not in ("", "UNC") for talk in talks for coded in talk.utterances)
    assert figures["accuracy"] > commonest + 0.25
    assert figures["coverage"] > 0.05
    assert figures["shown_precision"] >= 0.8
