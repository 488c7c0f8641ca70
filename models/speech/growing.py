"""Chunks as soon as they are sure, so that the first words of a long tape are there before all of it was heard.

Chunks are planned from left to right, and what decides where one ends lies at most a little behind it. So the plan of
a beginning is the beginning of the plan of the whole, but for its last minute. However often work is killed and begun
again, it cuts at the same places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from models.speech.chunking import Chunk, plan_chunks, quietest_moment
from models.speech.segmentation import SpeechActivity
from models.speech.sound import SAMPLE_RATE, Sound

SURE_AFTER_S = 60.0
"""What is heard later than this after the end of a chunk cannot move it.

A chunk is closed by the next piece of speech, which begins within 3 s or too late to be joined, and whose own end is
known 34 s after its start; pads and short gaps add less than a second."""

# Text should wait for the first chunk alone; later on, planning anew for every 20 s would be waste.
_THEN_AFTER_S = 300.0


def growing_plan(sound: Sound, heard: Iterable[SpeechActivity]) -> Iterator[tuple[SpeechActivity, tuple[Chunk, ...]]]:
    """Fresh chunks that are sure, with what was heard so far; the last one comes with the whole recording.

    ``heard`` is what `Segmenter.growing` gives; no more of it is taken than the next chunks need. All chunks together
    are those of `plan_chunks` over the whole.
    """
    quietest: Callable[[float, float], float] = cache(quietest_moment(sound))
    length_s = sound.sample_count / SAMPLE_RATE
    given, next_s = 0, 0.0
    for activity in heard:
        whole = activity.duration_s >= length_s
        if not whole and activity.duration_s < next_s:
            continue
        plan = plan_chunks(activity.spans(), activity.duration_s, quietest)
        sure = plan if whole else [chunk for chunk in plan if chunk.end_s <= activity.duration_s - SURE_AFTER_S]
        if whole or len(sure) > given:
            yield activity, tuple(sure[given:])
            given = len(sure)
            next_s = activity.duration_s + _THEN_AFTER_S
