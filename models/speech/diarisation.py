"""Who speaks when: speech, voices, turns. On the processor alone, with nothing kept of the voices afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from models.control import Control
from models.speech.clustering import SpeakerBounds, alike_pairs, cluster
from models.speech.embedding import Embedder, VoiceWindows
from models.speech.segmentation import SpeechActivity, frame_time, runs, time_frame
from models.speech.sound import Samples, Sound, as_sound

# Two voices are heard at once where this many are likely; half-way would miss more of far voices than it spares.
_OVERLAP_GATE = 1.4
# The second voice of an overlap is the nearest other one, if it speaks within this time.
_REACH_S = 10.0
# Shorter windows, and those in which two speak for longer than one, say little about a voice and do not shape any.
_TRUSTED_S = 1.0
_MOST_OVERLAP = 0.5
# Echo dies away slowly: a voice has stopped where so much less is heard than within a second before or after. Any share
# from 0.6 to 0.7 did about the same without echo; with echo more is better, and for far voices less.
_STOPPED = 0.6
_AROUND_S = 1.0
# A breath: after a shorter pause the same voice has not stopped.
_BREATH_S = 0.5
_NOBODY = -1

Frames = NDArray[np.int64]


@dataclass(frozen=True, order=True)
class SpeakerTurn:
    """One voice from ``start_s`` to ``end_s``; speakers are "S1", "S2" … in the order they are first heard.

    ``overlap`` marks the second voice of a stretch in which two speak at once; the first one's turn runs on beneath.
    """

    start_s: float
    end_s: float
    speaker: str
    overlap: bool = False


@dataclass(frozen=True)
class ToldApart:
    """The turns of a recording in order of time, and pairs of voices that may be one person."""

    turns: tuple[SpeakerTurn, ...]
    alike: tuple[tuple[str, str], ...] = ()


class Diariser:
    """Finds the turns of a recording; the network is loaded once. Raises ModelMissing or ModelDamaged."""

    def __init__(self, threads: int = 1) -> None:
        self._embedder = Embedder(threads)

    def tell_apart(
        self,
        recording: Sound | Samples,
        activity: SpeechActivity,
        bounds: SpeakerBounds | None = None,
        control: Control | None = None,
    ) -> ToldApart:
        """The voices of a recording (16 kHz mono); no turns when nobody speaks. Raises Stopped."""
        control = control or Control()
        pieces = [activity.span_of(first, last) for first, last in activity.pieces()]
        windows = self._embedder.windows(as_sound(recording), pieces, control.part(0.0, 0.95))
        found = told_apart(activity, windows, bounds or SpeakerBounds())
        control.step(1.0)
        return found


def told_apart(activity: SpeechActivity, windows: VoiceWindows, bounds: SpeakerBounds) -> ToldApart:
    """Turns and voices much alike, from what is heard frame by frame and the voice of each window of speech."""
    if not windows.spans:
        return ToldApart(())
    trusted = _trusted(activity, windows)
    labels, k = cluster(windows.points, trusted, bounds)
    first = _without_breaths(np.where(_sounding(activity), _main_voice(activity, windows, labels), _NOBODY))
    names = _names(first)
    pairs = alike_pairs(windows.points[trusted], labels[trusted], k) if k > 1 else ()
    alike = [(names[one], names[other]) for one, other in pairs if one in names and other in names]
    return ToldApart(_to_turns(activity, first, _second_voice(activity, first), names), tuple(alike))


def _trusted(activity: SpeechActivity, windows: VoiceWindows) -> NDArray[np.bool_]:
    long = np.array([span.duration_s >= _TRUSTED_S for span in windows.spans])
    both = activity.speakers >= _OVERLAP_GATE
    shared = [both[time_frame(span.start_s) : time_frame(span.end_s) + 1].mean() for span in windows.spans]
    for trusted in (long & (np.array(shared) <= _MOST_OVERLAP), long):
        if trusted.sum() >= 2:
            return trusted
    return np.ones(len(windows.spans), bool)


def _main_voice(activity: SpeechActivity, windows: VoiceWindows, labels: Frames) -> Frames:
    """The voice of every frame, −1 for none: in each piece the window whose middle is nearest decides."""
    voices = np.full(len(activity.speech), _NOBODY, np.int64)
    starts = np.array([span.start_s for span in windows.spans])
    middles = np.array([(span.start_s + span.end_s) / 2 for span in windows.spans])
    for first, last in activity.pieces():
        piece = activity.span_of(first, last)
        inside = slice(*np.searchsorted(starts, [piece.start_s - 1e-6, piece.end_s - 1e-6]))
        if inside.start == inside.stop:
            nearest = int(np.abs(middles - (piece.start_s + piece.end_s) / 2).argmin())
            voices[first:last] = labels[nearest]
            continue
        borders = (middles[inside][1:] + middles[inside][:-1]) / 2
        times = np.array([frame_time(frame) for frame in range(first, last)])
        voices[first:last] = labels[inside][np.searchsorted(borders, times)]
    return voices


def _sounding(activity: SpeechActivity) -> NDArray[np.bool_]:
    """The frames of pieces in which a voice still sounds, and not only its echo.

    Within a piece alone: a quiet word between pauses stays, however loud the talk around it.
    """
    sounding = np.zeros(len(activity.speakers), bool)
    around = 2 * time_frame(_AROUND_S) + 1
    for first, last in activity.pieces():
        # Where two speak at once, one that goes on alone has not stopped.
        likely = np.minimum(activity.speakers[first:last], 1.0)
        sounding[first:last] = likely >= _STOPPED * maximum_filter1d(likely, around)
    return sounding


def _without_breaths(voices: Frames) -> Frames:
    """The same with the pauses filled in which one voice only takes a breath."""
    filled = voices.copy()
    for first, last in runs(voices == _NOBODY):
        within = first > 0 and last < len(voices) and voices[first - 1] == voices[min(last, len(voices) - 1)]
        if within and frame_time(last) - frame_time(first) < _BREATH_S:
            filled[first:last] = voices[last]
    return filled


def _second_voice(activity: SpeechActivity, first: Frames) -> Frames:
    second = np.full(len(first), _NOBODY, np.int64)
    stretches = _stretches(first)
    starts = np.array([start for start, _, _ in stretches])
    for start, stop in runs((activity.speakers >= _OVERLAP_GATE) & (first != _NOBODY)):
        here = int(np.searchsorted(starts, start, side="right")) - 1
        while here < len(stretches) and stretches[here][0] < stop:
            part = max(start, stretches[here][0]), min(stop, stretches[here][1])
            if part[0] < part[1]:
                second[slice(*part)] = _nearest_other(stretches, here, part)
            here += 1
    return second


def _stretches(voices: Frames) -> list[tuple[int, int, int]]:
    edges = [0, *(np.flatnonzero(np.diff(voices)) + 1).tolist(), len(voices)]
    found = [(a, b, int(voices[a])) for a, b in pairwise(edges) if b > a]
    return [stretch for stretch in found if stretch[2] != _NOBODY]


def _nearest_other(stretches: list[tuple[int, int, int]], here: int, part: tuple[int, int]) -> int:
    """The other voice nearest to a part of stretch ``here``, or −1 when none speaks within reach."""
    reach = time_frame(_REACH_S)
    mine = stretches[here][2]
    before = next((s for s in reversed(stretches[:here]) if s[2] != mine or part[0] - s[1] > reach), None)
    after = next((s for s in stretches[here + 1 :] if s[2] != mine or s[0] - part[1] > reach), None)
    near = [
        (distance, stretch[2])
        for stretch, distance in (
            (before, part[0] - before[1] if before else 0),
            (after, after[0] - part[1] if after else 0),
        )
        if stretch is not None and stretch[2] != mine and distance <= reach
    ]
    return min(near)[1] if near else _NOBODY


def _names(first: Frames) -> dict[int, str]:
    """What each voice is called, in the order they are first heard."""
    order: dict[int, str] = {}
    for _, _, voice in _stretches(first):
        order.setdefault(voice, f"S{len(order) + 1}")
    return order


def _to_turns(
    activity: SpeechActivity, first: Frames, second: Frames, names: Mapping[int, str]
) -> tuple[SpeakerTurn, ...]:
    turns = []
    for voices, overlap in ((first, False), (second, True)):
        for start, stop, voice in _stretches(voices):
            span = activity.span_of(start, stop)
            turns.append(SpeakerTurn(span.start_s, span.end_s, names[voice], overlap))
    return tuple(sorted(turns))
