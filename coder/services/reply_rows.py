"""What workers said of evaluations, from its rows: comments that stand, and second listens that were asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.profiles import Profile, SecondListen, WorkerComment
from coder.services.assignment_rows import closed_sessions
from coder.services.coaching_rows import state_of
from coder.store.tables.coaching import EvaluationReplyRow, ReplyKind
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow


def comments_on(database: Database, session_ids: Collection[str]) -> tuple[WorkerComment, ...]:
    """The comment that stands on each of these sessions, the earliest meeting first; none where it was taken back."""
    newest: dict[str, tuple[EvaluationReplyRow, SessionRow]] = {}
    for row, meeting in _replies(database, session_ids, ReplyKind.COMMENT):
        newest[row.session_id] = (row, meeting)
    people = {person.id: person.code for person in database.scalars(select(PersonRow))} if newest else {}
    found = [
        WorkerComment(
            session_id=row.session_id,
            session_code=meeting.code,
            held_on=meeting.held_on,
            stance=row.stance,
            text=row.text,
            at=row.at,
            at_screen_of="" if row.author_id == row.worker_id else people.get(row.author_id, ""),
        )
        for row, meeting in newest.values()
        if row.stance is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.held_on, one.session_code)))


def second_listens_of(database: Database, session_ids: Collection[str]) -> tuple[SecondListen, ...]:
    """The second listens asked for of these sessions, the earliest meeting first.

    One is done once somebody has locked a coding beside the first since it was asked for, and nobody else is still at
    it: before that nothing tells that there is a second coding at all.
    """
    asked = {
        row.session_id: (row, meeting) for row, meeting in _replies(database, session_ids, ReplyKind.SECOND_LISTEN)
    }
    if not asked:
        return ()
    closed = closed_sessions(database)
    query = select(CodingRow).where(
        CodingRow.session_id.in_(asked), CodingRow.primary.is_(False), CodingRow.locked_at.is_not(None)
    )
    beside: dict[str, CodingRow] = {}
    for coding in database.scalars(query.order_by(CodingRow.lock_id)):
        if coding.session_id not in closed and coding.lock_id > asked[coding.session_id][0].id:
            beside.setdefault(coding.session_id, coding)
    found = [_listen(database, row, meeting, beside.get(session_id)) for session_id, (row, meeting) in asked.items()]
    return tuple(sorted(found, key=lambda one: (one.held_on, one.session_code)))


def _listen(database: Database, row: EvaluationReplyRow, meeting: SessionRow, coding: CodingRow | None) -> SecondListen:
    given = {} if coding is None else state_of(database, coding.id).ratings
    return SecondListen(
        session_id=meeting.id,
        session_code=meeting.code,
        held_on=meeting.held_on,
        asked_at=row.at,
        done=coding is not None,
        ratings=tuple((principle_id, entry.value) for principle_id, entry in given.items()),
    )


def with_replies(database: Database, profile: Profile) -> Profile:
    """The profile with the worker's comments beside its scores, and the second listens asked for."""
    shown = {recording.session_id for track in profile.tracks for recording in track.recordings}
    return replace(profile, comments=comments_on(database, shown), second_listens=second_listens_of(database, shown))


def _replies(
    database: Database, session_ids: Collection[str], kind: ReplyKind
) -> list[tuple[EvaluationReplyRow, SessionRow]]:
    query = (
        select(EvaluationReplyRow, SessionRow)
        .join(SessionRow, SessionRow.id == EvaluationReplyRow.session_id)
        .where(EvaluationReplyRow.session_id.in_(session_ids), EvaluationReplyRow.kind == kind)
        .order_by(EvaluationReplyRow.id)
    )
    return [(row, meeting) for row, meeting in database.execute(query)]
