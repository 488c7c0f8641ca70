"""What families said, to and from its rows, for all services that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.feedback import Answers, FamilyFeedback, Goal, GoalRating
from coder.store.tables.feedback import FamilyFeedbackRow, FamilyGoalRow, GoalRatingRow


def feedback_from(row: FamilyFeedbackRow) -> FamilyFeedback:
    """One form."""
    drawing = tuple(tuple((point[0], point[1]) for point in stroke) for stroke in row.drawing)
    return FamilyFeedback(
        id=row.id,
        session_id=row.session_id,
        audience=row.audience,
        way=row.way,
        codebook_id=row.codebook_id,
        codebook_version=row.codebook_version,
        at=row.at,
        answers=Answers(dict(row.answers), dict(row.words), drawing),
    )


def forms_of(database: Database, session_ids: Sequence[str]) -> list[FamilyFeedback]:
    """The forms families gave for some sessions, in the order in which they came."""
    query = select(FamilyFeedbackRow).where(FamilyFeedbackRow.session_id.in_(session_ids))
    return [feedback_from(row) for row in database.scalars(query.order_by(FamilyFeedbackRow.id))]


def forms_among(database: Database, session_ids: Collection[str]) -> list[FamilyFeedback]:
    """The same for any number of sessions: a database takes only so many ids in one question."""
    rows = database.scalars(select(FamilyFeedbackRow).order_by(FamilyFeedbackRow.id))
    return [feedback_from(row) for row in rows if row.session_id in session_ids]


def goals_of(database: Database, session_ids: Sequence[str]) -> dict[str, tuple[Goal, ...]]:
    """The goals of some sessions with all their ratings, by session."""
    query = select(FamilyGoalRow).where(FamilyGoalRow.session_id.in_(session_ids)).order_by(FamilyGoalRow.id)
    ratings = select(GoalRatingRow).where(GoalRatingRow.session_id.in_(session_ids)).order_by(GoalRatingRow.id)
    given: defaultdict[str, list[GoalRating]] = defaultdict(list)
    for one in database.scalars(ratings):
        given[one.goal_id].append(GoalRating(one.rater, one.level, one.at))
    found: defaultdict[str, list[Goal]] = defaultdict(list)
    for row in database.scalars(query):
        found[row.session_id].append(Goal(row.id, row.words, row.set_by, tuple(given[row.id])))
    return {session_id: tuple(goals) for session_id, goals in found.items()}


def spoken(forms: Iterable[FamilyFeedback], goals: Iterable[Goal]) -> list[str]:
    """Everything in a family's own words, for masks: answers in words, then goals."""
    return [*(words for form in forms for words in form.answers.words.values()), *(goal.words for goal in goals)]
