"""Invented text is noticed, ordinary talk is not."""

from __future__ import annotations

import pytest

from models.suspicion import Doubt, reasons_to_doubt, repeats


@pytest.mark.parametrize(
    "text",
    [
        "thank you. thank you. thank you. thank you.",
        "so we go to the shop. we go to the shop. we go to the shop.",
        "no no no no no no",
        "I was saying and then he said and then he said and then he said it",
    ],
)
def test_loops_are_repetition(text: str) -> None:
    assert repeats(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "no, no, no, I didn't mean that",
        "I hate it. I hate the mornings.",
        "it's not every day. it's not even every week.",
        "",
        "yeah",
        "she said she said nothing",
    ],
)
def test_emphasis_is_not(text: str) -> None:
    assert not repeats(text.split())


@pytest.mark.parametrize(
    ("words", "duration_s", "no_speech", "compression", "expected"),
    [
        (10, 4.0, 0.1, 1.2, ()),
        (60, 2.0, 0.1, 1.2, (Doubt.RATE,)),
        (1, 9.0, 0.1, 0.8, (Doubt.RATE,)),
        (3, 0.2, 0.1, 0.8, ()),
        (10, 4.0, 0.7, 1.2, (Doubt.NO_SPEECH,)),
        (10, 4.0, 0.1, 2.5, (Doubt.REPETITION,)),
        (60, 2.0, 0.9, 3.0, (Doubt.REPETITION, Doubt.RATE, Doubt.NO_SPEECH)),
    ],
)
def test_each_reason_is_named(
    words: int, duration_s: float, no_speech: float, compression: float, expected: tuple[Doubt, ...]
) -> None:
    text = [f"word{i}" for i in range(words)]
    assert reasons_to_doubt(text, duration_s, no_speech, compression) == expected
