"""The working copy can be read anywhere, exactly."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from coder.audio.flac import FlacReader, clip, encode_flac, read_flac, read_flac_int16
from coder.audio.pipe_sink import PipeSink
from coder.audio.protocol import BODY, FLAC_HEAD_BYTES, read_frame

SOUND = np.random.default_rng(3).integers(-20_000, 20_000, 50_000).astype(np.int16)
FLAC = encode_flac(SOUND)


def test_what_is_written_is_read_back_exactly() -> None:
    np.testing.assert_array_equal(read_flac_int16(FLAC), SOUND)
    np.testing.assert_array_equal(read_flac(FLAC), SOUND.astype(np.float32) / 32768)


@given(st.integers(-1000, 52_000), st.integers(-1000, 52_000))
def test_any_piece_is_that_piece_cut_to_the_recording(start: int, stop: int) -> None:
    with FlacReader(FLAC) as reader:
        piece = reader.read(start, stop)
    expected = SOUND[max(0, start) : max(0, stop)] if stop > start else SOUND[:0]
    np.testing.assert_array_equal(piece, expected.astype(np.float32) / 32768)


def test_blocks_make_the_whole() -> None:
    with FlacReader(FLAC) as reader:
        blocks = list(reader.blocks(0.7))
    assert {len(block) for block in blocks[:-1]} == {11_200}
    np.testing.assert_array_equal(np.concatenate(blocks), read_flac(FLAC))


def test_a_clip_is_given_in_seconds() -> None:
    np.testing.assert_array_equal(clip(FLAC, 1.0, 1.5), read_flac(FLAC)[16_000:24_000])


@pytest.mark.parametrize(("rate", "channels", "kind"), [(44_100, 1, "FLAC"), (16_000, 2, "FLAC"), (16_000, 1, "WAV")])
def test_other_sound_is_refused(rate: int, channels: int, kind: str) -> None:
    out = io.BytesIO()
    soundfile.write(out, np.zeros((100, channels)), rate, format=kind)
    with pytest.raises(ValueError, match="16 kHz mono FLAC"):
        FlacReader(out.getvalue())


def test_damage_is_refused() -> None:
    with pytest.raises(ValueError, match="damaged"):
        read_flac(b"not a recording")
    with pytest.raises(ValueError, match=r"damaged|ends before"):
        read_flac(FLAC[: len(FLAC) // 2])


def test_the_encoder_can_write_into_a_pipe_that_never_goes_back() -> None:
    pipe = io.BytesIO()
    sink = PipeSink(pipe)
    with soundfile.SoundFile(sink, "w", 16_000, 1, "PCM_16", format="FLAC") as file:
        for part in np.array_split(SOUND, 5):
            file.write(part)

    pipe.seek(0)
    body = b""
    while frame := read_frame(pipe):
        assert frame[0] == BODY
        body += frame[1]

    assert len(sink.head()) == FLAC_HEAD_BYTES
    np.testing.assert_array_equal(read_flac_int16(sink.head() + body), SOUND)


def test_bytes_already_sent_cannot_be_changed() -> None:
    sink = PipeSink(io.BytesIO())
    sink.write(bytes(FLAC_HEAD_BYTES + 100))
    sink.seek(FLAC_HEAD_BYTES + 10)
    with pytest.raises(io.UnsupportedOperation):
        sink.write(b"x")
