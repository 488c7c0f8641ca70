"""``make bench``: every measured figure against its budget, one line each, and the same as bench.json.

CPU time, medians; a figure over its budget is printed as ``over`` and does not fail the run. The figures come from the
modules below, each of which has ``figures() -> list[Figure]``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from tools.figure import Figure

PARTS = (
    "tools.bench_start",
    "tools.bench_ui",
    "tools.bench_ui_busy",
    "tools.bench_store",
    "tools.bench_playback",
    "tools.bench_first_text",
    "tools.bench_speech",
    "tools.bench_suggestions",
    "tools.bench_reports",
)


def verdict(figure: Figure) -> str:
    """``ok`` within the budget, ``over`` on its wrong side, a dash where there is none."""
    if figure.budget is None:
        return "–"
    if figure.at_least:
        return "ok" if figure.value >= figure.budget else "over"
    return "ok" if figure.value <= figure.budget else "over"


def line(figure: Figure) -> str:
    """One figure as it is printed: name, value, unit, budget, verdict."""
    budget = "–" if figure.budget is None else f"{'≥' * figure.at_least}{round(figure.budget, 4):g}"
    return f"{figure.name:<58}  {figure.value:>9.3f} {figure.unit:<4}  {budget:>6}  {verdict(figure)}"


def as_rows(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The same figures as plain data."""
    return [
        {"name": f.name, "value": f.value, "unit": f.unit, "budget": f.budget, "verdict": verdict(f)} for f in figures
    ]


def main() -> int:
    """Measure the parts named on the command line, or all of them."""
    found: list[Figure] = []
    for part in [f"tools.bench_{name}" for name in sys.argv[1:]] or PARTS:
        for figure in import_module(part).figures():
            found.append(figure)
            print(line(figure), flush=True)
    Path("bench.json").write_text(json.dumps(as_rows(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
