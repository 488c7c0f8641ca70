"""Words and turns to utterances: one complete thought by one speaker, with what should be checked by ear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.speech.coverage import common
from models.speech.diarisation import SpeakerTurn
from models.speech.segmentation import Span
from models.speech.sentences import ends_sentence, split_thoughts
from models.speech.speakers import speakers_of
from models.speech.suspicion import Flag, FlaggedSpan, Reason
from models.speech.words import Word

# On 263 utterances of two synthetic sessions, 6 fell below and 2 of those were badly wrong (of 11 that were); in real
# far-field meetings about every fourth falls below. A hint to listen, not a measure of error.
_LOW_PROBABILITY = 0.7
_OVERLAP_LEAST_S = 0.3
_SUSPECT_SHARE = 0.5
# A speaker who goes on within this time after a short word of the other has not begun a new thought.
_RESUME_S = 2.0
_INTERJECTION_S = 3.0
_INTERJECTION_WORDS = 4


@dataclass(frozen=True)
class UtteranceDraft:
    """One complete thought by one speaker; seconds, half-open. Drafts are ordered by start and may overlap in time.

    ``reasons`` say why it is suspect, or its times are.
    """

    start_s: float
    end_s: float
    speaker: str
    text: str
    words: tuple[Word, ...]
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Reason, ...] = ()


def align(
    words: Sequence[Word], turns: Sequence[SpeakerTurn], flags: Sequence[FlaggedSpan] = ()
) -> tuple[UtteranceDraft, ...]:
    """Utterances from words (in order of time) and turns; every word is in exactly one utterance.

    ``flags`` are the transcriber's doubts. Raises ValueError when the words are not in order of time.
    """
    if any(after.start_s < before.start_s for before, after in pairwise(words)):
        raise ValueError("words must be in order of time")
    second_voices = [Span(turn.start_s, turn.end_s) for turn in turns if turn.overlap]
    drafts = []
    for speaker, spoken in _talk(words, speakers_of(words, turns)):
        for thought in split_thoughts(spoken):
            start_s, end_s = thought[0].start_s, thought[-1].end_s
            span = Span(start_s, end_s)
            doubts = _doubts(span, flags)
            raised = _flags(thought, span, second_voices, doubts)
            reasons = tuple(dict.fromkeys(Reason(doubt.reason, doubt.language) for doubt in doubts))
            text = " ".join(word.text for word in thought)
            drafts.append(UtteranceDraft(start_s, end_s, speaker, text, tuple(thought), raised, reasons))
    return tuple(sorted(drafts, key=lambda draft: (draft.start_s, draft.end_s)))


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


def _doubts(span: Span, flags: Sequence[FlaggedSpan]) -> list[FlaggedSpan]:
    """The doubts about an utterance: about at least half of its text, or about the time of any of its words."""
    return [
        flag
        for flag in flags
        if (shared := common(span, (flag,))) > 0
        and (flag.flag is not Flag.SUSPECT or shared >= _SUSPECT_SHARE * span.duration_s)
    ]


def _flags(
    thought: Sequence[Word], span: Span, second_voices: Sequence[Span], doubts: Sequence[FlaggedSpan]
) -> tuple[Flag, ...]:
    raised = []
    if sum(word.probability for word in thought) / len(thought) < _LOW_PROBABILITY:
        raised.append(Flag.LOW_CONFIDENCE)
    raised += dict.fromkeys(doubt.flag for doubt in doubts)
    if common(span, second_voices) >= _OVERLAP_LEAST_S:
        raised.append(Flag.OVERLAP)
    return tuple(raised)
