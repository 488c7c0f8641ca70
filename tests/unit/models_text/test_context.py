"""The second level: what the codes around an utterance say, and no more than the data bear out."""

from __future__ import annotations

import numpy as np
import pytest

from models.suggestions.context import NOBODY, company, fit_context, neighbours
from models.suggestions.suggestion_model import NEIGHBOURS, context_features, softmax


def test_neighbours_stop_at_the_ends_of_a_conversation() -> None:
    around = neighbours(np.array([7, 8, 9]))
    assert NEIGHBOURS == (-3, -2, -1, 1, 2, 3)
    assert around.tolist() == [
        [NOBODY, NOBODY, NOBODY, 8, 9, NOBODY],
        [NOBODY, NOBODY, 7, 9, NOBODY, NOBODY],
        [NOBODY, 7, 8, NOBODY, NOBODY, NOBODY],
    ]


def test_features_hold_the_same_neighbours_as_probabilities() -> None:
    first = np.array([[0.7, 0.3], [0.2, 0.8], [0.5, 0.5]])
    features = context_features(first)
    assert features.shape == (3, 2 * 7)
    assert np.exp(features[:, :2]) == pytest.approx(first)
    assert features[1, 6:8].tolist() == [0.7, 0.3]
    assert features[1, 8:10].tolist() == [0.5, 0.5]
    assert features[0, 2:8].tolist() == [0.0] * 6


def test_company_is_positive_for_codes_that_keep_together_and_zero_without_news() -> None:
    beside = np.array([0] * 50 + [1] * 50)
    table = company(beside, beside, 2)
    assert table[0, 0] == pytest.approx(np.log(55 / 30))
    assert table[0, 1] == pytest.approx(np.log(5 / 30))
    assert company(np.full(10, NOBODY), np.zeros(10, dtype=int), 2) == pytest.approx(np.zeros((2, 2)))


def test_neighbours_help_where_codes_alternate() -> None:
    targets = np.tile([0, 1], 200)
    unsure = np.full((400, 2), 0.5)
    unsure[::7] = np.eye(2)[targets[::7]] * 0.9 + 0.05
    beside, around = context_features(unsure), neighbours(targets)
    weights = fit_context(beside, targets, around, 2)
    alone = (unsure.argmax(axis=1) == targets).mean()
    assert (softmax(beside @ weights).argmax(axis=1) == targets).mean() > alone + 0.1


def test_neighbours_are_left_out_where_they_say_nothing() -> None:
    chance = np.random.default_rng(5)
    targets = chance.integers(0, 2, 600)
    first = np.where(np.eye(2)[targets] == 1, 0.8, 0.2)
    weights = fit_context(context_features(first), targets, neighbours(targets), 2)
    assert abs(weights[2:]).max() < 0.2
