"""What the command refuses before it measures anything."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from coder.cli import app, evaluate


def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> dict[str, str]:
    monkeypatch.setattr(sys, "argv", ["practice-coder", "evaluate", "speech", str(folder), "--json"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 1
    answer: dict[str, str] = json.loads(capsys.readouterr().out)
    assert set(answer) == {"error", "hint"}
    return answer


def test_a_folder_that_is_not_there_or_has_no_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no such folder" in refused(monkeypatch, capsys, tmp_path / "none")["error"]
    assert "no recording" in refused(monkeypatch, capsys, tmp_path)["error"]


def test_a_reference_that_cannot_be_read_is_told_before_anything_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    (tmp_path / "b.wav").write_bytes(b"RIFF")
    (tmp_path / "b.ctm").write_text("b 1 0.0 0.5 yes\nb 1 oops\n", encoding="utf-8")
    assert "Line 2 of b.ctm" in refused(monkeypatch, capsys, tmp_path)["error"]


@pytest.mark.parametrize("missing", ["jiwer", "pyannote.metrics"])
def test_without_the_extra_a_sentence_says_what_to_install(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without(name: str) -> Any:
        if name == missing and "." in name:
            raise ModuleNotFoundError(name)
        return None if name == missing else find_spec(name)

    monkeypatch.setattr(evaluate, "find_spec", without)
    assert "practice-coder[evaluation]" in refused(monkeypatch, capsys, tmp_path)["hint"]
