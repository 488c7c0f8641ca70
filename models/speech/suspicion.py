"""When text from the model is not to be believed without listening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.speech.sound import SAMPLE_RATE, Samples
from models.speech.words import plain

_LEVEL_STEP = SAMPLE_RATE // 20
_FAINT = 10.0**0.6


class Flag(StrEnum):
    """A reason to check a piece of transcript by ear."""

    LOW_CONFIDENCE = "low-confidence"
    SUSPECT = "suspect"
    OVERLAP = "overlap"
    TIME_UNCERTAIN = "time-uncertain"


class Doubt(StrEnum):
    """Why a piece of text is suspect."""

    REPETITION = "repetition"
    RATE = "rate"
    NO_SPEECH = "no-speech"
    OUTSIDE_SPEECH = "outside-speech"
    PHANTOM = "phantom"
    GUESSED = "guessed"
    LANGUAGE = "language"
    WORD_TIMES = "word-times"


@dataclass(frozen=True)
class Reason:
    """A doubt, and the two-letter code of the language where it is about that."""

    doubt: Doubt
    language: str = ""


@dataclass(frozen=True)
class FlaggedSpan:
    """A flag on a stretch of the recording, seconds, half-open.

    ``language`` is a two-letter code where the doubt is that another language is spoken.
    """

    start_s: float
    end_s: float
    flag: Flag
    reason: Doubt
    language: str = ""


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against one segment of text.

    ``duration_s`` from its first to its last word; ``no_speech`` (0…1) and ``log_probability`` (mean of a token, ≤ 0)
    are the model's own; ``compression`` is the ratio by which the text can be packed; ``spoken`` (0…1) is the share of
    its time in which the speech mask hears anybody; ``faint`` says that the sound hardly rises above the background.
    """

    words: Sequence[str]
    duration_s: float
    no_speech: float = 0.0
    log_probability: float = 0.0
    compression: float = 1.0
    spoken: float = 1.0
    faint: bool = False


# People say a word three times running ("no, no, no"); longer phrases hardly ever.
_REPEATS_OF_ONE_WORD = 5
_REPEATS_OF_A_PHRASE = 3
_LONGEST_PHRASE = 8
# Quick English speech reaches about 6 words or 30 letters a second over a phrase; words stretched over many seconds
# are made up.
_MOST_WORDS_A_SECOND = 7.5
_MOST_LETTERS_A_SECOND = 38.0
_FEWEST_WORDS_A_SECOND = 0.25
_NO_SPEECH = 0.6
# Above it the text repeats itself, below this mean the model guesses (Radford et al. 2022, §4.5).
_COMPRESSION = 2.4
_GUESSED = -1.0
_LEAST_SPOKEN = 0.2
_NOBODY = frozenset({Doubt.NO_SPEECH, Doubt.OUTSIDE_SPEECH})
# A phantom is said by real people too; it is one only where something else speaks against it.
_PHANTOM_NO_SPEECH = 0.3
_PHANTOM_LOG_PROBABILITY = -0.7
_PHANTOM_SPOKEN = 0.5
# What films, their subtitles and their closing words left in the model: heard by many users in noise and silence.
_PHANTOMS = frozenset(
    {
        "you",
        "thank you",
        "thank you very much",
        "thank you so much",
        "thanks for watching",
        "thank you for watching",
        "thank you so much for watching",
        "please subscribe",
        "please subscribe to my channel",
        "like and subscribe",
        "see you next time",
        "see you in the next video",
        "i'll see you in the next video",
        "bye",
        "bye bye",
        "the end",
        "so",
        "okay",
        "music",
        "applause",
        "laughter",
    }
)
_PHANTOM_BEGINNINGS = ("subtitles by", "subtitled by", "captions by", "transcribed by", "transcription by", "www")


def reasons_to_doubt(seen: Evidence) -> tuple[Doubt, ...]:
    """Why the words of one segment may be made up; empty when nothing speaks against them."""
    doubts = []
    if seen.compression > _COMPRESSION or repeats(seen.words):
        doubts.append(Doubt.REPETITION)
    if _impossible_rate(seen.words, seen.duration_s):
        doubts.append(Doubt.RATE)
    if seen.no_speech > _NO_SPEECH:
        doubts.append(Doubt.NO_SPEECH)
    if seen.spoken < _LEAST_SPOKEN:
        doubts.append(Doubt.OUTSIDE_SPEECH)
    if seen.log_probability < _GUESSED:
        doubts.append(Doubt.GUESSED)
    if is_phantom(seen):
        doubts.append(Doubt.PHANTOM)
    return tuple(doubts)


def made_up(doubts: Sequence[Doubt]) -> bool:
    """Whether text is thrown away rather than shown with a doubt: the model hears no speech, or the mask does not, and
    something else speaks against it, too. Where the mask hears somebody the place is then told as speech without text.
    """
    return len(doubts) > 1 and not _NOBODY.isdisjoint(doubts)


def is_phantom(seen: Evidence) -> bool:
    """Whether the words are a phrase the model is known to invent, and the sound does not bear them out."""
    phrase = " ".join(filter(None, map(plain, seen.words))).replace("-", " ")
    if phrase not in _PHANTOMS and not phrase.startswith(_PHANTOM_BEGINNINGS):
        return False
    return (
        seen.faint
        or seen.spoken < _PHANTOM_SPOKEN
        or seen.no_speech > _PHANTOM_NO_SPEECH
        or seen.log_probability < _PHANTOM_LOG_PROBABILITY
    )


def faint(samples: Samples, start_s: float, end_s: float) -> bool:
    """Whether the sound of a stretch hardly rises above the background of the piece it lies in.

    Below 6 dB over the quietest tenth of the piece; speech that can be understood lies well above.
    """
    whole = len(samples) // _LEVEL_STEP
    first, last = int(start_s * SAMPLE_RATE) // _LEVEL_STEP, -(-int(end_s * SAMPLE_RATE) // _LEVEL_STEP)
    power = np.square(samples[: whole * _LEVEL_STEP].reshape(whole, -1)).mean(axis=1)
    under = power[first:last]
    return not len(under) or bool(under.max() < _FAINT * max(float(np.quantile(power, 0.1)), 1e-12))


def repeats(words: Sequence[str]) -> bool:
    """Whether a phrase of up to eight words comes three times running, or one word five times."""
    bare = [plain(word) for word in words]
    return any(_runs(bare, length) for length in range(1, _LONGEST_PHRASE + 1))


def without_loops(words: Sequence[str]) -> list[int]:
    """The places of the words that stay when every loop is cut after its second time, in order."""
    bare = [plain(word) for word in words]
    kept = list(range(len(bare)))
    for length in range(1, _LONGEST_PHRASE + 1):
        here = 2 * length
        while here + length <= len(kept):
            phrases = [
                [bare[place] for place in kept[at : at + length]] for at in (here - 2 * length, here - length, here)
            ]
            if phrases[0] == phrases[1] == phrases[2]:
                del kept[here : here + length]
            else:
                here += 1
    return kept


def _runs(words: Sequence[str], length: int) -> bool:
    needed = length * ((_REPEATS_OF_ONE_WORD if length == 1 else _REPEATS_OF_A_PHRASE) - 1)
    same = 0
    for here in range(length, len(words)):
        same = same + 1 if words[here] == words[here - length] else 0
        if same >= needed:
            return True
    return False


def _impossible_rate(words: Sequence[str], duration_s: float) -> bool:
    seconds = max(duration_s, 0.1)
    letters = sum(map(len, words))
    if len(words) >= 4 and (len(words) > _MOST_WORDS_A_SECOND * seconds or letters > _MOST_LETTERS_A_SECOND * seconds):
        return True
    return duration_s > 4.0 and len(words) < _FEWEST_WORDS_A_SECOND * duration_s
