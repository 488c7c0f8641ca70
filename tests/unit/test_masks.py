"""What decisions about masks amount to, and what a name may be."""

from __future__ import annotations

import pytest

from coder.domain.errors import UserError
from coder.domain.masks import Decision, Found, MaskKind, Review, Verdict, add_up, case_name, folded
from coder.domain.times import to_samples


def decided(verdict: Verdict, text: str, at_s: float | None = None) -> Decision:
    return Decision(verdict, folded(text), None if at_s is None else to_samples(at_s))


def test_a_name_has_all_ways_it_is_said_once() -> None:
    name = case_name("n", MaskKind.CHILD, " Tyrese  Okafor / Ty/Ty / ")
    assert name.said == ("Tyrese Okafor", "Ty")


@pytest.mark.parametrize("text", ["", "  ", " / ", "…", "x" * 300])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        case_name("n", MaskKind.CHILD, text)


def test_words_are_compared_without_capitals_punctuation_and_blanks() -> None:
    assert folded(" “Grace  O\u2019Neill”, ") == "grace o'neill"


def test_a_decision_about_one_place_goes_before_one_about_all() -> None:
    stands = add_up([decided(Verdict.NO_NAME, "Grace"), decided(Verdict.RIGHT, "Grace", 4.0)])
    assert stands.review_of("grace", 4.0, Found.RULE) is Review.RIGHT
    assert stands.review_of("Grace,", 9.0, Found.RULE) is Review.NO_NAME
    assert stands.review_of("Hope", 4.0, Found.RULE) is Review.OPEN


def test_a_later_decision_about_all_takes_the_place_of_earlier_ones() -> None:
    stands = add_up([decided(Verdict.NO_NAME, "Grace", 4.0), decided(Verdict.RIGHT, "Grace")])
    assert stands.review_of("Grace", 4.0, Found.RULE) is Review.RIGHT


def test_a_name_that_is_added_is_masked_again_where_it_was_said_to_be_none() -> None:
    name = case_name("n", MaskKind.CHILD, "Grace")
    stands = add_up([decided(Verdict.NO_NAME, "Grace"), Decision(Verdict.ADD_NAME, name=name)])
    assert stands.names == (name,)
    assert stands.review_of("Grace", 1.0, Found.RULE) is Review.OPEN
    part = case_name("p", MaskKind.CHILD, "Grace Orr")
    assert not add_up([decided(Verdict.NO_NAME, "Grace"), Decision(Verdict.ADD_NAME, name=part)]).no_name
    place = case_name("p", MaskKind.PLACE, "Grace Hall")
    assert add_up([decided(Verdict.NO_NAME, "Grace"), Decision(Verdict.ADD_NAME, name=place)]).no_name
    assert add_up([Decision(Verdict.ADD_NAME, name=name), Decision(Verdict.DROP_NAME, name_id="n")]).names == ()


def test_what_was_said_of_the_first_place_of_a_talk_is_not_said_of_a_note_that_has_none() -> None:
    stands = add_up([decided(Verdict.NO_NAME, "Grace", 0.0)])
    assert stands.review_of("Grace", 0.0, Found.RULE) is Review.NO_NAME
    assert stands.review_of("Grace", None, Found.RULE) is Review.OPEN


def test_a_name_pasted_with_its_accents_apart_is_the_name() -> None:
    assert case_name("n", MaskKind.CHILD, "Zoe\u0301").said == ("Zo\u00e9",)
