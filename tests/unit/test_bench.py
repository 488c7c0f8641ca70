"""``make bench`` as a program: what it prints, what it writes, and that it never fails over a figure."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import bench
from tools.figure import Figure

FIGURES = [Figure("first window", 0.31, "s", 0.4), Figure("frame", 7.25, "ms", 6.0), Figure("text", 0.2, "×", None)]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Figures that were measured elsewhere, one of them over its budget; the folder bench.json is written to."""
    monkeypatch.setitem(sys.modules, "tools.bench_made_up", SimpleNamespace(figures=lambda: FIGURES))  # type: ignore[arg-type]
    monkeypatch.setattr(bench, "PARTS", ("tools.bench_made_up",))
    monkeypatch.setattr(sys, "argv", ["bench"])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_line_a_figure_and_no_failure_when_one_is_over(measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main() == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["first", "window", "0.310", "s", "0.4", "ok"],
        ["frame", "7.250", "ms", "6", "over"],
        ["text", "0.200", "×", "–", "–"],
    ]


def test_the_same_is_written_as_json(measured: Path) -> None:
    bench.main()
    rows = json.loads((measured / "bench.json").read_text(encoding="utf-8"))
    assert [(row["name"], row["value"], row["unit"], row["budget"], row["verdict"]) for row in rows] == [
        ("first window", 0.31, "s", 0.4, "ok"),
        ("frame", 7.25, "ms", 6.0, "over"),
        ("text", 0.2, "×", None, "–"),
    ]


def test_parts_can_be_named(
    measured: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "PARTS", ())
    monkeypatch.setattr(sys, "argv", ["bench", "made_up"])
    bench.main()
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(("value", "end"), [(0.71, ["≥0.7", "ok"]), (0.7, ["≥0.7", "ok"]), (0.69, ["≥0.7", "over"])])
def test_some_budgets_are_the_least_there_must_be(value: float, end: list[str]) -> None:
    assert bench.line(Figure("kappa", value, "", 0.7, at_least=True)).split()[-2:] == end


@pytest.mark.parametrize("part", bench.PARTS)
def test_every_part_is_there(part: str) -> None:
    found = find_spec(part)
    assert found is not None
    assert "\ndef figures() -> list[Figure]:" in Path(str(found.origin)).read_text(encoding="utf-8")


def test_every_measuring_tool_is_a_part() -> None:
    tools = Path(bench.__file__).parent
    # What measures the page and the waveform is part of bench_ui, a large service of measure_profile.
    inside = {"tools.bench_ui_page", "tools.bench_waveform", "tools.bench_service"}
    there = {f"tools.{path.stem}" for path in tools.glob("bench_*.py")} - inside
    assert there == set(bench.PARTS)
