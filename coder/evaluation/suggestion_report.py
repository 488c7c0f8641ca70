"""The figures of suggested codes as a table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coder.analysis.wording import counted

_COLUMNS = (
    ("n", "n", "count"),
    ("share", "prevalence", "share"),
    ("precision", "precision", "share"),
    ("recall", "recall", "share"),
    ("F1", "f1", "share"),
    ("kappa", "kappa", "share"),
    ("shown", "shown", "count"),
    ("right when shown", "shown_precision", "share"),
)


def as_table(figures: Mapping[str, Any]) -> str:
    """What was judged and how, the figures of the whole, a row for each code, and what has to be known of them."""
    return "\n".join([_heading(figures), "", *_whole(figures), "", *_codes(figures), "", *figures["notes"]]).rstrip()


def _heading(figures: Mapping[str, Any]) -> str:
    judged = f"{counted(figures['n'], 'utterance')} of {counted(figures['n_groups'], 'group')}"
    return f"{judged}, judged: {figures['judged']}."


def _whole(figures: Mapping[str, Any]) -> list[str]:
    sets, model, seconds = figures["prediction_sets"], figures["model"], figures["seconds"]
    at = "  ".join(f"{float(k):.0%}: {_share(v)}" for k, v in figures["accuracy_at_coverage"].items())
    rows = (
        ("macro-F1", _share(figures["macro_f1"])),
        ("kappa", _share(figures["kappa"])),
        ("accuracy", _share(figures["accuracy"])),
        ("accuracy of the most certain", at),
        ("most certain share right in 90 %", _share(figures["coverage_at_precision_90"])),
        ("calibration error (ECE)", _share(figures["ece"])),
        ("Brier score", _share(figures["brier"])),
        ("nothing suggested for", _share(figures["abstained"])),
        (f"sets at alpha {sets['alpha']:g} with one code alone", _share(sets["singletons"])),
        ("model", f"{model['name']}, {model['bytes'] / 2**20:.2f} MiB, loads in {model['load_ms']:.0f} ms"),
        ("processor seconds", f"fit {_share(seconds['fit'])}, judging {_share(seconds['judge'])}"),
    )
    width = max(len(name) for name, _ in rows)
    return [f"{name:<{width}}  {value}" for name, value in rows]


def _codes(figures: Mapping[str, Any]) -> list[str]:
    coverage = figures["prediction_sets"]["coverage"]
    rows = [["code", *(title for title, _, _ in _COLUMNS), "in its set"]]
    for label, row in figures["codes"].items():
        cells = [str(row[key]) if kind == "count" else _share(row[key]) for _, key, kind in _COLUMNS]
        rows.append([label, *cells, _share(coverage.get(label))])
    return _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(cells))
        for cells in (tuple(zip(row, widths, strict=True)) for row in rows)
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
