"""Turns that hold several acts, told by their sentences."""

from __future__ import annotations

import numpy as np
import pytest

from codebook.behaviours import BEHAVIOURS, behaviour_of
from codebook.load import load_builtin
from models.suggestions.behaviours import behaviour_chances, sentences
from models.suggestions.suggestion import load_starter
from tests.unit.models_text.talk import said


def test_a_turn_is_cut_at_its_marks_and_keeps_its_words() -> None:
    assert sentences("Mm. So you rang her. And then?") == ("Mm.", "So you rang her.", "And then?")
    assert sentences("no marks at all") == ("no marks at all",)
    assert sentences("...") == ("...",)


def test_rows_are_probabilities_of_the_workers_turns_alone() -> None:
    model = load_starter()
    talk = said("W: Mm.", "P: It's been a week.", "W: A whole week. What was that like for you?", "W: ?")
    rows = behaviour_chances(model, talk, behaviour_of(load_builtin("msw")))
    assert rows.shape == (3, len(BEHAVIOURS))
    assert rows.sum(axis=1) == pytest.approx(np.ones(3))


@pytest.mark.parametrize(
    ("turn", "behaviour"),
    [
        ("Mm-hmm.", "other"),
        ("Okay. So how have the mornings been since then?", "question"),
        ("So you've been carrying this on your own, and you're worn out with it.", "reflection"),
        ("The conference is on the ninth, and everybody who knows him gets a letter about it.", "therapist_input"),
    ],
)
def test_plain_turns_are_told(turn: str, behaviour: str) -> None:
    talk = said("W: Morning, can I come in?", "P: I've not slept all week, he's up and down.", f"W: {turn}")
    rows = behaviour_chances(load_starter(), talk, behaviour_of(load_builtin("msw")))
    assert BEHAVIOURS[int(rows[-1].argmax())] == behaviour


def test_nobody_speaks() -> None:
    rows = behaviour_chances(load_starter(), said("P: Hello?"), behaviour_of(load_builtin("msw")))
    assert rows.shape == (0, len(BEHAVIOURS))
