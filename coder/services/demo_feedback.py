"""What invented families say of the demo's recordings: forms, and a few goals that both sides rated."""

from __future__ import annotations

from datetime import UTC, datetime, time
from random import Random

from sqlalchemy import select

from codebook.load import load_builtin
from coder.demo.authority import DemoAuthority, DemoRecording
from coder.domain.feedback import Audience, Side, Way
from coder.domain.ids import new_id
from coder.services.base import Unit
from coder.store.tables.feedback import FamilyFeedbackRow, FamilyGoalRow, GoalRatingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

_GOALS = (
    "Mornings without shouting",
    "The children at school on time every day",
    "Dad comes on Sundays and it stays calm",
    "I sleep, and I can ask my sister for help",
    "We eat together three times a week",
    "Nobody drinks in the house while the children are up",
)
_FAMILY, _WORKER = (-1, -1, 0, 0, 1), (-1, 0, 0, 1, 1)
_WITH_GOALS = 4
"""Every so many of the recordings with feedback, goals were set as well."""


def add_feedback(unit: Unit, authority: DemoAuthority, people: dict[str, PersonRow]) -> None:
    """Add the forms that invented families gave, taken down by the evaluator, and goals with some of them."""
    found = unit.session.execute(select(SessionRow.code, SessionRow.id).where(SessionRow.demo))
    ids = {row.code: row.id for row in found}
    told = [one for one in authority.recordings if one.feedback is not None]
    unit.session.add_all(_form(one, ids[one.code], people[one.evaluator].id) for one in told)
    goals = [
        _goal(words, one, ids[one.code], people[one.evaluator].id)
        for one in told[::_WITH_GOALS]
        for words in Random(one.code).sample(_GOALS, 2)
    ]
    unit.session.add_all(goal for goal, _ in goals)
    # No relationships are mapped, so what others point to has to be written first.
    unit.session.flush()
    unit.session.add_all(rating for _, ratings in goals for rating in ratings)
    unit.session.flush()


def _moment(recording: DemoRecording) -> datetime:
    return datetime.combine(recording.locked_on, time(16, 0), tzinfo=UTC)


def _form(recording: DemoRecording, session_id: str, author_id: str) -> FamilyFeedbackRow:
    book = load_builtin("family-feedback")
    return FamilyFeedbackRow(
        id=new_id(),
        session_id=session_id,
        codebook_id=book.id,
        codebook_version=book.version,
        codebook_hash=book.hash,
        audience=Audience.ADULT,
        way=Way.COLLECTOR,
        answers=dict(recording.feedback or {}),
        words={},
        drawing=[],
        author_id=author_id,
        at=_moment(recording),
    )


def _goal(
    words: str, recording: DemoRecording, session_id: str, author_id: str
) -> tuple[FamilyGoalRow, list[GoalRatingRow]]:
    chance, at = Random(f"{recording.code} {words}"), _moment(recording)
    goal = FamilyGoalRow(
        id=new_id(), session_id=session_id, words=words, set_by=Side.FAMILY, author_id=author_id, at=at
    )
    levels = {Side.FAMILY: chance.choice(_FAMILY), Side.WORKER: chance.choice(_WORKER)}
    ratings = [
        GoalRatingRow(
            id=new_id(), goal_id=goal.id, session_id=session_id, rater=side, level=level, author_id=author_id, at=at
        )
        for side, level in levels.items()
    ]
    return goal, ratings
