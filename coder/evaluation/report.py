"""Outcomes as they are printed: one document of plain data, or a table for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from coder.evaluation.scoring import Figures, Score, figures_of
from coder.evaluation.speech import Outcome, processor_ratio

_NONE = Figures(**dict.fromkeys(Figures.__dataclass_fields__))
_COLUMNS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("WER", lambda f: _percent(f.wer)),
    ("DER 0", lambda f: _percent(f.der_collar_0)),
    ("DER .25", lambda f: _percent(f.der_collar_25)),
    ("voices", lambda f: _of(f.speakers_found, f.speakers)),
    ("word ms", lambda f: _milliseconds(f.word_time_median_s)),
    ("p95 ms", lambda f: _milliseconds(f.word_time_p95_s)),
    ("heard", lambda f: _percent(f.coverage)),
    ("invented", lambda f: _plain(f.invented_words)),
    ("CPU ×", lambda f: "–" if f.rtf_cpu is None else f"{f.rtf_cpu:.3f}"),
    ("MiB", lambda f: "–" if f.peak_mb is None else f"{f.peak_mb:.0f}"),
)


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """``files`` with the figures of each recording and ``overall`` with those of all that were heard.

    ``bare`` has the same figures of the bare library at its best setting; None where it was not measured. A recording
    that was not heard has only None and an ``error``.
    """
    return {"files": [_file(outcome) for outcome in outcomes], "overall": _overall(outcomes)}


def as_table(outcomes: Sequence[Outcome]) -> str:
    """A line for each recording, one for the bare library below it, and all together; percent, milliseconds, MiB."""
    rows = [("", *(title for title, _ in _COLUMNS))]
    for outcome in outcomes:
        if outcome.score is None:
            continue
        rows.append(_row(outcome.name, figures_of([outcome.score])))
        if outcome.best_bare is not None:
            rows.append(_row(f"  bare, {outcome.bare[0].setting.label}", figures_of([outcome.best_bare])))
    rows.append(_row("all", figures_of(_scores(outcomes))))
    if any(outcome.best_bare for outcome in outcomes):
        rows.append(_row("  bare", figures_of(_bare_scores(outcomes))))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(cells))
        for cells in ([*zip(row, widths, strict=True)] for row in rows)
    ]
    return "\n".join([*lines, *_notes(outcomes)])


def _file(outcome: Outcome) -> dict[str, Any]:
    if outcome.score is None:
        return {"file": outcome.name, **asdict(_NONE), "bare": None, "error": outcome.problem}
    return {"file": outcome.name, **asdict(figures_of([outcome.score])), "bare": _bare(outcome)}


def _bare(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.bare_problem:
        return {**asdict(_NONE), "setting": None, "error": outcome.bare_problem}
    if outcome.best_bare is None:
        return None
    return {**asdict(figures_of([outcome.best_bare])), "setting": outcome.bare[0].setting.label}


def _overall(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    bare = _bare_scores(outcomes)
    wrong = [
        abs(score.speakers_found - score.speakers)
        for score in _scores(outcomes)
        if score.speakers is not None and score.speakers_found is not None
    ]
    return {
        **asdict(figures_of(_scores(outcomes))),
        "speaker_count_error": sum(wrong) / len(wrong) if wrong else None,
        "bare": asdict(figures_of(bare)) if bare else None,
        "cpu_ratio": _ratio(outcomes, same_settings=False),
        "cpu_ratio_same_settings": _ratio(outcomes, same_settings=True),
        "heard": sum(outcome.score is not None for outcome in outcomes),
        "failed": sum(outcome.score is None for outcome in outcomes),
    }


def _ratio(outcomes: Sequence[Outcome], *, same_settings: bool) -> float | None:
    others = [outcome.same_settings if same_settings else outcome.best_bare for outcome in outcomes]
    return processor_ratio([outcome.score for outcome in outcomes], others)


def _scores(outcomes: Sequence[Outcome]) -> list[Score]:
    return [outcome.score for outcome in outcomes if outcome.score is not None]


def _bare_scores(outcomes: Sequence[Outcome]) -> list[Score]:
    return [outcome.best_bare for outcome in outcomes if outcome.best_bare is not None]


def _notes(outcomes: Sequence[Outcome]) -> list[str]:
    notes = [f"{one.name}: not heard. {one.problem}" for one in outcomes if one.problem]
    notes += [f"{one.name}: the bare library failed. {one.bare_problem}" for one in outcomes if one.bare_problem]
    for words, same_settings in (("at its best", False), ("with the same settings", True)):
        ratio = _ratio(outcomes, same_settings=same_settings)
        if ratio is not None:
            notes.append(f"Processor time: {ratio:.2f} × the bare library {words}.")
    return ["", *notes] if notes else []


def _row(name: str, figures: Figures) -> tuple[str, ...]:
    return (name, *(cell(figures) for _, cell in _COLUMNS))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _milliseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{1000 * seconds:.0f}"


def _plain(count: int | None) -> str:
    return "–" if count is None else str(count)


def _of(found: int | None, true: int | None) -> str:
    return _plain(found) if true is None else f"{_plain(found)}/{true}"
