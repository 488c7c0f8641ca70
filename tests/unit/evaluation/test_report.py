"""What is printed: the same names for every recording, null where nothing is known, sums over all."""

from __future__ import annotations

import json

import pytest

from coder.evaluation.children import SAME_AS_OURS, Setting
from coder.evaluation.report import as_table, report
from coder.evaluation.scoring import Score, Share
from coder.evaluation.speech import BareRun, Outcome, processor_ratio

FIGURES = {
    "wer",
    "der_collar_0",
    "der_collar_25",
    "speakers",
    "speakers_found",
    "word_time_median_s",
    "word_time_p95_s",
    "coverage",
    "invented_words",
    "rtf_cpu",
    "peak_mb",
}
CAREFUL = Setting(beam_size=5, vad=True)


def score(errors: int, cpu_s: float) -> Score:
    return Score(words=Share(errors, 100), invented=0, cpu_s=cpu_s, peak_mb=400.0, duration_s=100.0)


HEARD = Outcome(
    "visit.wav",
    Score(
        words=Share(4, 100),
        voices_collar_0=Share(3.0, 60.0),
        voices_collar_25=Share(1.0, 50.0),
        speakers=2,
        speakers_found=3,
        time_errors=(0.04, 0.06),
        coverage=0.9,
        invented=1,
        cpu_s=24.0,
        peak_mb=500.0,
        duration_s=100.0,
    ),
    bare=(BareRun(CAREFUL, score(3, 30.0)), BareRun(SAME_AS_OURS, score(5, 16.0))),
)
ALONE = Outcome("sub/quiet.wav", Score(speakers_found=0, cpu_s=1.0, duration_s=100.0))
BROKEN = Outcome("broken.m4a", problem="This is not a sound file that can be read, or it is too damaged.")
HALF = Outcome("half.wav", score(0, 10.0), bare_problem="The process that heard it stopped before its end.")


def test_every_recording_has_every_figure_under_its_name() -> None:
    document = json.loads(json.dumps(report([HEARD, ALONE, BROKEN, HALF]), allow_nan=False))
    assert set(document) == {"files", "overall"}
    heard, alone, broken, half = document["files"]
    assert set(heard) == set(alone) == set(half) == FIGURES | {"file", "bare"}
    assert set(broken) == FIGURES | {"file", "bare", "error"}
    assert set(heard["bare"]) == FIGURES | {"setting"}
    assert [one["file"] for one in document["files"]] == ["visit.wav", "sub/quiet.wav", "broken.m4a", "half.wav"]


def test_figures_are_those_of_the_recording_and_of_the_best_setting_of_the_library() -> None:
    (heard,) = report([HEARD])["files"]
    bare = heard.pop("bare")
    assert heard == {
        "file": "visit.wav",
        "wer": 0.04,
        "der_collar_0": 0.05,
        "der_collar_25": 0.02,
        "speakers": 2,
        "speakers_found": 3,
        "word_time_median_s": pytest.approx(0.05),
        "word_time_p95_s": pytest.approx(0.059),
        "coverage": pytest.approx(0.9),
        "invented_words": 1,
        "rtf_cpu": 0.24,
        "peak_mb": 500.0,
    }
    assert (bare["wer"], bare["rtf_cpu"], bare["setting"]) == (0.03, 0.3, "beam 5, VAD on")
    assert bare["der_collar_0"] is bare["der_collar_25"] is bare["speakers"] is bare["speakers_found"] is None


def test_what_was_not_heard_is_null_with_its_error() -> None:
    files = report([ALONE, BROKEN, HALF])["files"]
    assert {name for name in FIGURES if files[0][name] is not None} == {"speakers_found", "rtf_cpu"}
    assert files[0]["bare"] is None
    assert {name for name in FIGURES if files[1][name] is not None} == set()
    assert files[1]["error"].startswith("This is not a sound file")
    assert files[2]["bare"]["error"].startswith("The process")
    assert files[2]["wer"] == 0


def test_overall_takes_what_was_heard_and_counts_what_was_not() -> None:
    overall = report([HEARD, ALONE, BROKEN, HALF])["overall"]
    assert set(overall) == FIGURES | {
        "bare",
        "speaker_count_error",
        "cpu_ratio",
        "cpu_ratio_same_settings",
        "heard",
        "failed",
    }
    assert (overall["heard"], overall["failed"]) == (3, 1)
    assert overall["wer"] == pytest.approx(4 / 200)
    assert overall["bare"]["wer"] == pytest.approx(3 / 100)
    assert overall["speaker_count_error"] == 1.0
    # Only the recording both were measured on counts.
    assert overall["cpu_ratio"] == pytest.approx(24 / 30)
    assert overall["cpu_ratio_same_settings"] == pytest.approx(24 / 16)


def test_without_the_library_nothing_is_said_of_it() -> None:
    overall = report([ALONE, BROKEN])["overall"]
    assert overall["bare"] is overall["cpu_ratio"] is overall["cpu_ratio_same_settings"] is None
    assert processor_ratio([None], [None]) is None


def test_the_table_has_a_line_each_and_says_what_went_wrong() -> None:
    lines = as_table([HEARD, ALONE, BROKEN, HALF]).splitlines()
    assert [line[:24].strip() for line in lines[:7]] == [
        "",
        "visit.wav",
        "bare, beam 5, VAD on",
        "sub/quiet.wav",
        "half.wav",
        "all",
        "bare",
    ]
    assert lines[1].split()[1:] == ["4.0", "5.0", "2.0", "3/2", "50", "59", "90.0", "1", "0.240", "500"]
    assert len({len(line) for line in lines[:7]}) == 1
    assert "broken.m4a: not heard. This is not a sound file" in "\n".join(lines[7:])
    assert "half.wav: the bare library failed." in "\n".join(lines[7:])
    assert "Processor time: 0.80 × the bare library at its best." in lines
