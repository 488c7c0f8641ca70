"""A long made-up session for benches, screenshots and tests: nobody said any of this."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from coder.audio.peaks import PeakBuilder, Peaks
from coder.domain.people import SpeakerRole
from coder.domain.times import SAMPLE_RATE
from coder.domain.transcripts import Flag, Gap, Speaker, Transcript, Utterance, Word

SENTENCES = (
    "It's been all right, up and down really.",
    "What would you most like to be different by the end of the summer?",
    "I just want people to stop telling me what to do.",
    "It sounds like you were frightened, and at the same time you did not want anyone to think you could not cope.",
    "She's been sleeping in my bed since it happened.",
    "So on the one hand the evenings are calmer, and on the other you still dread the weekend.",
    "I know I should have rung you. I was embarrassed.",
    "You have kept every appointment with the health visitor, and that took some doing with everything else going on.",
    "Mornings are the worst. He leaves at five and then it's me and three of them.",
    "Can I tell you what I am worried about, and then you can tell me where I have got it wrong?",
    "Mm.",
    "I am worried that when the arguments happen Kayla is in the next room and she hears all of it.",
    "Six, I suppose.",
    "What do you think that is like for her?",
)
SPEAKERS = (
    Speaker("voice-1", "Voice 1", SpeakerRole.WORKER, 0.93, True),
    Speaker("voice-2", "Voice 2", SpeakerRole.PARENT, 0.88, True),
    Speaker("voice-3", "Voice 3", SpeakerRole.CHILD, 0.71, True),
)


@dataclass(frozen=True)
class MadeUp:
    """What a Code page needs to be drawn."""

    transcript: Transcript
    peaks: Peaks


def made_up(utterances: int = 2000, minutes: float = 90.0, seed: int = 5) -> MadeUp:
    """A session of ``minutes`` with that many utterances by three voices; the same for the same arguments."""
    chance = random.Random(seed)
    duration_s = minutes * 60
    each_s = duration_s / max(1, utterances)
    said = [_utterance(i, i * each_s, each_s, chance) for i in range(utterances)]
    gaps = tuple(Gap(said[i].end_s, said[i + 1].start_s) for i in range(60, utterances - 1, 97))
    transcript = Transcript("made-up", "session", 0, "en", "made up", duration_s, SPEAKERS, tuple(said), gaps, 0.97)
    return MadeUp(transcript, _peaks(transcript, seed))


def _utterance(index: int, start_s: float, room_s: float, chance: random.Random) -> Utterance:
    text = chance.choice(SENTENCES)
    spoken = text.split()
    start_s += room_s * 0.05
    each_s = room_s * 0.85 / len(spoken)
    words = tuple(
        Word(start_s + k * each_s, start_s + (k + 0.9) * each_s, word, chance.uniform(0.5, 1.0))
        for k, word in enumerate(spoken)
    )
    voice = SPEAKERS[2] if index % 41 == 40 else SPEAKERS[index % 2]
    flags = (Flag.LOW_CONFIDENCE,) if index % 23 == 7 else (Flag.OVERLAP,) if index % 31 == 9 else ()
    end_s = words[-1].end_s
    return Utterance(f"u{index:05d}", index, words[0].start_s, end_s, voice.id, text, words, flags)


def _peaks(transcript: Transcript, seed: int) -> Peaks:
    rng = np.random.default_rng(seed)
    second = rng.normal(0, 2600, SAMPLE_RATE)
    loudness = np.zeros(int(transcript.duration_s * 20) + 1)
    for one in transcript.utterances:
        first, last = int(one.start_s * 20), int(one.end_s * 20) + 1
        loudness[first:last] = np.abs(rng.normal(0.8, 0.4, last - first))
    builder = PeakBuilder(SAMPLE_RATE)
    block = SAMPLE_RATE // 20
    for start in range(0, len(loudness) - 1, 20):
        envelope = np.repeat(loudness[start : start + 20], block)
        builder.add(np.clip(second[: len(envelope)] * envelope, -32768, 32767).astype(np.int16))
    return builder.finish()
