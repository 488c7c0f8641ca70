"""What families say, as rules: what may be answered, how goals are summed up, how a licensed form is scored."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codebook.load import load_builtin, load_text
from coder.domain.errors import UserError
from coder.domain.feedback import (
    LONGEST_WORDS,
    Answers,
    Audience,
    Goal,
    GoalRating,
    PartScore,
    SessionFeedback,
    Side,
    check_answers,
    check_goal,
    part_scores,
    questions,
    t_score,
)
from tests.unit.codebook.test_scale_forms import FORM, with_form

BOOK = load_builtin("family-feedback")
NOW = datetime(2026, 5, 4, tzinfo=UTC)

# Conversion tables of goal attainment scaling with equal weights and r = 0.3 (by number of goals and sum of levels),
# as printed in handbooks of the method and worked out by hand: the divisor is √1, √2.6 and √4.8.
TABLE = [
    ([-2], 30.0),
    ([1], 60.0),
    ([0, 0], 50.0),
    ([1, 0], 56.2),
    ([1, 1], 62.4),
    ([2, 2], 74.8),
    ([1, 0, 0], 54.6),
    ([-1, -1, -1], 36.3),
    ([1, 1, 1], 63.7),
    ([-2, -2, -2], 22.6),
    ([2, 2, 2], 77.4),
]


@pytest.mark.parametrize(("levels", "expected"), TABLE)
def test_t_scores_are_those_of_the_tables(levels: list[int], expected: float) -> None:
    assert round(t_score(levels), 1) == expected


def test_weights_count_as_in_a_worked_example() -> None:
    # 10 (3·1 + 2·0 + 1·(−1)) / √(0.7·14 + 0.3·36) = 20 / √20.6
    assert t_score([1, 0, -1], [3, 2, 1]) == pytest.approx(50 + 20 / 20.6**0.5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-2, 2), st.floats(0.5, 5)), min_size=1, max_size=8), st.floats(0, 0.9))
def test_the_divisor_is_the_spread_of_a_weighted_sum_of_correlated_goals(
    goals: list[tuple[int, float]], r: float
) -> None:
    levels, weights = [x for x, _ in goals], [w for _, w in goals]
    together = np.full((len(goals), len(goals)), r) + (1 - r) * np.eye(len(goals))
    spread = float(np.sqrt(np.array(weights) @ together @ np.array(weights)))

    assert t_score(levels, weights, r) == pytest.approx(50 + 10 * float(np.dot(weights, levels)) / spread)


@pytest.mark.parametrize(("levels", "weights"), [([], None), ([3], None), ([1], [0.0]), ([1, 1], [1.0])])
def test_goals_that_make_no_score_are_refused(levels: list[int], weights: list[float] | None) -> None:
    with pytest.raises(ValueError, match="T-score"):
        t_score(levels, weights)


def rated(*ratings: tuple[Side, int]) -> Goal:
    """A goal with ratings, the oldest first."""
    return Goal("g", "Calm mornings", Side.FAMILY, tuple(GoalRating(side, level, NOW) for side, level in ratings))


def test_the_newest_rating_of_each_side_counts_and_the_gap_is_between_them() -> None:
    goal = rated((Side.FAMILY, -2), (Side.WORKER, 1), (Side.FAMILY, -1))

    assert (goal.level(Side.FAMILY), goal.level(Side.WORKER), goal.gap) == (-1, 1, -2)
    assert rated((Side.WORKER, 1)).gap is None


def test_a_side_has_a_t_score_once_it_rated_every_goal() -> None:
    both = rated((Side.FAMILY, 1), (Side.WORKER, 0))
    found = SessionFeedback("s", "S-1", (), (both, rated((Side.FAMILY, 1))))

    assert found.t_score(Side.FAMILY) == t_score([1, 1])
    assert found.t_score(Side.WORKER) is None
    assert SessionFeedback("s", "S-1").t_score(Side.FAMILY) is None


def test_each_audience_is_asked_its_own_questions_and_goals_apart() -> None:
    adult = {one.id for one in questions(BOOK, Audience.ADULT)}
    child = {one.id for one in questions(BOOK, Audience.CHILD)}

    assert {"adult_1", "adult_keep"} <= adult
    assert "adult_goal" not in adult
    assert child == {"child_1", "child_2", "child_3", "child_4", "child_5", "child_words", "child_drawing"}


@pytest.mark.parametrize(
    "answers",
    [
        Answers(),
        Answers(values={"adult_1": 6}),
        Answers(values={"adult_1": 0}),
        Answers(values={"child_1": 3}),
        Answers(values={"adult_keep": 3}),
        Answers(values={"adult_goal": 1}),
        Answers(words={"adult_1": "yes"}),
        Answers(words={"adult_keep": "  "}),
        Answers(words={"adult_keep": "x" * (LONGEST_WORDS + 1)}),
        Answers(values={"adult_1": 3}, drawing=(((0, 0), (10, 10)),)),
    ],
)
def test_a_form_that_does_not_fit_is_refused_whole(answers: Answers) -> None:
    with pytest.raises(UserError):
        check_answers(BOOK, Audience.ADULT, answers)


def test_any_item_may_be_skipped() -> None:
    for question in questions(BOOK, Audience.ADULT):
        if question.scale.values:
            check_answers(BOOK, Audience.ADULT, Answers(values={question.id: question.scale.values[0]}))
    check_answers(BOOK, Audience.CHILD, Answers(drawing=(((0, 0), (1000, 1000)),)))


@pytest.mark.parametrize("drawing", [(((0, 1001),),), (((-1, 0),),), (((5, 5),) * 20_001,)])
def test_a_drawing_beyond_its_sheet_or_measure_is_refused(drawing: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(UserError, match="drawing"):
        check_answers(BOOK, Audience.CHILD, Answers(drawing=drawing))


@pytest.mark.parametrize(("words", "known"), [("  ", 0), ("x" * 301, 0), ("A fourth", 3)])
def test_a_goal_that_cannot_be_kept_is_refused(words: str, known: int) -> None:
    with pytest.raises(UserError):
        check_goal(words, known)


def test_a_licensed_form_is_scored_by_its_own_key_and_only_when_whole() -> None:
    book = load_text(with_form(FORM), "own.toml")
    items = [one for one in questions(book, Audience.ADULT) if one.form]
    assert [one.id for one in items] == [f"srs.adult.{number}" for number in (1, 2, 3, 4)]

    given = {"srs.adult.1": 8, "srs.adult.2": 7, "srs.adult.3": 1, "srs.adult.4": 10}
    check_answers(book, Audience.ADULT, Answers(values=given))
    name = "Session Rating Scale (SRS), Adult form"
    assert part_scores(book, Answers(values=given)) == (PartScore(name, "Whole", 8 + 7 + 9 + 10, 0, 40, 4),)
    given.pop("srs.adult.3")
    assert part_scores(book, Answers(values=given)) == ()
