"""What ``make bench-suggestions`` prints, on examples small enough to work out by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from codebook.behaviours import BEHAVIOURS
from models.suggestions.evaluation import Judged
from models.suggestions.judged_talk import Fold, Talk, own_talk, talk_of
from models.suggestions.judging import Answered, answered, shipped
from models.suggestions.suggestion import load_starter
from models.talk.corpus import load_conversations
from models.talk.text import PARENT, WORKER
from tools import measure_suggestions
from tools.bench import verdict
from tools.figure import Figure
from tools.suggestion_sets import without_marks, without_question_marks

ROWS = {"right": [0.9, 0.1, 0.0, 0.0], "wrong": [0.2, 0.8, 0.0, 0.0]}


def answers_with(*said: str) -> Judged:
    """Answers to as many first labels, each right or wrong as told."""
    rows = np.array([ROWS[one] for one in said])
    groups = tuple(f"g{place % 2}" for place in range(len(said)))
    return Judged(BEHAVIOURS, np.zeros(len(said), dtype=np.int64), rows, np.ones(len(said), dtype=bool), groups)


def questions(group: str) -> Talk:
    said = [(WORKER, "How was school?", "question"), (PARENT, "All right.", ""), (WORKER, "Mm-hmm.", "other")]
    return talk_of(group, group, said)


@pytest.fixture(scope="module")
def by_starter() -> list[Answered]:
    """Two folds that the shipped model answers for, one talk each."""
    by = shipped()
    talks = [questions("g1"), questions("g2")]
    return [replace(one, by=by, fold=Fold((), (talk,))) for talk in talks for one in answered([talk])[0]]


def test_what_is_lost_without_marks_is_the_difference_of_the_two(by_starter: list[Answered]) -> None:
    found = list(measure_suggestions.losses("x", by_starter, 1.0))
    assert [(one.name, one.budget) for one in found] == [
        ("x: macro-F1 lost, every ? a full stop", 0.05),
        ("x: macro-F1 lost, no case and punctuation", 0.08),
    ]
    for one, change in zip(found, (without_question_marks, without_marks), strict=True):
        changed = [change(talk) for answers in by_starter for talk in answers.fold.asked]
        (answers,), _ = answered(changed)
        assert one.value == pytest.approx(1.0 - measure_suggestions.figures_of(answers.judged)["macro_f1"])


def test_agreement_with_people_is_the_mean_over_people(by_starter: list[Answered]) -> None:
    (first,), _ = answered([questions("g1")])
    assert first.judged.held_out().best == ("question", "other")
    swapped = {"question": "other", "other": "question"}
    against = [
        talk_of(g, g, [(u.utterance.speaker_role, u.utterance.text, swapped.get(u.code, "")) for u in one])
        for g, one in ((g, questions(g).conversation.utterances) for g in ("g1", "g2"))
    ]
    agreeing = [questions("g1"), questions("g2")]
    # One says the same throughout (1), one the opposite throughout (-1).
    assert measure_suggestions.to_people(by_starter, {"one": agreeing, "other": against}) == pytest.approx(0.0)
    assert measure_suggestions.to_people(by_starter, {"one": agreeing}) == pytest.approx(1.0)


def test_how_far_people_agree_is_the_mean_over_pairs() -> None:
    def coded(*codes: str) -> list[Talk]:
        return [talk_of("g", "g", [("worker", f"Line {n}.", code) for n, code in enumerate(codes)])]

    people = {"one": coded("a", "b", "a", "b"), "two": coded("a", "b", "a", "b"), "three": coded("b", "a", "b", "a")}
    assert measure_suggestions.to_each_other(people) == pytest.approx((1 - 1 - 1) / 3)


def test_each_point_of_the_curve_may_lie_a_hundredth_below_the_one_before(
    by_starter: list[Answered], monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[int] = []
    own = [own_talk(load_conversations()[0])]

    def fitted(talks: list[Talk], beside: list[Talk]) -> object:
        learnt.append(len(talks))
        assert beside == own
        return shipped()

    monkeypatch.setattr(measure_suggestions, "fitted", fitted)
    monkeypatch.setattr(measure_suggestions, "own_talks", lambda: own)
    of_others = tuple(questions(f"v{place}") for place in range(30))
    wrong = answers_with("right", "wrong", "wrong", "wrong")
    folds = [replace(one, fold=Fold(of_others, one.fold.asked)) for one in by_starter]
    found = list(measure_suggestions.curve([replace(one, judged=wrong) for one in folds]))
    # The shipped model alone; ten and twenty-five beside it in both folds; of fifty only thirty are there; then all.
    assert learnt == [10, 10, 25, 25, 30, 30]
    assert [one.value for one in found[:4]] == [1.0] * 4
    assert [one.budget for one in found] == [None, *(one.value - 0.01 for one in found[:-1])]
    # One of four right: F1 of the only label given is 2·1/(2·1 + 3).
    assert found[-1].value == pytest.approx(0.4)
    assert verdict(found[-1]) == "over"


def test_without_the_talk_of_others_a_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def own() -> Iterator[Figure]:
        yield Figure("own text: kappa", 0.5, "", 0.6, at_least=True)

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PRACTICE_CODER_SHARED", raising=False)
    monkeypatch.setattr(sys, "argv", ["measure"])
    monkeypatch.setattr(measure_suggestions, "own_text", own)
    monkeypatch.setattr(measure_suggestions.bench_suggestions, "figures", list)
    assert measure_suggestions.main() == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["own", "text:", "kappa", "0.500", "≥0.6", "over"]
    assert "PRACTICE_CODER_SHARED names no folder" in printed[1]
    (row,) = json.loads((tmp_path / "bench-suggestions.json").read_text(encoding="utf-8"))
    assert (row["name"], row["verdict"]) == ("own text: kappa", "over")


def test_the_shipped_model_is_judged_beside_what_was_measured_before() -> None:
    found = {one.name: one for one in measure_suggestions.shipped([questions("g1"), questions("g2")])}
    assert found["shipped, annomi_dev: macro-F1"].value == 1.0
    assert found["shipped, annomi_dev: macro-F1"].budget == 0.7
    assert found["shipped: right, most certain 60 %"].budget == 0.92
    assert load_starter().card.name == "starter"
