"""Invented text is noticed, ordinary talk is not."""

from __future__ import annotations

import numpy as np
import pytest

from models.speech.sound import SAMPLE_RATE
from models.speech.suspicion import Doubt, Evidence, faint, made_up, reasons_to_doubt, repeats, without_loops


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
    seen = Evidence(text, duration_s, no_speech=no_speech, compression=compression)
    assert reasons_to_doubt(seen) == expected


def test_more_letters_than_a_mouth_can_form_are_doubted() -> None:
    long_words = ["extraordinarily", "uncharacteristically", "incomprehensible", "responsibilities"]
    assert reasons_to_doubt(Evidence(long_words, 1.2)) == (Doubt.RATE,)
    assert reasons_to_doubt(Evidence(long_words, 3.0)) == ()


def test_text_where_the_mask_hears_nobody_is_doubted() -> None:
    assert reasons_to_doubt(Evidence(["we", "will", "see"], 1.0, spoken=0.1)) == (Doubt.OUTSIDE_SPEECH,)


def test_text_the_model_only_guessed_is_doubted() -> None:
    assert reasons_to_doubt(Evidence(["we", "will", "see"], 1.0, log_probability=-1.1)) == (Doubt.GUESSED,)


@pytest.mark.parametrize(
    "said", ["Thank you.", "Thanks for watching!", "you", "Subtitles by the community", "Bye-bye."]
)
def test_a_phrase_the_model_is_known_to_invent_needs_sound_to_bear_it_out(said: str) -> None:
    words = said.split()
    assert Doubt.PHANTOM not in reasons_to_doubt(Evidence(words, 0.8, log_probability=-0.3))
    assert Doubt.PHANTOM in reasons_to_doubt(Evidence(words, 0.8, log_probability=-0.3, faint=True))
    assert Doubt.PHANTOM in reasons_to_doubt(Evidence(words, 0.8, no_speech=0.4))
    assert Doubt.PHANTOM in reasons_to_doubt(Evidence(words, 0.8, spoken=0.3))


def test_the_same_words_within_a_sentence_are_no_phantom() -> None:
    seen = Evidence(["thank", "you", "for", "the", "bus", "money"], 2.0, no_speech=0.5, faint=True)
    assert Doubt.PHANTOM not in reasons_to_doubt(seen)


def test_only_text_that_two_things_speak_against_is_thrown_away() -> None:
    assert made_up((Doubt.NO_SPEECH, Doubt.GUESSED))
    assert made_up((Doubt.OUTSIDE_SPEECH, Doubt.PHANTOM))
    assert not made_up((Doubt.NO_SPEECH,))
    assert not made_up((Doubt.REPETITION, Doubt.RATE))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("no no no no no no", "no no"),
        ("so we go. we go. we go. we go. home", "so we go. we go. home"),
        ("a b c d", "a b c d"),
        ("I hate it. I hate it. Really.", "I hate it. I hate it. Really."),
    ],
)
def test_a_loop_is_cut_after_its_second_time(said: str, left: str) -> None:
    words = said.split()
    assert " ".join(words[place] for place in without_loops(words)) == left


def test_sound_that_does_not_rise_above_the_hiss_is_faint() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.01, 6 * SAMPLE_RATE).astype(np.float32)
    hiss[2 * SAMPLE_RATE : 3 * SAMPLE_RATE] *= 5
    assert faint(hiss, 0.5, 1.5)
    assert not faint(hiss, 2.2, 2.8)
