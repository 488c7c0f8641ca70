"""Who is who is guessed from the talk and never claimed to be certain."""

from __future__ import annotations

import pytest

from models.speech.alignment import UtteranceDraft, align
from models.speech.roles import Role, guess_roles
from tests.helpers.talk import conversation, spoken
from tools.measure_roles import BEGINNING, claim_and_right, guessed

VISIT = [
    ("S1", "Thank you for letting me come. I'm recording so that my manager can help me get better."),
    ("S2", "It's fine. I only got in from work, the kids are upstairs."),
    ("S1", "What would you like to be different for her?"),
    ("S2", "I don't want to shout. My daughter won't get up and I end up late."),
    ("S1", "You're fed up of the shouting. Tell me more about the mornings."),
    ("S2", "I'm doing my best. Her dad rings on a Thursday and I can't cope."),
    ("S3", "Mum did my plaits. Can I go and play?"),
    ("S1", "How would you feel about a plan for Thursdays?"),
    ("S2", "I could ask my sister. I love her to bits and I want it to stop."),
]


def roles_of(*said: tuple[str, str]) -> dict[str, Role]:
    return {name: guess.role for name, guess in guess_roles(align(*conversation(*said))).items()}


def test_worker_parent_and_child_of_a_visit_are_recognised() -> None:
    assert roles_of(*VISIT) == {"S1": Role.WORKER, "S2": Role.PARENT, "S3": Role.CHILD}


def test_the_names_of_the_voices_do_not_matter() -> None:
    swap = {"S1": "S3", "S2": "S1", "S3": "S2"}
    assert roles_of(*[(swap[who], text) for who, text in VISIT]) == {
        "S3": Role.WORKER,
        "S1": Role.PARENT,
        "S2": Role.CHILD,
    }


def test_two_voices_are_a_worker_and_a_parent() -> None:
    assert roles_of(*[line for line in VISIT if line[0] != "S3"]) == {"S1": Role.WORKER, "S2": Role.PARENT}


@pytest.mark.parametrize("count", [2, 3, 5, 6])
def test_however_many_voices_one_is_the_worker(count: int) -> None:
    said = [(f"S{1 + i % count}", text) for i, (_, text) in enumerate(VISIT * count)]
    guesses = guess_roles(align(*conversation(*said)))
    assert len(guesses) == count
    assert all(0.25 <= guess.probability < 1.0 for guess in guesses.values())


def test_talk_without_any_sign_leaves_the_guess_open() -> None:
    guesses = guess_roles(align(*conversation(("S1", "one two three."), ("S2", "four five six."))))
    assert all(guess.probability < 0.8 for guess in guesses.values())


def test_a_single_voice_and_no_voice_are_no_error() -> None:
    words = spoken("My daughter won't get up and I end up shouting.")
    alone = UtteranceDraft(0.0, words[-1].end_s, "S1", " ".join(w.text for w in words), tuple(words))
    assert guess_roles([alone])["S1"].role is Role.PARENT
    assert guess_roles([]) == {}


def test_whole_invented_conversations_are_guessed_about_as_well_as_claimed() -> None:
    sure, right = claim_and_right(guessed())
    assert right >= 0.75
    assert abs(sure - right) <= 0.1


def test_the_beginning_of_a_conversation_is_guessed_with_less_certainty() -> None:
    assert claim_and_right(guessed(BEGINNING))[0] < claim_and_right(guessed())[0]
