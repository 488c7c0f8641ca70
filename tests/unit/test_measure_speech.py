"""``make bench-speech``: references of our own recordings, and the figures that are held against budgets."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from coder.evaluation.children import SAME_AS_OURS, Heard, Setting
from coder.evaluation.references import Turn
from coder.evaluation.scoring import Score, Share
from coder.evaluation.speech import BareRun, Outcome
from tools import measure_speech
from tools.bench import verdict
from tools.speech_references import demo_visit, of_lines, read_table, shared_recordings

LINES = [(0.5, 1.5, "W", "Hello there."), (2.0, 3.0, "M", "Hi.")]


def test_lines_give_words_voices_and_the_beginning_of_each_line() -> None:
    reference = of_lines(LINES)
    assert reference.text == "Hello there.\nHi."
    assert reference.turns == (Turn(0.5, 1.5, "W"), Turn(2.0, 3.0, "M"))
    assert reference.starts == (("Hello", 0.5), ("there.", None), ("Hi.", 2.0))


def test_a_table_is_read_without_its_heading(tmp_path: Path) -> None:
    table = tmp_path / "a.tsv"
    rows = ["start\tend\tspeaker\ttext", *("\t".join(map(str, line)) for line in LINES)]
    table.write_text("\n".join(rows), encoding="utf-8")
    assert read_table(table) == LINES


def test_the_demo_visit_has_all_of_its_words_in_its_voices() -> None:
    with demo_visit() as visit:
        assert visit.path.is_file()
        reference = visit.reference
    assert reference.text is not None
    assert reference.turns is not None
    assert reference.starts is not None
    assert {turn.speaker for turn in reference.turns} == {"worker", "parent"}
    assert len(reference.starts) == len(reference.text.split()) > 500
    assert sum(start_s is not None for _, start_s in reference.starts) == len(reference.turns)


def test_shared_recordings_are_the_ones_with_something_to_measure(shared_data: Path) -> None:
    found = {one.name: one.reference for one in shared_recordings(shared_data)}
    assert "formats/not_audio.m4a" not in found
    assert found["formats/silence_30s.flac"].text == ""
    assert found["real/jfk.flac"].text
    assert found["sim/dev_libri2_0.flac"].turns
    assert found["synth/dev_session3_room.flac"].starts
    assert set(dict(found)) < {one.name for one in shared_recordings(shared_data, long=True)}


def outcome(name: str, words: Share, bare_words: Share, invented: tuple[int, int], der: float | None) -> Outcome:
    score = Score(
        words=words,
        voices_collar_25=None if der is None else Share(der, 1.0),
        time_errors=(0.05, 0.15),
        invented=invented[0],
        cpu_s=20.0,
        duration_s=100.0,
    )
    stages = {"finding speech": 1.0, "writing down what is said": 13.0, "telling voices apart": 4.0}
    best = BareRun(Setting(5, vad=True), Score(words=bare_words, invented=invented[1], cpu_s=25.0))
    same = BareRun(SAME_AS_OURS, Score(words=bare_words, cpu_s=12.5))
    return Outcome(name, score, bare=(best, same), heard=Heard((), stages=stages))


def test_figures_are_held_against_the_budgets() -> None:
    found = measure_speech.figures(
        [
            outcome("sim/dev_libri2_0.flac", Share(4, 100), Share(3, 100), (0, 0), 0.0054),
            outcome("noise.flac", Share(2, 0), Share(2, 0), (2, 2), None),
            Outcome("broken.m4a", problem="This is not a sound file."),
        ]
    )
    assert [(one.name, round(one.value, 4), one.budget, verdict(one)) for one in found] == [
        ("whole pipeline ÷ bare, same settings", 1.6, 1.15, "over"),
        ("text ÷ bare, same settings", 1.2, 1.15, "over"),
        ("voices ÷ real time", 0.05, 0.07, "ok"),
        ("word time, median", 100.0, 80.0, "over"),
        ("word time, 95th percentile", 150.0, 300.0, "ok"),
        ("WER above bare, sim/dev_libri2_0.flac", 1.0, 0.5, "over"),
        ("DER, sim/dev_libri2_0.flac", 0.0054, 0.0055, "ok"),
        ("invented words, noise.flac", 2.0, 1, "over"),
    ]


def test_nothing_measured_gives_no_figure() -> None:
    assert measure_speech.figures([Outcome("broken.m4a", problem="This is not a sound file.")]) == []


@pytest.mark.slow
def test_a_long_file_is_made_of_the_visit_and_its_peak_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure_speech, "THREE_HOURS_S", 5)
    monkeypatch.setattr(measure_speech, "MODEL", "tiny.en")
    figure = measure_speech.peak_of_three_hours(tmp_path)
    assert soundfile.info(tmp_path / "three-hours.flac").duration == 5.0
    assert 100 < figure.value < 1536
    assert figure.budget == 1536.0
