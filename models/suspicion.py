"""When text from the model is not to be believed without listening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """A reason to check a piece of transcript by ear."""

    LOW_CONFIDENCE = "low-confidence"
    SUSPECT = "suspect"
    OVERLAP = "overlap"


class Doubt(StrEnum):
    """Why a piece of text is suspect."""

    REPETITION = "the same words over and over"
    RATE = "more or fewer words than anybody speaks in that time"
    NO_SPEECH = "the model was not sure that anybody spoke"


@dataclass(frozen=True)
class FlaggedSpan:
    """A flag on a stretch of the recording, seconds, half-open."""

    start_s: float
    end_s: float
    flag: Flag
    reason: Doubt


# People say a word three times running ("no, no, no"); longer phrases hardly ever.
_REPEATS_OF_ONE_WORD = 5
_REPEATS_OF_A_PHRASE = 3
_LONGEST_PHRASE = 8
# Quick English speech reaches about 6 words a second over a phrase; words stretched over many seconds are made up.
_MOST_WORDS_A_SECOND = 7.5
_FEWEST_WORDS_A_SECOND = 0.25
_NO_SPEECH = 0.6
_COMPRESSION = 2.4


def reasons_to_doubt(
    words: Sequence[str], duration_s: float, no_speech: float, compression: float
) -> tuple[Doubt, ...]:
    """Why the words of one segment may be made up; empty when nothing speaks against them.

    ``no_speech`` is the model's own probability, ``compression`` the ratio by which the text can be packed
    (above 2.4 the text repeats itself, Radford et al. 2022, §4.5).
    """
    doubts = []
    if compression > _COMPRESSION or repeats(words):
        doubts.append(Doubt.REPETITION)
    if _impossible_rate(len(words), duration_s):
        doubts.append(Doubt.RATE)
    if no_speech > _NO_SPEECH:
        doubts.append(Doubt.NO_SPEECH)
    return tuple(doubts)


def repeats(words: Sequence[str]) -> bool:
    """Whether a phrase of up to eight words comes three times running, or one word five times."""
    plain = [word.strip(".,!?;:…\"'").casefold() for word in words]
    return any(_runs(plain, length) for length in range(1, _LONGEST_PHRASE + 1))


def _runs(words: Sequence[str], length: int) -> bool:
    needed = length * ((_REPEATS_OF_ONE_WORD if length == 1 else _REPEATS_OF_A_PHRASE) - 1)
    same = 0
    for here in range(length, len(words)):
        same = same + 1 if words[here] == words[here - length] else 0
        if same >= needed:
            return True
    return False


def _impossible_rate(count: int, duration_s: float) -> bool:
    if count >= 4 and count > _MOST_WORDS_A_SECOND * max(duration_s, 0.1):
        return True
    return duration_s > 4.0 and count < _FEWEST_WORDS_A_SECOND * duration_s
