"""Where somebody speaks and how many at once, by pyannote segmentation-3.0.

It hears quiet and far voices that the usual voice detector drops (on real meetings 0.76–0.99 of all speech against
0.45–0.99), so its mask decides for both transcription and speakers what is heard at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.control import Control
from models.speech.onnx import SEGMENTATION, load_session
from models.speech.sound import SAMPLE_RATE, Samples, Sound

FRAME_SAMPLES = 270
"""Samples between two frames (16.9 ms)."""

_WINDOW_SAMPLES = 10 * SAMPLE_RATE
_WINDOW_FRAMES = 589
# A quarter of a window, rounded to whole frames so that the frames of all windows fall on one grid.
_HOP_FRAMES = 148
# Every window says who speaks; every second one, whether a frame is speech: so one of two is enough to save a word.
_SPEECH_EVERY = 2
# A frame sees 991 samples; its middle lies 495 after its start, so its own 270 begin 360 after.
_FRAME_OFFSET = 360
_BATCH = 8
# Who is active in each of the seven classes: none, A, B, C, AB, AC, BC.
_VOICES = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32)
# The network knows both sides of a frame in the middle of its window, and only one at the edges.
_TRUST = (np.hamming(_WINDOW_FRAMES) + 0.05).astype(np.float32)
# Changes are taken from the quarter of a window that lies nearest its middle, and a little more.
_MIDDLE = slice((_WINDOW_FRAMES - _HOP_FRAMES) // 2 - 12, (_WINDOW_FRAMES + _HOP_FRAMES) // 2 + 12)

_SPEECH_GATE = 0.5
_MERGE_GAP_S = 0.25
_SHORTEST_SPEECH_S = 0.15
# Pieces of one voice are cut finer than what is written down: at every pause and every change.
_PIECE_GAP_S = 0.1
_SHORTEST_PIECE_S = 0.1
_CHANGES_APART_S = 0.15


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the recording, seconds, half-open."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class SpeechActivity:
    """Frame by frame: ``speech`` is the share of windows that heard speech (0…1), ``speakers`` how many speak.

    Both have shape (frames,). ``speech`` is generous, so that no word is lost; ``speakers`` is the expected number by
    the network's own probabilities. ``changes`` are the frames, ascending, at which one voice takes over from another.
    """

    speech: NDArray[np.float32]
    speakers: NDArray[np.float32]
    duration_s: float
    changes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def spans(self) -> tuple[Span, ...]:
        """Speech with gaps under 0.25 s closed and blips under 0.15 s left out, in order of time."""
        raw = [self.span_of(start, stop) for start, stop in runs(self.speech >= _SPEECH_GATE)]
        merged: list[Span] = []
        for span in raw:
            if merged and span.start_s - merged[-1].end_s < _MERGE_GAP_S:
                merged[-1] = Span(merged[-1].start_s, span.end_s)
            else:
                merged.append(span)
        return tuple(span for span in merged if span.duration_s >= _SHORTEST_SPEECH_S)

    def pieces(self) -> list[tuple[int, int]]:
        """Frames [first, last) in which one voice likely speaks: speech cut at pauses and where voices change."""
        mask = self.speakers >= _SPEECH_GATE
        for first, last in runs(~mask):
            if first > 0 and last < len(mask) and last - first < _frames(_PIECE_GAP_S):
                mask[first:last] = True
        shortest = _frames(_SHORTEST_PIECE_S)
        pieces = []
        for first, last in runs(mask):
            inside = self.changes[(self.changes > first + shortest) & (self.changes < last - shortest)]
            edges = [first, *inside.tolist(), last]
            pieces += [(a, b) for a, b in pairwise(edges) if last - first >= shortest]
        return pieces

    def span_of(self, first: int, last: int) -> Span:
        """The time of frames [first, last), cut to the recording."""
        return Span(min(frame_time(first), self.duration_s), min(frame_time(last), self.duration_s))


def frame_time(frame: int) -> float:
    """Seconds at which a frame begins; the very first also covers what lies before it."""
    return (frame * FRAME_SAMPLES + _FRAME_OFFSET) / SAMPLE_RATE if frame else 0.0


def time_frame(seconds: float) -> int:
    """The frame that covers a time; never below 0."""
    return max(0, int((seconds * SAMPLE_RATE - _FRAME_OFFSET) // FRAME_SAMPLES))


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches [first, last) in which a mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


class Segmenter:
    """The network, loaded once. Raises ModelMissing or ModelDamaged when its file is not ours."""

    def __init__(self, threads: int = 1) -> None:
        self._session = load_session(SEGMENTATION, threads)

    def activity(self, sound: Sound, control: Control | None = None) -> SpeechActivity:
        """Hear a whole recording in windows of 10 s, each frame four times. Raises Stopped."""
        *_, whole = self.growing(sound, control)
        return whole

    def growing(self, sound: Sound, control: Control | None = None) -> Iterator[SpeechActivity]:
        """What is heard from the start up to some time, again and again as that time moves on by about 20 s.

        No frame changes once it was given; the last one is the whole recording. Raises Stopped.
        """
        control = control or Control()
        frames = max(1, -(-sound.sample_count // FRAME_SAMPLES))
        # The last window of all is one that is asked for speech.
        windows = 1 + _SPEECH_EVERY * max(0, -(-(frames - _WINDOW_FRAMES) // (_SPEECH_EVERY * _HOP_FRAMES)))
        total = (windows - 1) * _HOP_FRAMES + _WINDOW_FRAMES
        speech, heard, speakers, trust = (np.zeros(total, np.float32) for _ in range(4))
        changes: list[int] = []
        for first in range(0, windows, _BATCH):
            control.step(first / windows)
            starts = range(first, min(first + _BATCH, windows))
            for start, likely in zip(starts, self._likely(sound, starts), strict=True):
                at = slice(start * _HOP_FRAMES, start * _HOP_FRAMES + _WINDOW_FRAMES)
                if start % _SPEECH_EVERY == 0:
                    speech[at] += likely.argmax(axis=-1) > 0
                    heard[at] += 1
                voices = likely @ _VOICES
                speakers[at] += _TRUST * voices.sum(axis=-1)
                trust[at] += _TRUST
                whole = slice(_MIDDLE.start if start else 0, _MIDDLE.stop if start + 1 < windows else _WINDOW_FRAMES)
                changes += [start * _HOP_FRAMES + one for one in _changes(voices, whole)]
            control.step(starts.stop / windows)
            last = starts.stop == windows
            # No window to come reaches back before its own start.
            sure = frames if last else starts.stop * _HOP_FRAMES
            length_s = sound.sample_count / SAMPLE_RATE if last else frame_time(sure)
            yield SpeechActivity(
                speech[:sure] / heard[:sure], speakers[:sure] / trust[:sure], length_s, _apart(changes, sure)
            )

    def _likely(self, sound: Sound, windows: range) -> NDArray[np.float32]:
        """The probability of each class, shape (windows, frames, 7)."""
        hop = _HOP_FRAMES * FRAME_SAMPLES
        batch = np.stack([_padded(sound.read(k * hop, k * hop + _WINDOW_SAMPLES)) for k in windows])
        (logp,) = self._session.run(None, {"wav": batch[:, None, :]})
        likely: NDArray[np.float32] = np.exp(logp)
        return likely


def _frames(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / FRAME_SAMPLES)


def _changes(voices: NDArray[np.float32], where: slice) -> list[int]:
    """Frames of a window in which another of its voices (shape (frames, 3), probabilities) has become the loudest."""
    loudest = np.where(voices.max(axis=-1) > _SPEECH_GATE, voices.argmax(axis=-1), -1)[where]
    spoken = np.flatnonzero(loudest >= 0)
    turned = np.flatnonzero(np.diff(loudest[spoken]))
    # In the middle of the pause, if there is one.
    return [int(where.start + (spoken[one] + spoken[one + 1] + 1) // 2) for one in turned]


def _apart(changes: list[int], before: int) -> NDArray[np.int64]:
    kept: list[int] = []
    for change in sorted(changes):
        if change < before and (not kept or change - kept[-1] >= _frames(_CHANGES_APART_S)):
            kept.append(change)
    return np.array(kept, np.int64)


def _padded(samples: Samples) -> Samples:
    return np.pad(samples, (0, _WINDOW_SAMPLES - len(samples)))
