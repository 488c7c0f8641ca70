"""``make bench-speech``: how well we hear and at what cost, beside the bare library, against the budgets.

    python -m tools.measure_speech [--long] [--three-hours]

The demo visit, and the shared development recordings where PRACTICE_CODER_SHARED names their folder; --long adds the
hour among them. --three-hours hears a visit of three hours as well (about three quarters of an hour of work), for its
memory. Prints the table, then every figure against its budget, and writes both to bench-speech.json. A figure over its
budget does not fail the run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import soundfile

from coder.audio.decode import decode_file
from coder.audio.flac import read_flac
from coder.audio.protocol import WORKING_RATE
from coder.bootstrap import app_folder
from coder.evaluation.children import hear_with_product
from coder.evaluation.report import as_table, report
from coder.evaluation.scoring import Score, figures_of
from coder.evaluation.speech import Outcome, evaluate, processor_ratio
from tools.bench import as_rows, line
from tools.figure import Figure
from tools.speech_references import demo_visit, shared_recordings

MODEL = "base"
_VOICES = ("finding speech", "telling voices apart")
THREE_HOURS_S = 3 * 3600
# What the best of several ways of telling voices apart scored on each recording (collar 0.25 s) before the product was
# built; docs/speech.md says which.
_DER_BEFORE = {
    "dev_ami_trn123": 0.09,
    "dev_ami_trn4": 0.278,
    "dev_ami_trn5": 0.02,
    "dev_ami_trn69": 0.517,
    "dev_ami_trn78": 0.579,
    "dev_libri2_0": 0.005,
    "dev_libri2_1": 0.009,
    "dev_libri3_2": 0.013,
    "dev_libri3_3": 0.016,
    "dev_libri5_4": 0.015,
    "dev_paa1": 0.024,
    "dev_session3_clean": 0.0,
    "dev_session3_room": 0.007,
}
_ROUNDED = 0.0005


def figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Every figure that has a budget, of the recordings together and of each."""
    return [*_cost(outcomes), *_word_times(outcomes), *(one for outcome in outcomes for one in _of_one(outcome))]


def peak_of_three_hours(folder: Path) -> Figure:
    """Peak memory for the demo visit over and over until it lasts three hours, in 2²⁰ bytes."""
    with demo_visit() as visit:
        samples = read_flac(decode_file(visit.path).flac)
    long = folder / "three-hours.flac"
    left = THREE_HOURS_S * WORKING_RATE
    with soundfile.SoundFile(long, "w", WORKING_RATE, 1, "PCM_16") as file:
        while left > 0:
            file.write(samples[:left])
            left -= len(samples)
    heard = hear_with_product(long, MODEL, app_folder())
    return Figure("memory for three hours, peak", heard.peak_mb or float("nan"), "MiB", 1536.0)


def main() -> int:
    """Measure, print and write; 1 when a recording was not heard."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--long", action="store_true", help="the hour among the shared recordings too")
    asked.add_argument("--three-hours", action="store_true", help="three hours of the demo visit too, for memory")
    options = asked.parse_args()
    with ExitStack() as stack:
        recordings = [stack.enter_context(demo_visit())]
        if shared := os.environ.get("PRACTICE_CODER_SHARED"):
            recordings += shared_recordings(Path(shared), long=options.long)
        outcomes = evaluate(recordings, model=MODEL, app_folder=app_folder(), told=_tell)
    found = figures(outcomes)
    if options.three_hours:
        with TemporaryDirectory() as folder:
            found.append(peak_of_three_hours(Path(folder)))
    print(as_table(outcomes), "", *(line(figure) for figure in found), sep="\n")
    document = {"figures": as_rows(found), **report(outcomes)}
    Path("bench-speech.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(any(outcome.problem for outcome in outcomes))


def _cost(outcomes: Sequence[Outcome]) -> list[Figure]:
    same = [outcome.same_settings for outcome in outcomes]
    whole = processor_ratio([outcome.score for outcome in outcomes], same)
    text = processor_ratio([_text_alone(outcome) for outcome in outcomes], same)
    voices, length = _stages(outcomes, _VOICES), sum(one.duration_s or 0.0 for one in _scores(outcomes))
    return [
        *_known("whole pipeline ÷ bare, same settings", whole, "×", 1.15),
        *_known("text ÷ bare, same settings", text, "×", 1.15),
        *_known("voices ÷ real time", voices / length if length else None, "×", 0.07),
    ]


def _text_alone(outcome: Outcome) -> Score | None:
    """The processor time of a recording without that of finding speech and telling voices apart."""
    if outcome.score is None or outcome.score.cpu_s is None:
        return None
    return Score(cpu_s=outcome.score.cpu_s - _stages([outcome], _VOICES))


def _stages(outcomes: Iterable[Outcome], stages: Iterable[str]) -> float:
    wanted = set(stages)
    heard = [outcome.heard for outcome in outcomes if outcome.heard is not None]
    return sum(seconds for one in heard for stage, seconds in one.stages.items() if stage in wanted)


def _word_times(outcomes: Sequence[Outcome]) -> list[Figure]:
    all_files = figures_of(_scores(outcomes))
    return [
        *_known("word time, median", _times(all_files.word_time_median_s, 1000), "ms", 80.0),
        *_known("word time, 95th percentile", _times(all_files.word_time_p95_s, 1000), "ms", 300.0),
    ]


def _of_one(outcome: Outcome) -> list[Figure]:
    if outcome.score is None:
        return []
    ours, name = figures_of([outcome.score]), outcome.name
    found = []
    if outcome.best_bare is not None:
        bare = figures_of([outcome.best_bare])
        if ours.wer is not None and bare.wer is not None:
            found.append(Figure(f"WER above bare, {name}", 100 * (ours.wer - bare.wer), "pts", 0.5))
        if outcome.score.words is not None and not outcome.score.words.total:
            # Strictly fewer, but none at all is as few as can be.
            budget = max(0, (bare.invented_words or 0) - 1)
            found.append(Figure(f"invented words, {name}", float(ours.invented_words or 0), "", budget))
    stem = Path(name).stem
    if stem in _DER_BEFORE and ours.der_collar_25 is not None:
        found.append(Figure(f"DER, {name}", ours.der_collar_25, "", _DER_BEFORE[stem] + _ROUNDED))
    return found


def _known(name: str, value: float | None, unit: str, budget: float) -> list[Figure]:
    return [] if value is None else [Figure(name, value, unit, budget)]


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else factor * value


def _scores(outcomes: Sequence[Outcome]) -> list[Score]:
    return [outcome.score for outcome in outcomes if outcome.score is not None]


def _tell(share: float, name: str) -> None:
    sys.stderr.write(f"{share:4.0%} {name}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
