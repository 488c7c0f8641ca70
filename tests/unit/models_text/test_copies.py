"""Copies of conversations: other words on the page, same codes and same group."""

from __future__ import annotations

import random

from models.suggestions.copies import ENOUGH_ROWS, LEADS, readings, run_together
from models.talk.text import unpunctuated
from tests.unit.models_text.talk import conversation

TALK = conversation(
    "a",
    ("FAC", "Mm."),
    ("CQ", "Is he in school?"),
    ("CON", "I'm worried about Friday."),
    ("UNC", "[inaudible]"),
    ("CR", "You're torn."),
)


class _Always(random.Random):
    def random(self) -> float:
        return 0.0


def test_originals_come_first_and_copies_share_their_group() -> None:
    heard = readings([TALK, conversation("b", ("OQ", "What now?"))], seed=1)
    assert [one.is_copy for one in heard[:2]] == [False, False]
    assert {one.group for one in heard if one.is_copy} == {0, 1}


def test_reflections_are_one_family_and_uncodeable_lines_are_context_only() -> None:
    first = readings([TALK], seed=1)[0]
    assert first.codes == ("FAC", "CQ", "CON", "SR")
    assert first.indexes == (0, 1, 2, 4)
    assert len(first.utterances) == 5


def test_one_copy_has_lost_its_marks() -> None:
    bare = readings([TALK], seed=1)[1]
    assert [one.text for one in bare.utterances] == [unpunctuated(c.utterance.text) for c in TALK.utterances]
    assert bare.codes == ("FAC", "CQ", "CON", "SR")


def test_joined_utterances_take_the_code_of_higher_precedence() -> None:
    joined = run_together(TALK.utterances, _Always())
    assert [(one.code, one.utterance.text) for one in joined][:2] == [
        ("CQ", "Mm. Is he in school?"),
        ("CON", "I'm worried about Friday. You're torn."),
    ]


def test_a_small_word_may_stand_before_an_utterance_but_never_before_a_back_channel() -> None:
    talk = conversation("c", *[("FAC", "Mm."), ("GI", "It takes a week.")] * 200)
    made = run_together(talk.utterances, random.Random(3))
    single = [one for one in made if not one.utterance.text.startswith("Mm.")]
    assert any(one.utterance.text.startswith(LEADS) for one in single)
    assert {one.utterance.text for one in made if one.code == "FAC"} == {"Mm."}


def test_copies_stop_where_there_is_enough_text() -> None:
    long = [conversation(f"c{n}", *[("GI", "It takes a week.")] * 1000) for n in range(11)]
    rows = sum(len(one.indexes) for one in readings(long, seed=1))
    assert 11_000 <= rows <= ENOUGH_ROWS


def test_the_same_seed_makes_the_same_copies() -> None:
    assert readings([TALK], seed=4) == readings([TALK], seed=4)
