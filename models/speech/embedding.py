"""Short stretches of speech as points that lie close together when one voice speaks them (CAM++).

The points are voice prints: they live in memory while one recording is worked on and are never stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import kaldi_native_fbank
import numpy as np
from numpy.typing import NDArray

from models.control import Control
from models.speech.onnx import EMBEDDING, load_session
from models.speech.segmentation import Span
from models.speech.sound import SAMPLE_RATE, Samples, Sound

_MEL_BINS = 80
_FRAME_S = 0.01
_FRAME_LENGTH_S = 0.025
# 1.5 s of speech every 0.75 s: long enough for a voice to be told, short enough for a quick reply.
_WINDOW_FRAMES = 148
_HOP_FRAMES = 75
# What is hardly longer than a window is one: a second one would say the same again.
_SPARE_FRAMES = 20
_BATCH = 16
# A span is fed to the filter bank at most this long at once: the library takes a list of numbers, not an array.
_PIECE_S = 60.0

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class VoiceWindows:
    """Windows of speech: ``spans[i]`` is the time of row i of ``points`` (shape (n, 192), length 1 each)."""

    spans: tuple[Span, ...]
    points: Floats


class Embedder:
    """The network, loaded once. Raises ModelMissing or ModelDamaged when its file is not ours."""

    def __init__(self, threads: int = 1) -> None:
        self._session = load_session(EMBEDDING, threads)

    def windows(self, sound: Sound, speech: Sequence[Span], control: Control | None = None) -> VoiceWindows:
        """A point for every window of the given speech, which is read span by span. Raises Stopped."""
        control = control or Control()
        total = sum(span.duration_s for span in speech) or 1.0
        done = 0.0
        spans: list[Span] = []
        points: list[Floats] = []
        waiting: list[Floats] = []
        for piece in _pieces(speech):
            control.step(done / total)
            for window, features in _window_features(sound, piece):
                spans.append(window)
                waiting.append(features)
                if len(waiting) == _BATCH:
                    points.append(self._points(waiting))
                    waiting = []
            done += piece.duration_s
        if waiting:
            points.append(self._points(waiting))
        control.step(1.0)
        return VoiceWindows(tuple(spans), np.concatenate(points) if points else np.zeros((0, 1), np.float32))

    def _points(self, features: list[Floats]) -> Floats:
        (raw,) = self._session.run(None, {"feats": np.stack(features)})
        return unit(raw)


def unit(rows: Floats) -> Floats:
    """Rows scaled to length 1; a row of zeros stays."""
    length: Floats = np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9).astype(np.float32)
    return rows / length


def _pieces(speech: Sequence[Span]) -> Iterator[Span]:
    for span in speech:
        start = span.start_s
        while span.end_s - start > _PIECE_S * 1.5:
            yield Span(start, start + _PIECE_S)
            start += _PIECE_S
        yield Span(start, span.end_s)


def _window_features(sound: Sound, span: Span) -> Iterator[tuple[Span, Floats]]:
    features = _filter_bank(sound.read(round(span.start_s * SAMPLE_RATE), round(span.end_s * SAMPLE_RATE)))
    if not len(features):
        return
    last = max(0, len(features) - _WINDOW_FRAMES)
    count = 1 if last <= _SPARE_FRAMES else 1 - (-last // _HOP_FRAMES)
    for first in np.linspace(0, last if count > 1 else 0, count).astype(int).tolist():
        part = features[first : first + _WINDOW_FRAMES]
        start_s = span.start_s + first * _FRAME_S
        end_s = start_s + (len(part) - 1) * _FRAME_S + _FRAME_LENGTH_S
        yield Span(start_s, min(end_s, span.end_s)), _filled(part - part.mean(axis=0))


def _filled(part: Floats) -> Floats:
    """A window of full length: a short one is repeated, as the network was trained."""
    if len(part) == _WINDOW_FRAMES:
        return part
    return np.tile(part, (-(-_WINDOW_FRAMES // len(part)), 1))[:_WINDOW_FRAMES]


def _filter_bank(samples: Samples) -> Floats:
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.samp_freq = SAMPLE_RATE
    options.frame_opts.dither = 0.0
    options.mel_opts.num_bins = _MEL_BINS
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(SAMPLE_RATE, samples)
    bank.input_finished()
    rows = [bank.get_frame(i) for i in range(bank.num_frames_ready)]
    return np.stack(rows) if rows else np.zeros((0, _MEL_BINS), np.float32)
