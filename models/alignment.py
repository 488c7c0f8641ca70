"""Words and turns to utterances: one complete thought by one speaker, with what should be checked by ear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.diarisation import SpeakerTurn
from models.segmentation import Span
from models.sentences import ends_sentence, split_thoughts
from models.speakers import speakers_of
from models.suspicion import Flag, FlaggedSpan
from models.transcription import Word

# On 263 utterances of two synthetic sessions, 6 fell below and 2 of those were badly wrong (of 11 that were); in real
# far-field meetings about every fourth falls below. A hint to listen, not a measure of error.
_LOW_PROBABILITY = 0.7
_OVERLAP_LEAST_S = 0.3
_SUSPECT_SHARE = 0.5
# A speaker who goes on within this time after a short word of the other has not begun a new thought.
_RESUME_S = 2.0
_INTERJECTION_S = 3.0
_INTERJECTION_WORDS = 4
# The mask bridges breaths and echoes of about a second between sentences.
_GAP_LEAST_S = 1.5


@dataclass(frozen=True)
class UtteranceDraft:
    """One complete thought by one speaker; seconds, half-open. Drafts are ordered by start and may overlap in time."""

    start_s: float
    end_s: float
    speaker: str
    text: str
    words: tuple[Word, ...]
    flags: tuple[Flag, ...] = ()


def align(
    words: Sequence[Word], turns: Sequence[SpeakerTurn], flags: Sequence[FlaggedSpan] = ()
) -> tuple[UtteranceDraft, ...]:
    """Utterances from words (in order of time) and turns; every word is in exactly one utterance.

    ``flags`` are the transcriber's doubts. Raises ValueError when the words are not in order of time.
    """
    if any(after.start_s < before.start_s for before, after in pairwise(words)):
        raise ValueError("words must be in order of time")
    second_voices = [Span(turn.start_s, turn.end_s) for turn in turns if turn.overlap]
    suspects = [Span(flag.start_s, flag.end_s) for flag in flags if flag.flag is Flag.SUSPECT]
    drafts = []
    for speaker, spoken in _talk(words, speakers_of(words, turns)):
        for thought in split_thoughts(spoken):
            start_s, end_s = thought[0].start_s, thought[-1].end_s
            raised = _flags(thought, Span(start_s, end_s), second_voices, suspects)
            text = " ".join(word.text for word in thought)
            drafts.append(UtteranceDraft(start_s, end_s, speaker, text, tuple(thought), raised))
    return tuple(sorted(drafts, key=lambda draft: (draft.start_s, draft.end_s)))


def unheard(speech: Iterable[Span], words: Sequence[Word]) -> tuple[Span, ...]:
    """Stretches of at least 1.5 s in which somebody speaks and no word was found; listen there."""
    gaps = []
    next_word = 0
    for span in speech:
        at_s = span.start_s
        while next_word < len(words) and words[next_word].end_s <= at_s:
            next_word += 1
        inside = next_word
        while inside < len(words) and words[inside].start_s < span.end_s:
            gaps.append(Span(at_s, words[inside].start_s))
            at_s = max(at_s, words[inside].end_s)
            inside += 1
        gaps.append(Span(at_s, span.end_s))
    return tuple(gap for gap in gaps if gap.duration_s >= _GAP_LEAST_S)


def heard_share(speech: Iterable[Span], gaps: Iterable[Span]) -> float:
    """The share of speech (0…1) that has text, by the gaps ``unheard`` found in it; 1 where nobody speaks."""
    total = sum(span.duration_s for span in speech)
    return 1.0 - sum(gap.duration_s for gap in gaps) / total if total else 1.0


def _talk(words: Sequence[Word], speakers: Sequence[str]) -> list[tuple[str, list[Word]]]:
    """Unbroken talk of one speaker; talk that only a short word of another interrupts is one piece."""
    pieces: list[tuple[str, list[Word]]] = []
    for word, speaker in zip(words, speakers, strict=True):
        if pieces and pieces[-1][0] == speaker:
            pieces[-1][1].append(word)
        elif len(pieces) > 1 and _resumes(pieces[-2], pieces[-1], word, speaker):
            interjection = pieces.pop()
            pieces[-1][1].append(word)
            pieces.insert(len(pieces) - 1, interjection)
        else:
            pieces.append((speaker, [word]))
    return pieces


def _resumes(
    interrupted: tuple[str, list[Word]], interjection: tuple[str, list[Word]], word: Word, speaker: str
) -> bool:
    said = interjection[1]
    return (
        interrupted[0] == speaker
        and not ends_sentence(interrupted[1][-1].text)
        and len(said) <= _INTERJECTION_WORDS
        and said[-1].end_s - said[0].start_s <= _INTERJECTION_S
        and word.start_s - interrupted[1][-1].end_s <= _RESUME_S
        and word.text[:1].islower()
    )


def _flags(
    thought: Sequence[Word], span: Span, second_voices: Sequence[Span], suspects: Sequence[Span]
) -> tuple[Flag, ...]:
    raised = []
    if sum(word.probability for word in thought) / len(thought) < _LOW_PROBABILITY:
        raised.append(Flag.LOW_CONFIDENCE)
    if _common(span, suspects) >= _SUSPECT_SHARE * max(span.duration_s, 1e-9):
        raised.append(Flag.SUSPECT)
    if _common(span, second_voices) >= _OVERLAP_LEAST_S:
        raised.append(Flag.OVERLAP)
    return tuple(raised)


def _common(span: Span, others: Iterable[Span]) -> float:
    """Seconds that a span shares with others that do not overlap each other."""
    return sum(max(0.0, min(span.end_s, other.end_s) - max(span.start_s, other.start_s)) for other in others)
