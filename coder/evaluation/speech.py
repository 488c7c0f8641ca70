"""Recordings against their references, heard by the product and by the bare library at its best setting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.evaluation.children import (
    SAME_AS_OURS,
    SETTINGS,
    Heard,
    Setting,
    Unreadable,
    coverage_of,
    hear_with_bare,
    hear_with_product,
)
from coder.evaluation.references import Recording, Reference
from coder.evaluation.scoring import (
    COLLAR_S,
    Score,
    Share,
    invented_words,
    time_errors,
    voice_share,
    word_share,
)


@dataclass(frozen=True)
class BareRun:
    """The bare library on one recording with one setting."""

    setting: Setting
    score: Score


@dataclass(frozen=True)
class Outcome:
    """One recording: its score, or why it has none, and the runs of the bare library, the best one first.

    ``heard`` is what the score was made of.
    """

    name: str
    score: Score | None = None
    problem: str = ""
    bare: tuple[BareRun, ...] = ()
    bare_problem: str = ""
    heard: Heard | None = None

    @property
    def best_bare(self) -> Score | None:
        """The bare library at its best setting."""
        return self.bare[0].score if self.bare else None

    @property
    def same_settings(self) -> Score | None:
        """The bare library as the product calls it: same beam, no voice detector."""
        return next((run.score for run in self.bare if run.setting == SAME_AS_OURS), None)


def evaluate(
    recordings: Sequence[Recording],
    *,
    model: str,
    app_folder: Path,
    with_bare: bool = True,
    told: Callable[[float, str], None] | None = None,
) -> tuple[Outcome, ...]:
    """Hear every recording, one process after the other; ``told`` learns the share done (0–1) and the file's name.

    A recording that cannot be read is told in its outcome, and the others go on. Raises UserError when the weights are
    missing or damaged.
    """
    outcomes = []
    for number, recording in enumerate(recordings):
        if told is not None:
            told(number / len(recordings), recording.name)
        outcomes.append(_outcome(recording, model, app_folder, with_bare))
    if told is not None:
        told(1.0, "")
    return tuple(outcomes)


def processor_ratio(ours: Iterable[Score | None], others: Iterable[Score | None]) -> float | None:
    """Processor seconds of the product over those of the library, summed over recordings both were measured on."""
    pairs = [
        (mine.cpu_s, other.cpu_s)
        for mine, other in zip(ours, others, strict=True)
        if mine is not None and other is not None and mine.cpu_s is not None and other.cpu_s
    ]
    return sum(mine for mine, _ in pairs) / sum(other for _, other in pairs) if pairs else None


def score_of(heard: Heard, reference: Reference) -> Score:
    """The words that were heard against the reference, and what hearing them cost."""
    return Score(
        words=_words(reference, heard),
        time_errors=None if reference.starts is None else time_errors(reference.starts, heard.words),
        coverage=heard.coverage,
        invented=invented_words(reference, heard.words),
        cpu_s=heard.cpu_s,
        peak_mb=heard.peak_mb,
        duration_s=heard.duration_s,
    )


def _outcome(recording: Recording, model: str, app_folder: Path, with_bare: bool) -> Outcome:
    try:
        heard = hear_with_product(recording.path, model, app_folder)
    except Unreadable as problem:
        return Outcome(recording.name, problem=str(problem))
    score = _with_voices(score_of(heard, recording.reference), recording.reference, heard)
    outcome = Outcome(recording.name, score, heard=heard)
    if not with_bare:
        return outcome
    try:
        return replace(outcome, bare=_bare(recording, model, app_folder, heard.duration_s))
    except Unreadable as problem:
        return replace(outcome, bare_problem=str(problem))


def _words(reference: Reference, heard: Heard) -> Share | None:
    return None if reference.text is None else word_share(reference.text, " ".join(word.text for word in heard.words))


def _with_voices(score: Score, reference: Reference, heard: Heard) -> Score:
    found = len({turn.speaker for turn in heard.turns})
    if reference.turns is None:
        return replace(score, speakers_found=found)
    shares = [
        voice_share(reference.turns, heard.turns, heard.duration_s or 0.0, collar_s) for collar_s in (0.0, COLLAR_S)
    ]
    return replace(
        score,
        voices_collar_0=shares[0],
        voices_collar_25=shares[1],
        speakers=len({turn.speaker for turn in reference.turns}),
        speakers_found=found,
    )


def _bare(recording: Recording, model: str, app_folder: Path, duration_s: float | None) -> tuple[BareRun, ...]:
    """Every setting where a text can tell which is best, else the one the product uses; the best comes first."""
    settings = SETTINGS if recording.reference.text is not None else (SAME_AS_OURS,)
    runs = []
    for setting in settings:
        heard = replace(hear_with_bare(recording.path, model, app_folder, setting), duration_s=duration_s)
        runs.append((BareRun(setting, score_of(heard, recording.reference)), heard))
    runs.sort(key=lambda run: _badness(run[0].score))
    (best, heard), *others = runs
    covered = replace(best, score=replace(best.score, coverage=coverage_of(recording.path, heard.words)))
    return (covered, *(run for run, _ in others))


def _badness(score: Score) -> tuple[float, int, float]:
    """Fewest wrong words, then fewest invented ones, then least work."""
    return (score.words.errors if score.words else 0.0, score.invented or 0, score.cpu_s or 0.0)
