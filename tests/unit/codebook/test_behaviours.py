"""Which of the four behaviours of public coded sets a code counts as."""

from __future__ import annotations

from codebook.behaviours import BEHAVIOURS, behaviour_of, doubtful
from codebook.load import load_builtin


def test_every_worker_code_but_the_uncodeable_is_one_of_the_four_behaviours() -> None:
    book = load_builtin("msw")
    found = behaviour_of(book)
    assert {code.id for code in book.codes} - found.keys() == {"UNC"}
    assert set(found.values()) == set(BEHAVIOURS)
    assert (found["OQ"], found["CR"], found["GI"], found["FAC"]) == BEHAVIOURS


def test_the_doubtful_codes_are_told_with_what_else_they_may_be() -> None:
    found = doubtful(load_builtin("msw"))
    assert found.keys() == {"COL", "AUT", "STR", "DIR", "WRN", "CFT"}
    assert found["COL"] == ("question", "therapist_input", "other")
    assert {found[code] for code in found.keys() - {"COL"}} == {("therapist_input", "other")}


def test_a_codebook_without_that_mapping_has_none() -> None:
    assert behaviour_of(load_builtin("supervision")) == {}
