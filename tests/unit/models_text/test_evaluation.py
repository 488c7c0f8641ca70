"""Figures of merit, against values worked out by hand or published."""

from __future__ import annotations

import numpy as np
import pytest

from models.suggestions.evaluation import (
    HeldOut,
    Judged,
    accuracy_at_coverage,
    answer,
    answered,
    brier,
    calibration_error,
    class_report,
    coverage_at_precision,
    kappa,
    measures,
    prediction_sets,
    regrouped,
    set_limits,
)
from models.suggestions.learning import fit
from models.suggestions.suggestion import load_starter
from models.talk.corpus import load_conversations


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


def test_kappa_is_told_only_where_there_is_something_to_compare() -> None:
    assert kappa(["a", "a"], ["a", "a"]) is None
    assert kappa([], []) is None
    assert kappa(["a", "b"], ["b", "a"]) == pytest.approx(-1.0)
    # Agreed 2/3, expected (2·1 + 1·2)/9 = 4/9.
    assert kappa(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx((2 / 3 - 4 / 9) / (5 / 9))


def test_each_code_has_its_kappa_against_all_others() -> None:
    report = class_report(_held_out([("a", "a"), ("a", "b"), ("b", "b"), ("c", "c")]))
    # a: agreed 3/4, expected (2·1 + 2·3)/16 = 1/2.
    assert report["a"]["kappa"] == pytest.approx(0.5)
    assert report["c"]["kappa"] == 1.0
    assert "kappa" not in class_report(_held_out([("a", "a"), ("a", "a")]))["a"]


def test_brier_of_several_classes_by_hand() -> None:
    rows = np.array([[0.8, 0.2, 0.0], [0.3, 0.3, 0.4], [0.0, 1.0, 0.0]])
    # (0.04+0.04) · (0.09+0.09+0.36) · (0+1+1) over three
    assert brier(rows, np.array([0, 2, 0])) == pytest.approx((0.08 + 0.54 + 2.0) / 3)


def test_the_largest_share_that_keeps_the_precision() -> None:
    right = np.array([True, True, False, True, True, False])
    certainty = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    assert coverage_at_precision(right, certainty, 0.8) == pytest.approx(5 / 6)
    assert coverage_at_precision(right, certainty, 0.9) == pytest.approx(2 / 6)
    assert coverage_at_precision(~right, certainty, 0.9) == 0.0


def test_answers_of_equal_certainty_are_taken_together() -> None:
    right, certainty = np.array([True, True, False, False]), np.array([0.9, 0.9, 0.9, 0.1])
    assert coverage_at_precision(right, certainty, 0.9) == 0.0
    assert coverage_at_precision(right, certainty, 0.6) == 0.75


def test_limits_of_sets_by_hand() -> None:
    # Nineteen distances 0.01 … 0.19 of the first label: the eighteenth (20 × 0.9). Of the second there are too few.
    rows = np.array([[1 - n / 100, n / 100] for n in range(1, 20)] + [[0.5, 0.5]] * 8)
    truth = np.array([0] * 19 + [1] * 8)
    first, second = set_limits(rows, truth, 0.1)
    assert first == pytest.approx(0.18)
    assert second == np.inf
    # At alpha 0.5 the ninth of nine halves.
    assert set_limits(rows, truth, 0.5)[1] == pytest.approx(0.5)


def _two_groups(rows: list[list[float]], truth: list[int]) -> Judged:
    return Judged(
        ("a", "b", "never"),
        np.array(truth * 2),
        np.array(rows * 2),
        np.ones(2 * len(truth), dtype=bool),
        ("left",) * len(truth) + ("right",) * len(truth),
    )


def test_sets_of_two_like_groups_by_hand() -> None:
    """Of nine cases the largest distance is the limit: 0.4 for a, 0.2 for b; every set holds one label alone."""
    rows = [[0.9, 0.1, 0.0]] * 8 + [[0.6, 0.4, 0.0]] + [[0.2, 0.8, 0.0]] * 9
    sets = prediction_sets(_two_groups(rows, [0] * 9 + [1] * 9))
    assert sets.coverage == {"a": 1.0, "b": 1.0, "never": None}
    assert sets.singletons == 1.0


def test_a_label_with_too_few_cases_is_in_every_set() -> None:
    rows = [[0.9, 0.1, 0.0]] * 9 + [[0.2, 0.8, 0.0]] * 8
    sets = prediction_sets(_two_groups(rows, [0] * 9 + [1] * 8))
    assert sets.coverage == {"a": 1.0, "b": 1.0, "never": None}
    # Only the eight that cannot be a stand alone.
    assert sets.singletons == pytest.approx(8 / 17)


def _rest(n: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], tuple[str, ...]]:
    return np.ones(n, dtype=bool), ("left",) * (n // 2) + ("right",) * (n // 2)


def test_a_set_misses_a_label_that_grew_less_likely_in_the_other_group() -> None:
    rows = [[0.9, 0.1]] * 9 + [[0.9, 0.1]] * 8 + [[0.3, 0.7]]
    sets = prediction_sets(Judged(("a", "b"), np.zeros(18, dtype=np.int64), np.array(rows), *_rest(18)), alpha=0.5)
    # Learnt on either side the limit is 0.1; the right side misses one of nine, the left none. In some of the twenty
    # draws the one is tested, in the others the other.
    assert sets.coverage["a"] in [pytest.approx((k * 8 / 9 + 20 - k) / 20) for k in range(1, 20)]


def test_one_group_alone_tells_nothing_about_unseen_groups() -> None:
    one = Judged(("a",), np.zeros(3, dtype=np.int64), np.ones((3, 1)), np.ones(3, dtype=bool), ("left",) * 3)
    sets = prediction_sets(one)
    assert sets.coverage == {"a": None}
    assert sets.singletons is None


def test_uncodeable_lines_are_not_judged_and_reflections_are_one_family() -> None:
    talk = next(t for t in load_conversations() if any(c.code == "UNC" for c in t.utterances))
    held_out = answer(load_starter(), talk)
    coded = [c.code for c in talk.utterances if c.code]
    assert len(held_out.truth) == len(coded) - coded.count("UNC")
    assert not {"CR", "UNC"} & set(held_out.truth)


def test_on_unseen_conversations_the_learner_beats_guessing_and_keeps_its_promise() -> None:
    talks = load_conversations()[:24]
    held_out = sum((held for _, held in answered(talks, fit, folds=2)), HeldOut((), (), (), ()))
    figures = measures(held_out)["all"]
    commonest = max(held_out.truth.count(code) for code in set(held_out.truth)) / len(held_out.truth)
    assert figures["n"] == sum(coded.code not in ("", "UNC") for talk in talks for coded in talk.utterances)
    assert figures["accuracy"] > commonest + 0.25
    assert figures["coverage"] > 0.05
    assert figures["shown_precision"] >= 0.8
