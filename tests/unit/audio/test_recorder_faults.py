"""What recorders do to real talk: every fault of a dictaphone, made from the bundled visit."""

from __future__ import annotations

import io
import struct
from importlib.resources import as_file, files
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from av.audio.resampler import AudioResampler

from coder.audio.decode import Decoded, decode_file
from coder.audio.flac import read_flac
from coder.audio.joining import BETWEEN_S, decode_files, in_order
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import WORKING_RATE as RATE
from coder.domain.unrecorded import Reason, Unrecorded
from models.speech.chunking import LONGEST_CHUNK_S, plan_chunks
from models.speech.segmentation import Span
from tests.helpers.sounds import FORMATS, Floats, encoded

LENGTH_S = 40


@pytest.fixture(scope="module")
def talk() -> Floats:
    """Forty seconds of the bundled visit at 16 kHz, with the noise a microphone always has."""
    with as_file(files("coder.demo") / "data" / "visit.opus") as path:
        voices = read_flac(decode_file(path).flac)[: LENGTH_S * RATE]
    noise = np.random.default_rng(4).normal(0, 0.0005, len(voices))
    return (voices + noise).astype(np.float32)


def wav(*channels: Floats, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, np.stack(channels, axis=1), rate, format="WAV", subtype="PCM_16")
    return out.getvalue()


def decoded(folder: Path, data: bytes, name: str = "VN1.wav") -> Decoded:
    path = folder / name
    path.write_bytes(data)
    return decode_file(path)


def at_rate(samples: Floats, rate: int) -> Floats:
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
    frame.sample_rate = RATE
    parts = [part.to_ndarray()[0] for part in AudioResampler("flt", "mono", rate).resample(frame)]
    return np.concatenate(parts)


def alike(one: Floats, other: Floats) -> float:
    """Correlation of two stretches of the same place, −1…1."""
    length = min(len(one), len(other))
    return float(np.corrcoef(one[:length], other[:length])[0, 1])


def said(one: Decoded, words: str) -> bool:
    return any(words in warning for warning in one.warnings)


def test_a_good_recording_has_nothing_said_about_it(talk: Floats, tmp_path: Path) -> None:
    good = decoded(tmp_path, wav(talk))
    assert (good.warnings, good.unrecorded) == ((), ())


def test_telephone_quality_is_said(talk: Floats, tmp_path: Path) -> None:
    assert said(decoded(tmp_path, wav(at_rate(talk, 8000), rate=8000)), "telephone quality")


def test_clipping_is_said_with_its_share(talk: Floats, tmp_path: Path) -> None:
    clipped = decoded(tmp_path, wav(np.clip(12 * talk, -1, 1)))
    assert said(clipped, "clipped in")


def test_mains_hum_is_said_and_a_low_voice_is_not_taken_for_it(talk: Floats, tmp_path: Path) -> None:
    at = np.arange(len(talk)) / RATE
    hum = sum(0.01 / n * np.sin(2 * np.pi * 50 * n * at) for n in (1, 2, 3))
    assert said(decoded(tmp_path, wav((talk + hum).astype(np.float32))), "mains hum")


def test_a_far_microphone_is_said_to_be_quiet(talk: Floats, tmp_path: Path) -> None:
    assert said(decoded(tmp_path, wav(0.02 * talk)), "very quiet")


def test_a_television_behind_the_voices_is_said(talk: Floats, tmp_path: Path) -> None:
    # Talk turned backwards and laid over itself has the spectrum of talk and no pauses.
    behind = sum(np.roll(talk[::-1], shift * RATE) for shift in range(0, 36, 3)) / 12**0.5
    assert said(decoded(tmp_path, wav((0.5 * talk + 0.2 * behind).astype(np.float32))), "loud noise")


def test_a_silent_channel_is_dropped_and_said(talk: Floats, tmp_path: Path) -> None:
    one = decoded(tmp_path, wav(np.zeros_like(talk), talk))
    np.testing.assert_allclose(read_flac(one.flac), talk, atol=1e-4)
    assert said(one, "One channel is silent")


def test_opposed_channels_do_not_cancel_and_it_is_said(talk: Floats, tmp_path: Path) -> None:
    one = decoded(tmp_path, wav(talk, -talk))
    assert abs(alike(read_flac(one.flac), talk)) > 0.99
    assert said(one, "opposed")


def test_a_quiet_voice_on_a_channel_of_its_own_is_kept(talk: Floats, tmp_path: Path) -> None:
    half = len(talk) // 2
    near, far = talk.copy(), 0.1 * talk
    near[half:] = 0.001 * near[half:]
    far[:half] = 0.0
    mixed = read_flac(decoded(tmp_path, wav(near, far)).flac)
    assert alike(mixed[half:], talk[half:]) > 0.95
    assert np.abs(mixed[half:]).max() > 0.04 * np.abs(talk[half:]).max()


def test_an_offset_of_the_recorders_electronics_is_taken_out(talk: Floats, tmp_path: Path) -> None:
    sound = read_flac(decoded(tmp_path, wav((0.5 * talk + 0.3).astype(np.float32))).flac)
    assert abs(sound.mean()) < 0.005
    assert alike(sound, talk) > 0.99


@pytest.mark.parametrize("claim", [10 * RATE * 2, 0])
def test_all_of_a_wav_is_kept_though_its_header_says_less(claim: int, talk: Floats, tmp_path: Path) -> None:
    data = bytearray(wav(talk))
    at = data.index(b"data")
    data[at + 4 : at + 8] = struct.pack("<I", claim)
    one = decoded(tmp_path, bytes(data))
    assert one.duration_s == pytest.approx(LENGTH_S, abs=0.01)
    assert said(one, "wrong length") == (claim > 0)


def test_a_wrong_extension_does_not_matter(talk: Floats, tmp_path: Path) -> None:
    one = decoded(tmp_path, wav(talk), "visit.mp3")
    assert alike(read_flac(one.flac), talk) > 0.999


def test_the_sound_of_a_film_is_read(talk: Floats, tmp_path: Path) -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        film = container.add_stream("mpeg4", rate=5)
        film.width, film.height, film.pix_fmt = 64, 64, "yuv420p"
        sound = container.add_stream("aac", rate=RATE)
        sound.layout = "mono"
        for _ in range(5):
            container.mux(film.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        frame = av.AudioFrame.from_ndarray(talk[None, :], format="fltp", layout="mono")
        frame.sample_rate = RATE
        container.mux([*sound.encode(frame), *sound.encode(None), *film.encode(None)])
    one = decoded(tmp_path, out.getvalue(), "visit.mp4")
    assert one.duration_s == pytest.approx(LENGTH_S, abs=0.2)


@pytest.mark.parametrize("name", ["mp3", "m4a", "ogg", "opus", "flac", "wma"])
def test_what_follows_a_damaged_place_keeps_its_time(name: str, talk: Floats, tmp_path: Path) -> None:
    data = bytearray(encoded(name, channels=(at_rate(talk, FORMATS[name][2]),)))
    begin, end = int(0.4 * len(data)), int(0.5 * len(data))
    data[begin:end] = bytes(end - begin)

    one = decoded(tmp_path, bytes(data))

    assert one.duration_s == pytest.approx(LENGTH_S, abs=1.5)
    holes = [hole for hole in one.unrecorded if hole.end_s - hole.start_s > 1.0]
    assert len(holes) == 1
    assert said(one, "stood still") or said(one, "damaged")
    after = read_flac(one.flac)[holes[0].stop + RATE :]
    assert not read_flac(one.flac)[holes[0].start + RATE // 4 : holes[0].stop - RATE // 4].any()
    later = np.zeros(len(talk), np.float32)
    place = holes[0].stop + RATE
    kept = min(len(after), len(talk) - place)
    later[place : place + kept] = after[:kept]
    likeness = np.fft.irfft(np.fft.rfft(talk, 2**20).conj() * np.fft.rfft(later, 2**20))
    shift = int(np.abs(likeness).argmax())
    # An mp3 only counts its packets, so its holes are measured by the bytes that are missing.
    assert min(shift, 2**20 - shift) < (RATE if name == "mp3" else RATE // 10)


def test_where_a_file_does_not_tell_how_much_is_damaged_it_is_said_that_times_may_be_early(
    talk: Floats, tmp_path: Path
) -> None:
    data = bytearray(encoded("aac", channels=(at_rate(talk, 44100),)))
    data[len(data) // 2 : len(data) // 2 + 10_000] = bytes(10_000)
    assert said(decoded(tmp_path, bytes(data)), "times after them may be a little early")


def test_a_pause_of_the_recorder_is_found(talk: Floats, tmp_path: Path) -> None:
    cut = 20 * RATE
    paused = np.r_[talk[:cut], np.zeros(5 * RATE, np.float32), talk[cut:]]
    one = decoded(tmp_path, wav(paused))
    assert one.unrecorded == (Unrecorded(cut, cut + 5 * RATE, Reason.PAUSE),)
    assert said(one, "stood still at 0:20")


def test_zeros_between_all_words_are_no_pauses(talk: Floats, tmp_path: Path) -> None:
    gated = np.where(np.abs(np.convolve(np.abs(talk), np.ones(800) / 800, "same")) > 0.004, talk, 0.0)
    gated = np.r_[gated[: 20 * RATE], np.zeros(5 * RATE), gated[20 * RATE :]].astype(np.float32)
    assert decoded(tmp_path, wav(gated)).unrecorded == ()


def test_files_of_one_visit_are_joined_and_no_text_can_cross(talk: Floats, tmp_path: Path) -> None:
    paths = [tmp_path / "VN0010.wav", tmp_path / "VN0009.wav"]
    paths[1].write_bytes(wav(talk[: 15 * RATE]))
    paths[0].write_bytes(wav(talk[15 * RATE :]))

    whole = decode_files(in_order(paths)).decoded

    gap = whole.unrecorded[0]
    assert [(one.start_s, one.end_s, one.reason) for one in whole.unrecorded] == [
        (15.0, 15.0 + BETWEEN_S, Reason.BETWEEN_FILES)
    ]
    sound = read_flac(whole.flac)
    np.testing.assert_allclose(np.r_[sound[: gap.start], sound[gap.stop :]], talk, atol=1e-4)
    # Speech that reaches to both edges of the gap is the hardest case.
    speech = [Span(10.0, gap.start_s), Span(gap.end_s, 24.0)]
    chunks = plan_chunks(speech, whole.duration_s, lambda start, _end: start)
    assert len(chunks) == 2
    assert chunks[1].end_s - chunks[0].start_s < LONGEST_CHUNK_S


def test_a_bad_file_among_several_is_named_by_its_place(talk: Floats, tmp_path: Path) -> None:
    good, bad = tmp_path / "VN1.wav", tmp_path / "VN2.wav"
    good.write_bytes(wav(talk[:RATE]))
    bad.write_bytes(b"\x03ds2" + bytes(2000))
    with pytest.raises(AudioRefused, match="File 2: This is a DS2") as caught:
        decode_files([good, bad])
    assert caught.value.problem is DecodeProblem.DS2
