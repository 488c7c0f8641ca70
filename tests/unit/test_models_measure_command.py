"""Measuring a speech model by command line answers for the very model that was asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coder.cli import models
from coder.domain.speech_models import Measured
from coder.jobs import model_work


def test_a_folder_that_no_store_has_chosen_is_measured_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRACTICE_CODER_APP_DATA", str(tmp_path / "app"))
    took = Measured(60.0, 6.0, 12.0, 20.0, datetime(2026, 5, 4, tzinfo=UTC))
    monkeypatch.setattr(model_work, "measure", lambda *_: took)
    monkeypatch.setattr(models, "_need_speech", lambda: None)
    models.measure(str(tmp_path / "own"), home=tmp_path / "store", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["model"] == str(tmp_path / "own")
    assert told["cost"]["minutes_per_hour"] == pytest.approx(18.0)
    assert not told["cost"]["estimated"]
