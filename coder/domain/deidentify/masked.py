"""Words with placeholders in place of what names somebody: transcripts that still play, and other texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coder.domain.deidentify.engine import Line, find_masks
from coder.domain.masks import CaseName, Mask, Standing
from coder.domain.text_words import joined, words_of
from coder.domain.transcripts import Speaker, Transcript, Utterance, Word


def masked_transcript(transcript: Transcript, masks: Iterable[Mask]) -> Transcript:
    """A transcript in which every mask that hides stands as one word, from the start of its first word to the end of
    its last, so that rows and words still play. Names that people gave voices become their role's."""
    by_row: dict[str, list[Mask]] = {}
    for mask in masks:
        if mask.hides:
            by_row.setdefault(mask.utterance_id, []).append(mask)
    utterances = tuple(_masked(one, by_row[one.id]) if one.id in by_row else one for one in transcript.utterances)
    speakers = tuple(_unnamed(one, number) for number, one in enumerate(transcript.speakers, 1))
    return replace(transcript, utterances=utterances, speakers=speakers, machine=None)


def masked_text(text: str, names: Sequence[CaseName], standing: Standing) -> str:
    """A note or other free text with its masks; placeholders of people without a name of the case count anew in it."""
    return text_with(text, find_masks([Line(text)], names, standing))


def text_with(text: str, masks: Sequence[Mask]) -> str:
    """A text with the placeholders of its own masks."""
    for mask in sorted(masks, key=lambda one: -one.start):
        if mask.hides:
            text = text[: mask.start] + mask.shown + text[mask.end :]
    return text


def _unnamed(speaker: Speaker, number: int) -> Speaker:
    return replace(speaker, label=f"voice {number}", named=False) if speaker.named else speaker


def _masked(utterance: Utterance, masks: Sequence[Mask]) -> Utterance:
    words = list(words_of(utterance))
    text = joined(words)
    starts = _starts(words)
    for mask in sorted(masks, key=lambda one: -one.start):
        first, last = words[mask.first], words[mask.last]
        before = text[starts[mask.first] : mask.start]
        after = text[mask.end : starts[mask.last] + len(last.text.strip())]
        shown = Word(first.start_s, last.end_s, before + mask.shown + after, first.probability)
        words[mask.first : mask.last + 1] = [shown]
        text = text[: mask.start] + mask.shown + text[mask.end :]
    return replace(utterance, text=joined(words), words=tuple(words))


def _starts(words: Sequence[Word]) -> list[int]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text.strip()) + 1
    return starts
