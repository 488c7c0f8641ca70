"""What the speech model makes of a stretch of sound, and which of several readings of it is to be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from models.speech.coverage import unheard
from models.speech.segmentation import Span
from models.speech.suspicion import Doubt, without_loops
from models.speech.words import Word, plain

# Two searches that share four words of five heard the same; they differ in an ending or a name.
_AGREED = 0.8
# A loop hides what was said just as a gap does, and lies besides.
_LOOP_COSTS = 1.5


@dataclass(frozen=True)
class Piece:
    """One segment of text: words in order of time, what speaks against it, and the model's own mean log probability."""

    words: tuple[Word, ...]
    doubts: tuple[Doubt, ...]
    log_probability: float

    @property
    def duration_s(self) -> float:
        """Seconds from the first word to the last."""
        return self.words[-1].end_s - self.words[0].start_s


@dataclass(frozen=True)
class Reading:
    """Everything one search made of a stretch; no piece is without words. ``dropped`` counts pieces thrown away."""

    pieces: tuple[Piece, ...]
    dropped: int = 0

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, in order of time."""
        return tuple(word for piece in self.pieces for word in piece.words)

    @property
    def doubted(self) -> bool:
        """Whether anything speaks against any of it."""
        return any(piece.doubts for piece in self.pieces)

    def cost_s(self, speech: Sequence[Span]) -> float:
        """Seconds of speech left without text, and of text that is not to be believed."""
        missing = sum(gap.duration_s for gap in unheard(speech, self.words))
        return missing + sum(
            piece.duration_s * (_LOOP_COSTS if Doubt.REPETITION in piece.doubts else 1.0)
            for piece in self.pieces
            if piece.doubts
        )

    @property
    def log_probability(self) -> float:
        """The mean of the pieces' own, by their words; 0 without any."""
        count = len(self.words)
        return sum(len(piece.words) * piece.log_probability for piece in self.pieces) / count if count else 0.0


def agree(one: Reading, other: Reading) -> bool:
    """Whether two readings have four words of five in common, in the same order."""
    first, second = ([plain(word.text) for word in reading.words] for reading in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _AGREED


def best(readings: Sequence[Reading], speech: Sequence[Span]) -> Reading:
    """The reading that leaves least of the speech untold or in doubt; of equals the one the model finds likelier.

    Its doubts stay with it: that the same model says something twice does not make it true.
    """
    return min(readings, key=lambda reading: (round(reading.cost_s(speech), 1), -reading.log_probability))


def without_repeats(reading: Reading) -> Reading:
    """The same without what a loop says after its second time; the doubt stays on what is left."""
    pieces = []
    for piece in reading.pieces:
        if Doubt.REPETITION in piece.doubts:
            kept = without_loops([word.text for word in piece.words])
            pieces.append(replace(piece, words=tuple(piece.words[place] for place in kept)))
        else:
            pieces.append(piece)
    return replace(reading, pieces=tuple(pieces))
