"""Turns that hold several acts, told by their sentences."""

from __future__ import annotations

import numpy as np
import pytest

from codebook.behaviours import BEHAVIOURS, behaviour_of
from codebook.load import load_builtin
from models.suggestions import behaviours
from models.suggestions.behaviours import BehaviourReader, _anywhere, behaviour_chances, half_evened, sentences
from models.suggestions.suggestion import load_starter
from models.suggestions.suggestion_model import without_sentence_reader
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


def test_what_is_read_in_sentences_is_numbered_turn_by_turn() -> None:
    reader = BehaviourReader(without_sentence_reader(load_starter()), behaviour_of(load_builtin("msw")))
    talk = said("W: Mm.", "P: It's been a week.", "W: A whole week. What was that like for you?")
    numbers = reader.numbers(talk, [2])
    assert numbers.shape == (1, reader.n_numbers)
    assert ((numbers <= 0) & (numbers >= np.log(1e-3))).all()
    turn, likeliest, last, first = np.split(numbers[0, :16], 4)
    assert BEHAVIOURS[int(last.argmax())] == "question"
    assert first[0] < last[0]
    assert likeliest == pytest.approx(np.maximum(first, last))
    chances = behaviour_chances(reader.model, talk, reader.counts_as)
    assert turn == pytest.approx(np.log(np.maximum(chances[1], 1e-3)) * turn[0] / np.log(chances[1, 0]))
    assert reader.numbers(talk, []).shape == (0, reader.n_numbers)


def test_what_stands_anywhere_in_a_turn_is_as_likely_as_its_likeliest_code() -> None:
    counts_as = {"OQ": "question", "CQ": "question", "SR": "reflection", "GI": "therapist_input", "FAC": "other"}
    (row,) = _anywhere(np.array([[0.2, 0.8, 0.5, 0.1, 0.9]]), counts_as)
    # Something else stands there with 0.9, but nothing besides with (1 - 0.8)(1 - 0.5)(1 - 0.1).
    told = np.array([0.8, 0.5, 0.1, 0.9 * 0.2 * 0.5 * 0.9])
    assert row == pytest.approx(told / told.sum())


def test_a_turn_is_read_as_a_whole_beside_its_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = said("P: It's been a week.", "W: A whole week. And nobody rang. What was that like for you?")
    model, counts_as = load_starter(), behaviour_of(load_builtin("msw"))

    def told(*shares: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        for name, share in zip(("_SENTENCES", "_WHOLE", "_ANYWHERE"), shares, strict=True):
            monkeypatch.setattr(behaviours, name, share)
        return behaviour_chances(model, talk, counts_as)[0]

    together = told(0.6, 0.2, 0.2)
    apart = 0.6 * np.log(told(1, 0, 0)) + 0.2 * np.log(told(0, 1, 0)) + 0.2 * np.log(told(0, 0, 1))
    assert together == pytest.approx(np.exp(apart) / np.exp(apart).sum())
    assert not np.allclose(together, told(1, 0, 0))


def test_half_of_how_unequal_base_rates_are_is_taken_out() -> None:
    evened = half_evened(np.array([[0.5, 0.5], [0.8, 0.2]]), np.array([0.64, 0.16]))
    # √0.64 : √0.16 = 2 : 1.
    assert evened == pytest.approx(np.array([[1 / 3, 2 / 3], [2 / 3, 1 / 3]]))


def test_nobody_speaks() -> None:
    rows = behaviour_chances(load_starter(), said("P: Hello?"), behaviour_of(load_builtin("msw")))
    assert rows.shape == (0, len(BEHAVIOURS))
