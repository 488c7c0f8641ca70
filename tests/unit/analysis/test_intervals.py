"""The range of a team's change: the t table, a hand count, and simulated coverage."""

from __future__ import annotations

import numpy as np
import pytest

from coder.analysis.intervals import clustered_difference, t_quantile


@pytest.mark.parametrize(
    ("freedom", "tabled"), [(2, 1.886), (4, 1.533), (5, 1.476), (7, 1.415), (9, 1.383), (30, 1.310)]
)
def test_the_quantile_agrees_with_the_printed_t_table(freedom: int, tabled: float):
    assert t_quantile(freedom) == pytest.approx(tabled, abs=0.02)


def test_the_difference_and_its_spread_agree_with_a_hand_count():
    now = {"a": [3, 3], "b": [4, 4], "c": [2, 2]}
    before = {"a": [2, 2], "b": [2, 2], "c": [2, 2]}
    result = clustered_difference(now, before)
    # Means 3 and 2; pulls of a, b, c are 0, +1/3, −1/3; Var = 3/2 · 2/9 = 1/3.
    assert result.mean == pytest.approx(1.0)
    assert result.high - result.mean == pytest.approx(t_quantile(2) * (1 / 3) ** 0.5)


def test_a_spread_of_two_workers_is_refused():
    with pytest.raises(ValueError, match="three"):
        clustered_difference({"a": [3]}, {"b": [2]})


@pytest.mark.parametrize("workers", [5, 8])
def test_four_in_five_true_changes_lie_in_the_range(workers: int):
    chance = np.random.default_rng(11)
    hits = []
    for _ in range(400):
        levels = chance.normal(2.8, 0.5, workers)
        true_changes = chance.normal(0.3, 0.2, workers)

        def rated(level: float) -> list[float]:
            return list(np.clip(np.rint(level + chance.normal(0, 0.6, 4)), 1, 5))

        before = {str(j): rated(levels[j]) for j in range(workers)}
        now = {str(j): rated(levels[j] + true_changes[j]) for j in range(workers)}
        result = clustered_difference(now, before)
        hits.append(result.low <= 0.3 <= result.high)
    assert np.mean(hits) >= 0.75
