"""Print how well it is guessed who is who in the invented conversations: ``python -m tools.measure_roles``."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.speech.alignment import align
from models.speech.diarisation import SpeakerTurn
from models.speech.roles import Role, guess_roles
from models.speech.words import Word
from models.talk.corpus import EXCHANGES_FOLDER

ALL = 1_000_000
BEGINNING = 12
"""Utterances of a beginning, as of a recording that has only just begun."""

_WHO = {"W": Role.WORKER, "P": Role.PARENT, "Q": Role.PARENT, "C": Role.CHILD, "Y": Role.CHILD}
_WORD_S, _PAUSE_S = 0.3, 0.5


@dataclass(frozen=True)
class Guessed:
    """One voice of one conversation: who it is, who it was taken for, and how sure the guess was (0–1)."""

    conversation: str
    voice: str
    true: Role
    guess: Role
    probability: float


def guessed(first: int = ALL) -> tuple[Guessed, ...]:
    """The guess for every voice that speaks in the first so many utterances of each conversation."""
    return tuple(
        Guessed(name, voice, _WHO.get(voice, Role.OTHER), guess.role, guess.probability)
        for name, lines in _invented()
        for voice, guess in guess_roles(align(*_said(lines[:first]))).items()
    )


def claim_and_right(found: Sequence[Guessed]) -> tuple[float, float]:
    """How sure the guesses are on average, and the share of them that is right."""
    return sum(one.probability for one in found) / len(found), sum(one.guess is one.true for one in found) / len(found)


def main() -> None:
    """Print the share that is right, what was claimed, and what each role was taken for."""
    for first, words in ((ALL, "whole conversations"), (BEGINNING, f"first {BEGINNING} utterances")):
        found = guessed(first)
        claim, right = claim_and_right(found)
        print(f"{words}: {len(found)} voices, right {right:.3f}, claimed {claim:.3f}")
        for role in Role:
            taken = Counter(one.guess.value for one in found if one.true is role)
            told = ", ".join(f"{n} {guess}" for guess, n in taken.most_common())
            print(f"  {role.value:7} {sum(taken.values()):4}: {told}")


def _invented() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Name and lines (voice by letter, text) of each of the conversations the learners are taught with."""
    for path in sorted(EXCHANGES_FOLDER.glob("*.toml")):
        lines = tomllib.loads(path.read_text(encoding="utf-8"))["talk"].splitlines()
        yield path.stem, [(line.strip()[0], line.split(": ", 1)[1]) for line in lines if ": " in line]


def _said(lines: Sequence[tuple[str, str]]) -> tuple[list[Word], list[SpeakerTurn]]:
    """Lines as words at an even pace, with the turns they are told apart by."""
    words: list[Word] = []
    turns: list[SpeakerTurn] = []
    at_s = 0.0
    for voice, text in lines:
        said = [Word(at_s + n * _WORD_S, at_s + (n + 1) * _WORD_S, one, 1.0) for n, one in enumerate(text.split())]
        words += said
        turns.append(SpeakerTurn(at_s, said[-1].end_s, voice))
        at_s = said[-1].end_s + _PAUSE_S
    return words, turns


if __name__ == "__main__":
    main()
