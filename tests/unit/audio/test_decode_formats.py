"""Every format a recorder or a telephone writes becomes the same kind of working copy."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coder.audio.decode import Decoded, decode_file
from coder.audio.flac import read_flac, read_flac_int16
from coder.audio.peaks import build_peaks
from coder.audio.problems import AudioRefused
from coder.audio.protocol import WORKING_RATE
from tests.helpers.sounds import FORMATS, Floats, encoded, plain_wav, tone


def decode_bytes(tmp_path: Path, data: bytes, name: str = "sound") -> Decoded:
    path = tmp_path / name
    path.write_bytes(data)
    return decode_file(path)


def loudest_hertz(samples: Floats) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * WORKING_RATE / len(samples))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_tone_in_a_file_is_the_tone_in_the_working_copy(name: str, tmp_path: Path) -> None:
    data = encoded(name, seconds=3.0)

    decoded = decode_bytes(tmp_path, data)

    samples = read_flac(decoded.flac)
    assert len(samples) == decoded.sample_count
    assert decoded.duration_s == pytest.approx(3.0, abs=0.15)
    assert loudest_hertz(samples[8000:40000]) == pytest.approx(440.0, abs=2.0)
    assert np.abs(samples[8000:40000]).max() == pytest.approx(0.3, rel=0.25)
    assert decoded.sha256 == hashlib.sha256(data).hexdigest()
    assert decoded.source_bytes == len(data)
    assert decoded.source_sample_rate == FORMATS[name][2]
    assert decoded.warnings == ()


def test_a_16_khz_mono_flac_comes_through_bit_for_bit(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).normal(0, 0.1, 20_000).astype(np.float32)
    original = encoded("flac", channels=(noise,))

    decoded = decode_bytes(tmp_path, original)

    np.testing.assert_array_equal(read_flac_int16(decoded.flac), read_flac_int16(original))


def test_the_envelope_is_that_of_the_working_copy(tmp_path: Path) -> None:
    decoded = decode_bytes(tmp_path, encoded("mp3", seconds=12.0))

    expected = build_peaks(read_flac_int16(decoded.flac), WORKING_RATE)

    assert decoded.peaks.sample_count == decoded.sample_count
    for level, other in zip(decoded.peaks.levels, expected.levels, strict=True):
        np.testing.assert_array_equal(level, other)


def test_the_only_channel_with_a_voice_is_taken_at_full_level(tmp_path: Path) -> None:
    voice = tone(2.0, 44100)

    decoded = decode_bytes(tmp_path, encoded("wav", channels=(np.zeros_like(voice), voice)))

    assert np.abs(read_flac(decoded.flac)).max() == pytest.approx(0.3, rel=0.05)
    assert decoded.source_channels == 2


def test_channels_in_opposite_phase_do_not_cancel(tmp_path: Path) -> None:
    voice = tone(2.0, 44100)

    decoded = decode_bytes(tmp_path, encoded("wav", channels=(voice, -voice)))

    assert np.abs(read_flac(decoded.flac)).max() == pytest.approx(0.3, rel=0.05)


def test_two_microphones_are_mixed(tmp_path: Path) -> None:
    one, other = tone(2.0, 44100, 300.0), tone(2.0, 44100, 1000.0)

    decoded = decode_bytes(tmp_path, encoded("wav", channels=(one, other)))

    spectrum = np.abs(np.fft.rfft(read_flac(decoded.flac)[:16_000]))
    assert spectrum[300] > 0.8 * spectrum[1000] > 0.6 * spectrum[300] > 100 * spectrum[650]


def test_a_recorder_with_ten_channels_does_no_harm(tmp_path: Path) -> None:
    out = io.BytesIO()
    soundfile.write(out, np.repeat(tone(1.0, 48_000)[:, None], 10, axis=1), 48_000, format="WAV")

    decoded = decode_bytes(tmp_path, out.getvalue())

    assert decoded.source_channels == 10
    assert np.abs(read_flac(decoded.flac)).max() == pytest.approx(0.3, rel=0.05)


def test_decoding_the_same_file_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    data = encoded("m4a")

    assert decode_bytes(tmp_path, data).flac == decode_bytes(tmp_path, data).flac


def test_progress_goes_up_and_stays_a_share(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(plain_wav(1500.0))
    seen: list[float] = []

    decode_file(path, progress=seen.append)

    assert seen
    assert seen == sorted(seen)
    assert all(0.0 <= share <= 1.0 for share in seen)


def test_files_from_recorders_and_telephones_decode_or_are_refused_with_the_right_words(shared_data: Path) -> None:
    folder = shared_data / "data" / "audio" / "formats"
    told = {
        "truncated.mp3": "cut off",
        "room60.amr": "telephone quality",
        "room60.3gp": "telephone quality",
        "room60_ulaw8k.wav": "telephone quality",
        "noise_only_60s.flac": "loud noise",
    }
    refused = {"empty.wav": "empty", "not_audio.m4a": "not audio", "silence_30s.flac": "silent"}
    for path in sorted(folder.iterdir()):
        if path.name in refused:
            with pytest.raises(AudioRefused) as caught:
                decode_file(path)
            assert caught.value.problem == refused[path.name]
            continue
        decoded = decode_file(path)
        expected = {"room10": 10.0, "trunca": 32.9}.get(path.name[:6], 60.0)
        assert decoded.duration_s == pytest.approx(expected, abs=0.1), path.name
        said = [one for one in decoded.warnings if told.get(path.name, "nothing") in one]
        assert len(said) == len(decoded.warnings) == (path.name in told), path.name
        assert decoded.unrecorded == (), path.name
