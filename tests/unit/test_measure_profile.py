"""The tool that measures a profile's ranges: what it makes up, what it counts, and that it would find them wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coder.analysis.pooling import DRIFT_SD_PER_YEAR, running_estimates
from tools import measure_profile
from tools.figure import Figure
from tools.held import Held
from tools.measure_profile import POPULATIONS, RECORDINGS, WORKERS, coverage


@pytest.mark.parametrize("name", POPULATIONS)
def test_what_is_made_up_is_rated_in_whole_numbers_in_order_of_time(name):
    made = POPULATIONS[name](np.random.default_rng(3))
    assert made.levels.shape == made.rated.shape == made.years.shape == (WORKERS, RECORDINGS)
    assert set(np.unique(made.rated)) <= {1, 2, 3, 4, 5}
    assert (made.years[:, 0] == 0).all()
    assert (np.diff(made.years, axis=1) >= 0).all()


def test_levels_drift_as_the_model_states():
    random = np.random.default_rng(4)
    steps = []
    for _ in range(200):
        made = measure_profile.stated(random)
        steps.append((np.diff(made.levels, axis=1) ** 2).sum() / np.diff(made.years, axis=1).sum())
    assert np.mean(steps) == pytest.approx(DRIFT_SD_PER_YEAR**2, rel=0.1)


def test_ranges_hold_about_as_often_as_they_say_and_narrower_ones_are_found(monkeypatch):
    *held, told = coverage(150)
    assert len(held) == len(POPULATIONS) * 4
    levels = [one for one in held if isinstance(one, Held) and ": level after" in one.name]
    assert all(70 < one.value < 93 for one in levels)
    assert [one.width for one in levels[:3]] == sorted((one.width for one in levels[:3]), reverse=True)
    assert isinstance(told, Figure)
    assert told.value < 12

    def narrower(*given):
        return [replace(one, low=one.mean - 0.1, high=one.mean + 0.1) for one in running_estimates(*given)]

    monkeypatch.setattr(measure_profile, "running_estimates", narrower)
    found = [one for one in coverage(40) if isinstance(one, Held) and ": level after" in one.name]
    assert {one.verdict for one in found} == {"under"}


def test_verdicts_tell_too_few_enough_and_too_many():
    assert [Held("", value, 77.0, 90.0).verdict for value in (76.9, 77.0, 90.0, 90.1)] == ["under", "ok", "ok", "over"]
