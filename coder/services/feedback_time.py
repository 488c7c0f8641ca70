"""From the rows of the last year: how long feedback took, and how many recordings still wait for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.analysis.turnaround import turnaround, waiting
from coder.domain.overview import FeedbackTime
from coder.domain.practice import Practice
from coder.domain.sessions import SessionState
from coder.services.assignment_rows import references
from coder.services.policy import read_policy
from coder.services.practices import of_practice
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow

# Turnaround tells how the service does now, not how it did years ago.
_LOOK_BACK = timedelta(days=365)


def feedback_time(database: Database, today: date) -> FeedbackTime:
    """The headline figure with what it leaves out, over the visits of the last 365 days.

    Invented recordings never count towards a service's own figure; alone, they show what it will look like.
    """
    policy = read_policy(database)
    target, place = policy.target_days, policy.bank_holidays
    fed_back, open_ = _feedback_days(database, today), _days_waiting(database, today)
    demo = not fed_back[False] and not open_[False]
    figure = turnaround(fed_back[demo], target, place, demo=demo)
    return FeedbackTime(figure, waiting(open_[demo], today, target, place), len(fed_back[False]))


def _feedback_days(database: Database, today: date) -> dict[bool, list[tuple[date, date]]]:
    query = (
        select(SessionRow.demo, SessionRow.held_on, CodingRow.finished_at)
        .join(CodingRow, CodingRow.session_id == SessionRow.id)
        .where(CodingRow.primary.is_(True), CodingRow.finished_at.is_not(None), SessionRow.held_on > today - _LOOK_BACK)
        .where(of_practice(Practice.VISIT))
    )
    found: dict[bool, list[tuple[date, date]]] = defaultdict(list)
    for demo, held_on, finished_at in database.execute(query):
        if finished_at is not None:
            found[demo].append((held_on, finished_at.date()))
    return found


def _days_waiting(database: Database, today: date) -> dict[bool, list[date]]:
    done = (SessionState.FINISHED, SessionState.WITHDRAWN)
    query = select(SessionRow.id, SessionRow.demo, SessionRow.held_on).where(
        SessionRow.state.not_in(done), SessionRow.held_on > today - _LOOK_BACK, of_practice(Practice.VISIT)
    )
    for_training = references(database)
    found: dict[bool, list[date]] = defaultdict(list)
    for session_id, demo, held_on in database.execute(query):
        if session_id not in for_training:
            found[demo].append(held_on)
    return found
