"""What is printed about passages, on examples small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.passages.learning import learn
from models.passages.marks import Marks, marks_of
from models.passages.ranker import load_rankers
from models.suggestions.judged_talk import Fold, own_talk
from models.suggestions.judging import Answered, shipped
from models.talk.corpus import Conversation, load_conversations
from models.talk.second_pass import second_labels
from tools import measure_passages
from tools.measure_passages import Found, by_one, cases_of, heard, lines_of, moments_of

EVO = ("EVO", "for")


def test_marks_with_one_reply_between_them_are_one_moment() -> None:
    assert moments_of([9, 2, 4, 6, 12]) == [[2, 4], [6], [9], [12]]
    assert moments_of([]) == []


def test_a_moment_counts_once_however_many_passages_hold_it() -> None:
    moments = [[2, 4], [9]]
    assert heard([2, 6], moments, 2) == 1
    assert heard([2, 11], moments, 2) == 2
    assert heard([6, 12], moments, 2) == 1
    # A passage that reaches nothing but itself has to be the marked utterance.
    assert heard([3, 9], moments, 0) == 1


def _found(first: set[int], second: set[int], places: list[int], n: int) -> Found:
    talk = load_conversations()[0]
    coded = replace(next(one for one in talk.utterances if one.code), shows=(), harms=())
    marks = Marks(
        {place: frozenset([EVO] if place in first else []) for place in range(n)},
        {place: frozenset([EVO] if place in second else []) for place in range(n)},
    )
    return Found(replace(talk, utterances=(coded,) * n), marks, {EVO: places})


def test_the_share_is_of_five_even_where_fewer_are_listed() -> None:
    found = _found({0, 10}, {10, 20}, [0, 10, 15], 30)
    ((case),) = cases_of([found], Marks.either, 2)
    assert (case.kind, case.share, case.best) == (EVO, pytest.approx(2 / 5), pytest.approx(3 / 5))
    # Within two of 0, 10 or 20: three, five and five of thirty.
    assert case.drawn == pytest.approx(13 / 30)
    assert list(cases_of([found], Marks.both, 2)) == []


def test_fewer_than_three_moments_are_no_case() -> None:
    assert list(cases_of([_found({0, 2, 4, 5}, set(), [0], 30)], Marks.either, 2)) == []
    assert len(list(cases_of([_found({0, 3, 6}, set(), [0], 30)], Marks.either, 2))) == 1


def test_one_labeller_is_judge_of_passages_and_of_the_others_marks() -> None:
    found = _found({0, 10, 20}, {0, 2, 10, 28}, [10, 20], 30)
    # The first marked three moments; the second three as well, since 0 and 2 are one.
    assert [case.share for case in by_one([found])] == [pytest.approx(2 / 5), pytest.approx(1 / 5)]
    assert [case.share for case in by_one([found], other=True)] == [pytest.approx(2 / 5), pytest.approx(2 / 5)]


def test_what_either_or_both_marked() -> None:
    talk = load_conversations()[0]
    marks = marks_of(talk, second_labels([talk])[talk.id])
    for kind in (("CHF", "for"), ("EMP", "against")):
        assert set(marks.both(kind)) <= set(marks.either(kind))
    first = {place for place, one in enumerate(talk.utterances) if "CHF" in one.shows}
    assert first <= set(marks.either(("CHF", "for")))
    assert first >= set(marks.both(("CHF", "for")))


def test_nothing_of_a_tested_conversation_is_learnt_or_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    talks = [own_talk(one) for one in load_conversations()[:12]]
    learnt: list[list[Conversation]] = []

    def noticed(conversations: list[Conversation], *others: object) -> object:
        learnt.append(list(conversations))
        return load_rankers()

    monkeypatch.setattr(measure_passages, "learn", noticed)
    by = shipped()
    folds = [Fold(tuple(talks[:6]), tuple(talks[6:])), Fold(tuple(talks[6:]), tuple(talks[:6]))]
    figures = measure_passages.figures([Answered(fold, by, None, 0.0) for fold in folds])  # type: ignore[arg-type]
    assert learnt == [[one.conversation for one in fold.learnt] for fold in folds]
    owners = {line.owner for line in lines_of(learnt[0], second_labels(load_conversations())).lines}
    assert owners == {"", *(one.conversation.id for one in talks[:6])}
    assert all(0.0 <= one.value <= 1.0 for one in figures)
    judged = {one.name.split(":")[0]: one.budget for one in figures if one.budget is not None}
    assert set(judged.values()) == {0.6}
    assert figures[-2].name == "passages: best share that the marks allow"
    assert 0.6 <= figures[-2].value <= 1.0
    assert figures[-1].value < 0.5
    assert learn is not measure_passages.learn
