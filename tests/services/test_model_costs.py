"""What a model costs here: measured, or estimated and called so; never a figure from another machine."""

from __future__ import annotations

import json
import platform
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coder.domain.speech_models import (
    Cost,
    Here,
    Measured,
    SpeechModel,
    Trust,
    estimated_cost,
    measured_cost,
)
from coder.services.model_costs import costs, forget_measured, keep_measured

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QUIET = Measured(sound_s=60, fixed_s=2, text_s=8, wall_s=10.5, measured_at=NOW)


def model(name: str, parameters: int = 0) -> SpeechModel:
    return SpeechModel(name, name, Here.YES, Trust.PUBLISHED, million_parameters=parameters)


MODELS = (model("base", 74), model("small", 244), model("medium", 769), model("ours"))


def test_minutes_for_an_hour_are_what_a_minute_took_in_seconds():
    assert measured_cost(QUIET) == Cost(10.0, None, False, NOW)


def test_a_busy_computer_is_told_apart_from_a_slow_one():
    cost = measured_cost(replace(QUIET, wall_s=25))
    assert (cost.minutes_per_hour, cost.busy_minutes) == (10.0, 25.0)


def test_several_cores_at_once_take_less_time_than_they_work():
    assert measured_cost(replace(QUIET, wall_s=5)).minutes_per_hour == 5.0


def test_an_estimate_grows_with_the_parameters_but_for_what_all_models_cost_alike():
    cost = estimated_cost(QUIET, 74, 148)
    assert (cost.minutes_per_hour, cost.estimated) == (2 + 16, True)
    with pytest.raises(ValueError, match="parameters"):
        estimated_cost(QUIET, 74, 0)


def test_nothing_is_said_before_anything_was_measured(tmp_path):
    assert costs(tmp_path, MODELS) == {}


def test_what_was_measured_is_kept_and_the_rest_is_estimated_from_the_nearest(tmp_path):
    keep_measured(tmp_path, "base", QUIET)
    found = costs(tmp_path, MODELS)
    assert found["base"] == measured_cost(QUIET)
    assert found["medium"] == estimated_cost(QUIET, 74, 769)
    assert "ours" not in found
    small = replace(QUIET, text_s=20, wall_s=22)
    keep_measured(tmp_path, "small", small)
    keep_measured(tmp_path, "ours", QUIET)
    found = costs(tmp_path, MODELS)
    assert not found["small"].estimated
    assert found["medium"] == estimated_cost(small, 244, 769)
    assert found["ours"] == measured_cost(QUIET)


def test_a_model_that_was_removed_is_forgotten(tmp_path):
    keep_measured(tmp_path, "small", QUIET)
    forget_measured(tmp_path, "small")
    forget_measured(tmp_path, "small")
    assert costs(tmp_path, MODELS) == {}


def test_another_machine_has_figures_of_its_own(tmp_path, monkeypatch):
    keep_measured(tmp_path, "base", QUIET)
    here = platform.uname()
    monkeypatch.setattr(platform, "uname", lambda: here._replace(node="another"))
    assert costs(tmp_path, MODELS) == {}
    assert here.node not in (tmp_path / "models" / "measured.json").read_text()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"x": 1}', "\x00"])
def test_figures_that_cannot_be_read_are_none(tmp_path, content):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "measured.json").write_text(content)
    assert costs(tmp_path, MODELS) == {}
    keep_measured(tmp_path, "base", QUIET)
    (machine,) = json.loads((tmp_path / "models" / "measured.json").read_text()).values()
    assert machine.keys() == {"base"}
