"""What locked codings are read from: which of them count, what is known of each, how often each mark stands in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from coder.domain.coding import EntryKind
from coder.domain.practice import Practice
from coder.domain.profiles import CodedSession
from coder.services.practices import of_practice
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.sessions import SessionRow

Mark = tuple[EntryKind, str, int | None]
Tally = Mapping[Mark, int]

STANDING = (CodingRow.locked_at.is_not(None), CodingRow.primary.is_(True))
# As columns: whole rows of a service take several times as long to make.
_FACTS = (
    CodingRow.id.label("coding_id"),
    CodingRow.codebook_id,
    CodingRow.codebook_version,
    SessionRow.id,
    SessionRow.code,
    SessionRow.worker_id,
    SessionRow.team_id,
    SessionRow.held_on,
    SessionRow.kind,
)
_MARK = (CodingEntryRow.kind, CodingEntryRow.label, CodingEntryRow.value)
_KINDS = CodingEntryRow.kind.in_((EntryKind.RATING, EntryKind.CODE))
_FIRST = CodingEntryRow.id == CodingEntryRow.thread_id
_AT_ONCE = 500


def meetings_of(worker_id: str, team_id: str, practice: Practice) -> list[ColumnElement[bool]]:
    """The conditions that leave the meetings of one practice, and of one worker or team if given."""
    conditions = [of_practice(practice)]
    if worker_id:
        conditions.append(SessionRow.worker_id == worker_id)
    if team_id:
        conditions.append(SessionRow.team_id == team_id)
    return conditions


def facts_of(
    session: Session, which: Sequence[ColumnElement[bool]], *more: InstrumentedAttribute[Any]
) -> Sequence[Row[Any]]:
    """What is known of each coding and its session, with ``more`` columns, the earliest meeting first."""
    columns: list[Any] = [*_FACTS, *more]
    query = select(*columns).join(SessionRow, SessionRow.id == CodingRow.session_id).where(*which)
    return session.execute(query.order_by(SessionRow.held_on, SessionRow.id)).all()


def joined(query: Select[*tuple[Any, ...]], which: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """A query of entries, of those codings alone that ``which`` leaves."""
    joined = query.join(CodingRow, CodingRow.id == CodingEntryRow.coding_id)
    return joined.join(SessionRow, SessionRow.id == CodingRow.session_id).where(*which)


def double_coded_of(session: Session, meetings: Sequence[ColumnElement[bool]]) -> set[str]:
    """The sessions of these meetings that several people have coded and locked."""
    query = select(CodingRow.session_id).join(SessionRow, SessionRow.id == CodingRow.session_id)
    several = query.where(CodingRow.locked_at.is_not(None), *meetings).group_by(CodingRow.session_id)
    return set(session.scalars(several.having(func.count() > 1)))


def days_coded(session: Session, team_id: str) -> list[date]:
    """The days of a team's visits that have a locked coding."""
    query = select(SessionRow.held_on).join(CodingRow, CodingRow.session_id == SessionRow.id)
    return list(session.scalars(query.where(*STANDING, *meetings_of("", team_id, Practice.VISIT))))


def tallies_of(session: Session, which: Sequence[ColumnElement[bool]]) -> dict[str, Tally]:
    """For each coding, how often each code and each rating stands in it; codings without any are left out.

    Counted by the database, which is several times as quick as reading every mark; those that were changed since they
    were first made, which are few, are then put right one by one.
    """
    tallies: dict[str, dict[Mark, int]] = defaultdict(lambda: defaultdict(int))
    standing = joined(select(CodingEntryRow.coding_id, *_MARK, func.count()), which)
    rows = standing.where(_KINDS, _FIRST, CodingEntryRow.active).group_by(CodingEntryRow.coding_id, *_MARK)
    for coding_id, kind, label, value, count in session.execute(rows):
        tallies[coding_id][kind, label, value] = count
    later = joined(select(CodingEntryRow.thread_id, CodingEntryRow.active, CodingEntryRow.coding_id, *_MARK), which)
    changed = {row[0]: row[1:] for row in session.execute(later.where(_KINDS, ~_FIRST).order_by(CodingEntryRow.id))}
    threads = list(changed)
    before = select(CodingEntryRow.active, CodingEntryRow.coding_id, *_MARK)
    for start in range(0, len(threads), _AT_ONCE):
        made = session.execute(before.where(CodingEntryRow.id.in_(threads[start : start + _AT_ONCE])))
        _add_up(tallies, made, -1)
    _add_up(tallies, changed.values(), 1)
    return {one: {mark: count for mark, count in tally.items() if count} for one, tally in tallies.items()}


def _add_up(tallies: dict[str, dict[Mark, int]], rows: Iterable[Sequence[Any]], step: int) -> None:
    for active, coding_id, kind, label, value in rows:
        if active:
            tallies[coding_id][kind, label, value] += step


def session_from(facts: Row[Any], tally: Tally, *, double_coded: bool) -> CodedSession:
    """A coded session of its facts and marks, without moments, evidence and the words of its context."""
    counts: dict[str, int] = defaultdict(int)
    for (kind, label, _), count in tally.items():
        if kind is EntryKind.CODE:
            counts[label] += count
    return CodedSession(
        session_id=facts.id,
        session_code=facts.code,
        worker_id=facts.worker_id,
        team_id=facts.team_id,
        held_on=facts.held_on,
        kind=facts.kind.value,
        context="",
        codebook_id=facts.codebook_id,
        codebook_version=facts.codebook_version,
        ratings={label: value for kind, label, value in tally if kind is EntryKind.RATING},
        evidence_counts={},
        code_counts=dict(counts),
        double_coded=double_coded,
    )
