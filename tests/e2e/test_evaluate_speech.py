"""The measuring command as a user runs it, on a piece of the demo visit, a silent file and one that is no sound."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

from tests.helpers.command_line import CommandLine
from tests.helpers.real_store import visit_clip
from tests.helpers.sounds import plain_wav

# The first three turns and a moment of nothing after them.
LENGTH_S = 12.0

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_native_network")]


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "no-store-is-needed")


def write_references(folder: Path, stem: str) -> None:
    """Words, voices and word times of the clip; within an utterance the words are spread evenly."""
    truth = json.loads((resources.files("coder.demo") / "data" / "visit-truth.json").read_text(encoding="utf-8"))
    turns = [turn for turn in truth["turns"] if turn["end_s"] <= LENGTH_S]
    assert len(turns) == 3
    rttm, ctm = [], []
    for turn in turns:
        length_s = turn["end_s"] - turn["start_s"]
        rttm.append(f"SPEAKER {stem} 1 {turn['start_s']} {length_s:.3f} <NA> <NA> {turn['speaker']} <NA> <NA>")
        said = turn["text"].split()
        step_s = length_s / len(said)
        ctm += [f"{stem} 1 {turn['start_s'] + n * step_s:.3f} {step_s:.3f} {word}" for n, word in enumerate(said)]
    (folder / f"{stem}.txt").write_text("\n".join(turn["text"] for turn in turns), encoding="utf-8")
    (folder / f"{stem}.rttm").write_text("\n".join(rttm), encoding="utf-8")
    (folder / f"{stem}.ctm").write_text("\n".join(ctm), encoding="utf-8")


def test_words_voices_and_times_beside_the_bare_library(tmp_path: Path, line: CommandLine) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    visit_clip(folder / "visit.wav", 0, LENGTH_S)
    write_references(folder, "visit")
    (folder / "broken.m4a").write_text("not a sound", encoding="utf-8")
    answer = line.run("evaluate", "speech", folder, "--model", "tiny.en")
    assert answer.code == 1
    broken, visit = answer.data["files"]
    assert (broken["file"], visit["file"]) == ("broken.m4a", "visit.wav")
    assert "not a sound file" in broken["error"]
    assert visit["wer"] <= 0.2
    # Twelve seconds say too little of voices to hold their number to the truth.
    assert 0 <= visit["der_collar_25"] < visit["der_collar_0"] <= 0.5
    assert (visit["speakers"], visit["invented_words"]) == (2, 0)
    assert 1 <= visit["speakers_found"] <= 3
    assert 0 < visit["word_time_median_s"] < 0.5
    assert visit["word_time_median_s"] <= visit["word_time_p95_s"]
    assert visit["coverage"] > 0.9
    bare = visit["bare"]
    assert bare["wer"] <= 0.2
    assert bare["der_collar_0"] is bare["speakers_found"] is None
    assert bare["setting"].startswith("beam ")
    assert bare["coverage"] > 0.9
    for measured in (visit, bare):
        assert 0.05 < measured["rtf_cpu"] < 5
        assert 100 < measured["peak_mb"] < 1536
    overall = answer.data["overall"]
    assert (overall["heard"], overall["failed"], overall["wer"]) == (1, 1, visit["wer"])
    assert overall["cpu_ratio_same_settings"] > 0.5
    assert not line.home.exists()


def test_silence_is_heard_as_no_words_and_without_references_all_is_null(tmp_path: Path, line: CommandLine) -> None:
    folder = tmp_path / "recordings"
    (folder / "deeper").mkdir(parents=True)
    visit_clip(folder / "deeper" / "alone.wav", 0, 6)
    silent = bytearray(plain_wav(3.0))
    silent[44:] = bytes(len(silent) - 44)
    (folder / "silent.wav").write_bytes(silent)
    (folder / "silent.txt").write_text("", encoding="utf-8")
    answer = line.run("evaluate", "speech", folder, "--model", "tiny.en", "--no-bare")
    assert answer.code == 0, answer.told
    alone, silent_one = answer.data["files"]
    assert alone["file"] == "deeper/alone.wav"
    unknown = ("wer", "der_collar_0", "der_collar_25", "speakers", "word_time_median_s", "invented_words", "bare")
    assert [alone[name] for name in unknown] == [None] * len(unknown)
    assert alone["speakers_found"] >= 1
    assert (silent_one["invented_words"], silent_one["wer"], silent_one["speakers_found"]) == (0, None, 0)
    assert "error" not in silent_one
    assert answer.data["overall"]["bare"] is None


def test_weights_that_are_not_there_end_it_with_a_sentence(tmp_path: Path, line: CommandLine) -> None:
    visit_clip(tmp_path / "visit.wav", 0, 3)
    assert "model" in line.is_refused("evaluate", "speech", tmp_path, "--model", "no-such-model")
