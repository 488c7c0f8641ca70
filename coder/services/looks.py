"""Who looked at a worker's material and gave it out, from the audit trail, as the worker is shown it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.analysis.practice_words import words_of
from coder.domain.people import Person
from coder.domain.practice import practice_of
from coder.domain.profiles import Look
from coder.services.assignment_rows import closed_sessions
from coder.store.tables.audit import AuditRow
from coder.store.tables.coaching import CoachingEntryRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

NEWEST = 30
_SAID = {
    "profile read": "read this profile",
    "profile exported": "took a copy of this profile",
    "profile given out": "took a copy of this profile",
    "opened with the worker": "opened new evaluations together with the worker",
    "next step agreed": "wrote down what was agreed",
    "listened": "listened to {0}",
    "family feedback given out": "took a copy of what was said about {0}",
    "clip exported": "saved a clip of {0}",
    "transcript exported": "took a copy of the transcript of {0}",
    "recording given out": "gave {0} to another evaluator",
    "evaluation commented on": "wrote down how the {1} sees {0}",
    "comment taken back": "took back how the {1} sees {0}",
    "second listen asked for": "asked for a second listen of {0}",
    "quote offered": "offered words of {0} to the team’s report",
    "quote taken back": "took words of {0} back from the team’s report",
    "recording erased": "erased {0}",
    "coaching conversation prepared": "prepared a coaching conversation",
    "coaching conversation signed": "signed a coaching conversation",
    "coach pack exported": "took a copy of a coaching conversation",
    "coaching conversation given out": "took a copy of a coaching conversation",
}


def looks_at(database: Database, person: Person) -> tuple[Look, ...]:
    """The newest acts on a worker's profile, recordings and conversations, the newest first.

    Of a recording that somebody is asked to code, or is coding, nothing is told: it would say who.
    """
    sessions = {
        row.id: (row.code, words_of(practice_of(row.kind)).who)
        for row in database.scalars(select(SessionRow).where(SessionRow.worker_id == person.id))
    }
    for session_id in closed_sessions(database):
        sessions.pop(session_id, None)
    talks = set(
        database.scalars(select(CoachingEntryRow.conversation_id).where(CoachingEntryRow.worker_id == person.id))
    )
    people = {row.id: row.code for row in database.scalars(select(PersonRow))}
    return tuple(_looks(database, {person.id, *sessions, *talks}, sessions, people))


def _looks(
    database: Database, things: set[str], sessions: dict[str, tuple[str, str]], people: dict[str, str]
) -> Iterator[Look]:
    query = (
        select(AuditRow)
        .where(AuditRow.object_id.in_(things), AuditRow.action.in_(_SAID))
        .order_by(AuditRow.seq.desc())
        .limit(NEWEST)
    )
    for row in database.scalars(query):
        said = _SAID[row.action].format(*sessions.get(row.object_id, ("", "")))
        said += " with real names" if row.detail.get("real_names") else ""
        yield Look(row.at, people.get(row.actor_id, "somebody"), said)
