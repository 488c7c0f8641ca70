"""Bad files are refused whole, with one sentence that says what happened and one that says what to do."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.audio.decode import decode_file
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import DecodeLimits
from coder.domain.errors import UserError
from tests.helpers.sounds import encoded, plain_wav, tone, video_without_sound


def refusal(tmp_path: Path, data: bytes, limits: DecodeLimits | None = None) -> DecodeProblem:
    path = tmp_path / "recording"
    path.write_bytes(data)
    with pytest.raises(AudioRefused) as caught:
        decode_file(path, limits=limits)
    assert caught.value.sentence.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value.problem


def mp3_claiming(frames: int, seconds: float = 2.0) -> bytes:
    data = bytearray(encoded("mp3", seconds))
    mark = max(data.find(b"Xing"), data.find(b"Info"))
    data[mark + 8 : mark + 12] = struct.pack(">I", frames)
    return bytes(data)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"") is DecodeProblem.EMPTY


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioRefused) as caught:
        decode_file(tmp_path / "gone.wav")
    assert caught.value.problem is DecodeProblem.MISSING


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioRefused) as caught:
        decode_file(tmp_path)
    assert caught.value.problem is DecodeProblem.NOT_AUDIO


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AudioRefused) as caught:
        decode_file(tmp_path / "pipe")
    assert caught.value.problem is DecodeProblem.NOT_AUDIO


def test_a_sound_file_without_a_single_sample_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, plain_wav(0.0)) in (DecodeProblem.NO_SAMPLES, DecodeProblem.NOT_AUDIO)


def test_silence_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, encoded("wav", channels=(np.zeros(44100, np.float32),))) is DecodeProblem.SILENT


def test_hum_below_minus_60_decibels_is_silence_and_above_is_not(tmp_path: Path) -> None:
    assert refusal(tmp_path, encoded("wav", channels=(tone(1.0, 44100, level=0.0008),))) is DecodeProblem.SILENT
    path = tmp_path / "quiet"
    path.write_bytes(encoded("wav", channels=(tone(1.0, 44100, level=0.003),)))
    assert decode_file(path).sample_count == 16_000


def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, video_without_sound()) is DecodeProblem.NO_SOUND_TRACK


def test_a_ds2_recording_gets_advice_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "visit.ds2"
    path.write_bytes(b"\x03ds2" + bytes(2000))
    with pytest.raises(UserError, match="Export it as WAV"):
        decode_file(path)


def test_an_mp3_of_16_kilobytes_that_claims_a_billion_seconds_is_refused(tmp_path: Path) -> None:
    data = mp3_claiming(frames=868_055_556)
    assert len(data) < 33_000
    assert refusal(tmp_path, data) is DecodeProblem.HOSTILE


def test_a_file_that_decodes_to_more_than_its_size_can_hold_is_stopped(tmp_path: Path) -> None:
    limits = DecodeLimits(min_bits_per_s=1e7)
    assert refusal(tmp_path, encoded("amr", seconds=90.0), limits) is DecodeProblem.HOSTILE


def test_a_recording_over_the_longest_session_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, encoded("mp3", 20.0), DecodeLimits(max_duration_s=18.0)) is DecodeProblem.TOO_LONG


def test_a_12_hour_recording_is_refused_without_decoding_it(tmp_path: Path) -> None:
    data = plain_wav(1.0)
    header = bytearray(data[:44])
    seconds = 12 * 3600
    header[4:8] = struct.pack("<I", 36 + seconds * 16_000)
    header[40:44] = struct.pack("<I", seconds * 16_000)
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(bytes(header))
        file.truncate(44 + seconds * 16_000)
    with pytest.raises(AudioRefused) as caught:
        decode_file(path, deadline_s=20.0)
    assert caught.value.problem is DecodeProblem.TOO_LONG


def test_a_file_over_the_size_limit_is_refused_unread(tmp_path: Path) -> None:
    assert refusal(tmp_path, encoded("wav"), DecodeLimits(max_file_bytes=1000)) is DecodeProblem.TOO_BIG


def test_an_mp4_whose_index_was_never_written_counts_as_cut_off(tmp_path: Path) -> None:
    data = encoded("m4a", 10.0)
    assert refusal(tmp_path, data[: len(data) // 2]) is DecodeProblem.CUT_OFF


@pytest.mark.parametrize("name", ["wav", "mp3", "flac", "opus"])
def test_a_truncated_recording_is_kept_as_far_as_it_goes_with_a_warning(name: str, tmp_path: Path) -> None:
    data = encoded(name, 20.0)
    path = tmp_path / "cut"
    path.write_bytes(data[: len(data) // 2])

    decoded = decode_file(path)

    assert 5.0 < decoded.duration_s < 15.0
    if name != "opus":  # Ogg writes its length only on its last page, so nobody can know
        assert any("cut off" in warning for warning in decoded.warnings)


@pytest.mark.parametrize("text", ["#EXTM3U\n#EXTINF:10,\n/etc/passwd\n", "ffconcat version 1.0\nfile '/etc/passwd'\n"])
def test_play_lists_are_not_followed(text: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text.encode() * 50) is DecodeProblem.NOT_AUDIO


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=4000))
def test_random_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data) in (DecodeProblem.NOT_AUDIO, DecodeProblem.NO_SOUND_TRACK, DecodeProblem.CUT_OFF)


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["mp3", "m4a", "wma", "opus", "flac", "amr", "wav"]), st.data())
def test_a_damaged_file_either_decodes_or_is_refused(tmp_path: Path, name: str, data: st.DataObject) -> None:
    damaged = bytearray(encoded(name, 1.0))
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(bytes(damaged))
    problem = None
    try:
        assert decode_file(path, deadline_s=20.0).sample_count > 0
    except AudioRefused as error:
        problem = error.problem
    assert problem is not DecodeProblem.TOO_SLOW
