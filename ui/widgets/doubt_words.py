"""Why a piece of text is doubted, in words for a tool tip, a screen reader and the walk from place to place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coder.domain.languages import language_name
from coder.domain.transcripts import Doubt, Reason

Words = Callable[[str], str]


def doubt_sentences(reasons: Sequence[Reason], tr: Words) -> list[str]:
    """One sentence for each reason; ``tr`` translates."""
    return [_sentence(reason, tr) for reason in reasons]


def _sentence(reason: Reason, tr: Words) -> str:
    if reason.doubt is Doubt.LANGUAGE:
        if reason.language:
            return tr("Spoken in {0}? Listen.").format(language_name(reason.language))
        return tr("Perhaps spoken in another language: listen.")
    return {
        Doubt.REPETITION: tr("The same words came over and over; what was repeated is left out."),
        Doubt.RATE: tr("Nobody speaks so many words, or so few, in that time."),
        Doubt.NO_SPEECH: tr("The program was not sure that anybody spoke."),
        Doubt.OUTSIDE_SPEECH: tr("No voice is heard at this place."),
        Doubt.PHANTOM: tr("Programs often invent this phrase where the sound is weak."),
        Doubt.GUESSED: tr("The program only guessed."),
        Doubt.WORD_TIMES: tr("The time of a word is uncertain: it may be heard earlier or later."),
    }[reason.doubt]
