"""Made-up talk: words with plausible times from plain sentences."""

from __future__ import annotations

from models.speech.diarisation import SpeakerTurn
from models.speech.transcription import Word

WORD_S = 0.3


def spoken(text: str, start_s: float = 0.0, probability: float = 0.9) -> list[Word]:
    """The words of a text at an even pace; "|" is a pause of one second."""
    words = []
    at_s = start_s
    for part in text.split():
        if part == "|":
            at_s += 1.0
            continue
        words.append(Word(at_s, at_s + WORD_S, part, probability))
        at_s += WORD_S
    return words


def conversation(*lines: tuple[str, str]) -> tuple[list[Word], list[SpeakerTurn]]:
    """Words and true turns of (speaker, text) lines, half a second between them."""
    words: list[Word] = []
    turns = []
    at_s = 0.0
    for speaker, text in lines:
        said = spoken(text, at_s)
        words += said
        turns.append(SpeakerTurn(at_s, said[-1].end_s, speaker))
        at_s = said[-1].end_s + 0.5
    return words, turns
