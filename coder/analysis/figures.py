"""The figures of a session that come from times and attributes (codebook §F and §G), in the words people read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from codebook.schema import Codebook
from coder.analysis.focus import FocusTurns, focus_turns
from coder.analysis.group_figures import group_figures
from coder.analysis.measures import SessionMeasures
from coder.analysis.wording import DASH, measure_text
from coder.domain.coding import Entry
from coder.domain.times import clock_text
from coder.domain.transcripts import Transcript

Codes = Sequence[Entry]
# Which codes a time or a number is about, as the definitions of the figures in the codebooks say.
_FIRST_SAID = {"purpose_said": "STR", "concern_said": "CON", "child_first_said": "CHD"}
_TIME_SHARES = {
    "process_time": ("INF", "PRC"),
    "thinking_time": ("CUR", "HYP", "CHD", "RSK", "FEE", "CHA", "REV"),
    "rehearsal_time": ("REH",),
}
_FOCUS_SHARES = {"child_focus_turns": "child"}


def session_figures(
    transcript: Transcript, codes: Codes, found: SessionMeasures, codebook: Codebook, focus: Codes = ()
) -> dict[str, tuple[str, str]]:
    """Name and text of each figure of the codebook that can be worked out, by its id, in the codebook's order.

    ``codes`` and ``focus`` are the codes and the focus tags that stand. A dash stands for what is undefined or was
    never said. Figures that need what nobody codes yet (who built on whom) are left out, never guessed.
    """
    makers = _makers(transcript, codes, found) | _of_focus(focus_turns(transcript, focus)) | group_figures(transcript)
    texts: dict[str, tuple[str, str]] = {}
    for figure in codebook.figures:
        if figure.id in makers:
            texts[figure.id] = figure.name, makers[figure.id](figure.unit)
    return texts


def _makers(transcript: Transcript, codes: Codes, found: SessionMeasures) -> dict[str, Callable[[str], str]]:
    floor = found.floor
    share = None if floor.worker_share is None else 100 * floor.worker_share
    quotient = found.consistent / found.inconsistent if found.inconsistent else None
    return {
        "consistent": lambda _: str(found.consistent),
        "inconsistent": lambda _: str(found.inconsistent),
        "consistent_ratio": lambda unit: measure_text(quotient, unit),
        "worker_talk": lambda unit: measure_text(share, unit),
        "longest_worker_turn": lambda unit: measure_text(floor.longest_worker_turn_s, unit),
        "pause_after_parent": lambda unit: measure_text(floor.mean_pause_after_parent_s, unit),
        **{id_: _first_said(codes, code) for id_, code in _FIRST_SAID.items()},
        **{id_: _time_share(codes, those) for id_, those in _TIME_SHARES.items()},
        "concern_specific": lambda _: _specific(codes),
        "plan_steps": lambda _: _plan_steps(codes),
        "reasoned_steps": lambda _: _reasoned(codes),
        "evoking_questions": lambda unit: measure_text(_evoking(codes, transcript.duration_s), unit),
    }


def _of_focus(turns: FocusTurns) -> dict[str, Callable[[str], str]]:
    def share(tag: str) -> Callable[[str], str]:
        return lambda unit: measure_text(100 * turns.about.get(tag, 0) / turns.tagged if turns.tagged else None, unit)

    return {id_: share(tag) for id_, tag in _FOCUS_SHARES.items()}


def _first_said(codes: Codes, label: str) -> Callable[[str], str]:
    def text(_unit: str) -> str:
        times = [entry.start_s for entry in codes if entry.label == label]
        return clock_text(min(times)) if times else DASH

    return text


def _time_share(codes: Codes, labels: tuple[str, ...]) -> Callable[[str], str]:
    def text(unit: str) -> str:
        whole = sum(entry.end_s - entry.start_s for entry in codes)
        part = sum(entry.end_s - entry.start_s for entry in codes if entry.label in labels)
        return measure_text(100 * part / whole if whole > 0 else None, unit)

    return text


def _specific(codes: Codes) -> str:
    """Whether any stated concern was marked as specific, of how many; a dash when none was stated."""
    stated = [entry for entry in codes if entry.label == "CON"]
    specific = sum(entry.attributes.get("specific") == "yes" for entry in stated)
    if not stated:
        return DASH
    return f"{'yes' if specific else 'no'}, {specific} of {len(stated)}"


def _plan_steps(codes: Codes) -> str:
    made = [entry.attributes.get("made") for entry in codes if entry.label == "PLN"]
    return f"{made.count('shared')} shared, {made.count('imposed')} imposed" if made else DASH


def _reasoned(codes: Codes) -> str:
    steps = [entry for entry in codes if entry.label == "DEC"]
    return f"{sum('reasoned' in entry.attributes for entry in steps)} of {len(steps)}" if steps else DASH


def _evoking(codes: Codes, duration_s: float) -> float | None:
    """Open questions marked with what they evoke, per ten minutes of the recording; None without a length."""
    evoking = sum(entry.label == "OQ" and "evokes" in entry.attributes for entry in codes)
    return 600 * evoking / duration_s if duration_s > 0 else None
