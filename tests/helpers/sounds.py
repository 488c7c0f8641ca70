"""Sound made in the test: tones and noise, encoded into every format that can be written here."""

from __future__ import annotations

import io
import wave

import av
import numpy as np
import soundfile
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# name: container, encoder, sample rate, sample format
FORMATS = {
    "wav": ("wav", "pcm_s16le", 44100, "s16"),
    "wav24": ("wav", "pcm_s24le", 48000, "s32"),
    "ulaw": ("wav", "pcm_mulaw", 8000, "s16"),
    "mp3": ("mp3", "libmp3lame", 44100, "fltp"),
    "m4a": ("ipod", "aac", 44100, "fltp"),
    "aac": ("adts", "aac", 44100, "fltp"),
    "wma": ("asf", "wmav2", 44100, "fltp"),
    "ogg": ("ogg", "soundfile", 44100, "vorbis"),
    "opus": ("ogg", "libopus", 48000, "flt"),
    "flac": ("flac", "flac", 16000, "s16"),
    "amr": ("amr", "libopencore_amrnb", 8000, "s16"),
    "3gp": ("3gp", "libopencore_amrnb", 8000, "s16"),
    "mp4": ("mp4", "aac", 44100, "fltp"),
    "mov": ("mov", "aac", 44100, "fltp"),
}


def tone(seconds: float, rate: int, hertz: float = 440.0, level: float = 0.3) -> Floats:
    """A sine wave."""
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def encoded(name: str, seconds: float = 3.0, channels: tuple[Floats, ...] | None = None) -> bytes:
    """A file of the named format holding a tone, or the given channels (float32 at the format's sample rate)."""
    container_name, codec, rate, sample_format = FORMATS[name]
    sound = channels or (tone(seconds, rate),)
    layout = {1: "mono", 2: "stereo"}[len(sound)]
    out = io.BytesIO()
    if codec == "soundfile":  # PyAV reads Vorbis but does not write it
        soundfile.write(out, np.stack(sound, axis=1), rate, format=container_name, subtype=sample_format)
        return out.getvalue()
    with av.open(out, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = layout  # type: ignore[union-attr]
        if codec == "wmav2":  # it has no default of its own
            stream.bit_rate = 64_000  # type: ignore[union-attr]
        frame = av.AudioFrame.from_ndarray(np.stack(sound), format="fltp", layout=layout)
        frame.sample_rate = rate
        resampler = AudioResampler(format=sample_format, layout=layout, rate=rate)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))  # type: ignore[union-attr]
        container.mux(stream.encode(None))  # type: ignore[union-attr]
    return out.getvalue()


def plain_wav(seconds: float, rate: int = 8000) -> bytes:
    """A mono 16-bit WAV with a tone, made quickly whatever its length."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((tone(seconds, rate) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def video_without_sound() -> bytes:
    """A short film with nothing to hear."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()
