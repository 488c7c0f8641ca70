"""Locked codings as what is added up alone, read once for a whole service and kept while nothing is added to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from coder.domain.coding import EntryKind, Origin
from coder.domain.practice import Practice
from coder.domain.profiles import CodedSession
from coder.services.coded_sessions import (
    STANDING,
    double_coded_of,
    facts_of,
    joined,
    meetings_of,
    session_from,
)
from coder.store.tables.coding import CodingEntryRow

_Mark = tuple[EntryKind, str, int | None, Origin]
_Tally = Mapping[_Mark, int]
_MARK = (CodingEntryRow.kind, CodingEntryRow.label, CodingEntryRow.value, CodingEntryRow.origin)
_KINDS = CodingEntryRow.kind.in_((EntryKind.RATING, EntryKind.CODE))
_FIRST = CodingEntryRow.id == CodingEntryRow.thread_id
_AT_ONCE = 500


@dataclass
class _Kept:
    """What was read of one open database, by coding: its tally, and the session made of it with the facts it had.

    ``newest`` is the last entry that was there. Rows never change and ids only rise, so a coding without a later entry
    reads as it did.
    """

    newest: str = ""
    tallies: dict[str, _Tally] = field(default_factory=dict)
    made: dict[str, tuple[tuple[Any, ...], CodedSession]] = field(default_factory=dict)

    def drop(self, coding_ids: Iterable[str]) -> None:
        """Let go of some codings."""
        for coding_id in coding_ids:
            self.tallies.pop(coding_id, None)
            self.made.pop(coding_id, None)


_kept: WeakKeyDictionary[object, _Kept] = WeakKeyDictionary()
_erased: set[str] = set()
# One reader after the other: what an older view keeps is dropped by the next reader, who sees that more is there.
_reading = Lock()


def tallied_sessions(session: Session, *, team_id: str = "", practice: Practice = Practice.VISIT) -> list[CodedSession]:
    """The sessions of ``coded_sessions`` with ratings and how many of each code, the earliest meeting first.

    Without moments, evidence and the words of the context, of which there are ten times as many: whoever adds up the
    codings of a whole service waits for little else. ``blind`` tells of the marks that were read.
    """
    meetings = meetings_of("", team_id, practice)
    which = [*STANDING, *meetings]
    facts = facts_of(session, which)
    doubled = double_coded_of(session, meetings)
    with _reading:
        # One pool for those who read and those who write.
        kept = _kept.setdefault(session.get_bind().engine.pool, _Kept())
        _bring_up_to_date(session, kept, [one.coding_id for one in facts], which)
        found = [_tallied(kept, one, one.id in doubled) for one in facts]
        kept.drop(_erased)
    return found


def forget_tallies(coding_ids: Iterable[str]) -> None:
    """Let go of codings that were erased, and keep them no more, whoever still reads an older view."""
    _erased.update(coding_ids)
    with _reading:
        for kept in _kept.values():
            kept.drop(_erased)


def _bring_up_to_date(
    session: Session, kept: _Kept, coding_ids: Sequence[str], which: Sequence[ColumnElement[bool]]
) -> None:
    newest = session.scalar(select(func.max(CodingEntryRow.id))) or ""
    if kept.tallies and newest != kept.newest:
        since = select(CodingEntryRow.coding_id).where(CodingEntryRow.id > kept.newest).distinct()
        kept.drop(session.scalars(since))
    kept.newest = newest
    missing = [one for one in coding_ids if one not in kept.tallies]
    if len(missing) > _AT_ONCE:
        kept.tallies |= _tallies(session, which)
    elif missing:
        kept.tallies |= _tallies(session, [*which, CodingEntryRow.coding_id.in_(missing)])
    kept.tallies |= {one: {} for one in missing if one not in kept.tallies}


def _tallies(session: Session, which: Sequence[ColumnElement[bool]]) -> dict[str, dict[_Mark, int]]:
    """For each coding, how often each mark stands in it.

    Counted by the database, which is several times as quick as reading every mark; those that were changed since they
    were first made, which are few, are then put right one by one.
    """
    tallies: dict[str, dict[_Mark, int]] = defaultdict(lambda: defaultdict(int))
    standing = joined(select(CodingEntryRow.coding_id, *_MARK, func.count()), which)
    rows = standing.where(_KINDS, _FIRST, CodingEntryRow.active).group_by(CodingEntryRow.coding_id, *_MARK)
    for coding_id, kind, label, value, origin, count in session.execute(rows):
        tallies[coding_id][kind, label, value, origin] = count
    later = joined(select(CodingEntryRow.thread_id, CodingEntryRow.active, CodingEntryRow.coding_id, *_MARK), which)
    changed = {row[0]: row[1:] for row in session.execute(later.where(_KINDS, ~_FIRST).order_by(CodingEntryRow.id))}
    threads = list(changed)
    before = select(CodingEntryRow.active, CodingEntryRow.coding_id, *_MARK)
    for start in range(0, len(threads), _AT_ONCE):
        made = session.execute(before.where(CodingEntryRow.id.in_(threads[start : start + _AT_ONCE])))
        _add_up(tallies, made, -1)
    _add_up(tallies, changed.values(), 1)
    return {one: {mark: count for mark, count in tally.items() if count} for one, tally in tallies.items()}


def _add_up(tallies: dict[str, dict[_Mark, int]], rows: Iterable[Sequence[Any]], step: int) -> None:
    for active, coding_id, kind, label, value, origin in rows:
        if active:
            tallies[coding_id][kind, label, value, origin] += step


def _tallied(kept: _Kept, facts: Row[Any], double_coded: bool) -> CodedSession:
    known = (*facts, double_coded)
    before = kept.made.get(facts.coding_id)
    if before is not None and before[0] == known:
        return before[1]
    tally = kept.tallies[facts.coding_id]
    counts: dict[str, int] = defaultdict(int)
    for (kind, label, _, _), count in tally.items():
        if kind is EntryKind.CODE:
            counts[label] += count
    made = session_from(
        facts,
        double_coded=double_coded,
        origins={origin for _, _, _, origin in tally},
        ratings={label: value for kind, label, value, _ in tally if kind is EntryKind.RATING},
        code_counts=dict(counts),
    )
    kept.made[facts.coding_id] = (known, made)
    return made
