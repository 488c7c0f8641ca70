"""What worker and family are told, in words: what is new to the worker, and where a goal stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from codebook.load import load_builtin
from coder.analysis.family_voice import Meeting, family_voice
from coder.domain.feedback import Goal, GoalRating, Side
from coder.domain.overview import Todo, TodoKind
from ui.feedback.goal_words import level_names, stands_words
from ui.feedback.voice_card import goal_words
from ui.home.words import todo_line

BOOK = load_builtin("family-feedback")
NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("family", "worker", "told"),
    [
        (None, None, "family not rated yet, worker not rated yet"),
        (2, None, "family +2, worker not rated yet"),
        (0, 0, "family 0, worker 0"),
        (-1, 1, "family −1, worker +1; 2 apart"),
    ],
)
def test_a_goal_stands_where_each_side_says(family: int | None, worker: int | None, told: str) -> None:
    assert stands_words(family, worker) == told


def test_a_goal_stands_in_the_words_of_the_questionnaire() -> None:
    told = stands_words(-1, 0, level_names(BOOK))
    assert told == "family “-1: less than we hope for”, worker “0: what we hope for”; 1 apart"


def test_a_familys_rating_that_is_kept_back_is_not_told_as_missing() -> None:
    goal = Goal("g", "Calm", Side.FAMILY, (GoalRating(Side.FAMILY, 2, NOW),)).as_worker_sees()
    meeting = Meeting("s", "S-1", date(2026, 5, 1), "w", "t")
    (shown,) = family_voice("w", BOOK, [meeting], (), {"s": (goal,)}).goals
    assert goal_words(shown).startswith("“Calm” (1 May): the family has said where it stands")


@pytest.mark.parametrize(("number", "told"), [(1, "1 recording"), (3, "3 recordings")])
def test_the_worker_is_told_how_much_is_new_to_them(number: int, told: str) -> None:
    line = todo_line(Todo(TodoKind.READ, "w", "W-17", date(2026, 5, 1), recordings=number))
    assert line.caption == f"{told} coded since you last looked, the latest of 1 May"
    assert (line.page, line.argument) == ("profiles", "w")
