"""The running estimate: checked against the closed form, and its ranges against simulated truth."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from coder.analysis.pooling import (
    DEFAULT_BETWEEN_SD,
    DEFAULT_WITHIN_SD,
    DRIFT_SD_PER_YEAR,
    FLOOR_BETWEEN_SD,
    FLOOR_WITHIN_SD,
    Spread,
    change_since_first,
    running_estimates,
    service_spread,
)

KNOWN = Spread(mean=2.8, mean_se=0.0, within_sd=0.6, between_sd=0.5)
SIX_A_YEAR = [0.0, 0.13, 0.27, 0.40, 0.54, 0.67]


def test_one_rating_is_pulled_to_the_service_mean_by_the_textbook_weight():
    (estimate,) = running_estimates([4], [0.0], KNOWN)
    weight = 0.5**2 / (0.5**2 + 0.6**2)
    assert estimate.mean == pytest.approx(2.8 + weight * (4 - 2.8))
    sd = (0.5**2 * 0.6**2 / (0.5**2 + 0.6**2)) ** 0.5
    assert estimate.high - estimate.mean == pytest.approx(1.2816 * sd, abs=1e-3)


def test_ratings_of_one_day_pool_like_the_textbook_mean():
    estimate = running_estimates([2, 3, 4, 3], [0.0] * 4, KNOWN)[-1]
    weight = 0.5**2 / (0.5**2 + 0.6**2 / 4)
    assert estimate.mean == pytest.approx(2.8 + weight * (3.0 - 2.8))


def test_each_estimate_is_the_posterior_of_all_ratings_so_far():
    values, years = np.array([2.0, 2, 5, 3, 1, 4]), np.array([0.0, 0.13, 0.13, 0.40, 1.54, 1.67])
    spread = Spread(2.8, 0.3, 0.6, 0.5)
    for count, estimate in enumerate(running_estimates(list(values), list(years), spread), start=1):
        y, t = values[:count], years[:count]
        prior = spread.between_sd**2 + spread.mean_se**2 + DRIFT_SD_PER_YEAR**2 * np.minimum.outer(t, t)
        gain = prior @ np.linalg.inv(prior + spread.within_sd**2 * np.eye(count))
        assert estimate.mean == pytest.approx(spread.mean + (gain @ (y - spread.mean))[-1], abs=1e-12)
        half = NormalDist().inv_cdf(0.9) * (prior - gain @ prior)[-1, -1] ** 0.5
        assert estimate.high - estimate.mean == pytest.approx(half, abs=1e-12)


def test_later_recordings_never_change_an_earlier_estimate():
    values = [2, 2, 3, 3, 3, 4]
    whole = running_estimates(values, SIX_A_YEAR, KNOWN)
    assert running_estimates(values[:3], SIX_A_YEAR[:3], KNOWN) == pytest.approx(whole[:3])


def test_the_range_narrows_as_recordings_come_in():
    widths = [e.high - e.low for e in running_estimates([3] * 6, SIX_A_YEAR, KNOWN)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.9 * widths[0]


def test_no_recording_gives_no_estimate_and_no_change():
    assert running_estimates([], [], KNOWN) == ()
    assert change_since_first([3], [0.0], KNOWN) is None


def test_weak_defaults_stand_where_the_service_has_no_data():
    spread = service_spread([], middle=3.0)
    assert (spread.mean, spread.within_sd, spread.between_sd) == (3.0, DEFAULT_WITHIN_SD, DEFAULT_BETWEEN_SD)
    assert spread.mean_se == 1.0


def test_floors_hold_when_all_ratings_are_alike():
    spread = service_spread([[3, 3, 3, 3, 3, 3]] * 40, middle=3.0)
    assert spread.within_sd >= FLOOR_WITHIN_SD
    assert spread.between_sd >= FLOOR_BETWEEN_SD


def test_the_spreads_of_a_large_service_are_found_again():
    chance = np.random.default_rng(5)
    levels = chance.normal(2.6, 0.8, 400)
    spread = service_spread([list(level + chance.normal(0, 0.9, 6)) for level in levels], middle=3.0)
    assert spread.mean == pytest.approx(2.6, abs=0.1)
    assert spread.within_sd == pytest.approx(0.9, abs=0.05)
    assert spread.between_sd == pytest.approx(0.8, abs=0.08)


def _simulated(workers: int, level: float, slope: float, seed: int, rounds: int = 150) -> dict[str, float]:
    """Whole-number ratings of a service with known truth; shares of truths inside the ranges."""
    chance = np.random.default_rng(seed)
    inside, last, changed = [], [], []
    for _ in range(rounds):
        starts = chance.normal(level, 0.5, workers)
        slopes = chance.normal(slope, 0.2, workers) if slope else np.zeros(workers)
        years = np.sort(chance.uniform(0, 1, (workers, 6)), axis=1)
        years -= years[:, :1]
        truth = starts[:, None] + slopes[:, None] * years
        rated = np.clip(np.rint(truth + chance.normal(0, 0.6, truth.shape)), 1, 5)
        spread = service_spread([list(row) for row in rated[1:]], middle=3.0)
        ranges = running_estimates(list(rated[0]), list(years[0]), spread)
        hits = [r.low <= min(5, max(1, t)) <= r.high for r, t in zip(ranges, truth[0], strict=True)]
        change = change_since_first(list(rated[0]), list(years[0]), spread)
        inside += hits
        last.append(hits[-1])
        changed.append(change is not None and change.excludes_zero)
    return {"all": float(np.mean(inside)), "last": float(np.mean(last)), "changed": float(np.mean(changed))}


@pytest.mark.parametrize("workers", [1, 4, 20])
@pytest.mark.parametrize("level", [2.1, 2.8, 3.3])
@pytest.mark.parametrize("slope", [0.0, 0.35])
def test_four_in_five_truths_lie_in_the_range(workers: int, level: float, slope: float):
    shares = _simulated(workers, level, slope, seed=20260917)
    assert shares["all"] >= 0.75
    assert shares["last"] >= 0.75


@pytest.mark.parametrize("workers", [1, 20])
def test_a_worker_who_did_not_change_is_called_steady(workers: int):
    assert _simulated(workers, 2.8, 0.0, seed=7)["changed"] <= 0.12


def test_a_large_lasting_change_is_seen():
    change = change_since_first([2, 2, 3, 3, 4, 4], SIX_A_YEAR, KNOWN)
    assert change is not None
    assert change.excludes_zero
    assert 0.4 < change.mean < 2.0
