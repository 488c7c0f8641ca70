"""Short conversations for the tests of the text learners."""

from __future__ import annotations

from models.talk.corpus import CodedUtterance, Conversation
from models.talk.text import PARENT, WORKER, Utterance


def said(*lines: str) -> list[Utterance]:
    """Utterances of five seconds from lines such as ``W: How are you?``; any speaker but ``W`` is a parent."""
    utterances = []
    for number, line in enumerate(lines):
        speaker, _, text = line.partition(": ")
        role = WORKER if speaker == "W" else PARENT
        utterances.append(Utterance(f"u{number}", role, text, number * 5.0, number * 5.0 + 4.0))
    return utterances


def conversation(name: str, *lines: tuple[str, str]) -> Conversation:
    """A coded conversation of the worker alone, from pairs of code and words."""
    coded = tuple(
        CodedUtterance(Utterance(f"{name}-{n}", WORKER, text, n * 5.0, n * 5.0 + 4.0), code)
        for n, (code, text) in enumerate(lines)
    )
    return Conversation(name, name, "office", "assessment", "middling", "a test", (), coded)
