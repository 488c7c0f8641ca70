"""Locked codings as what is added up alone, read once for a whole service and kept while nothing is added to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from coder.domain.practice import Practice
from coder.domain.profiles import CodedSession
from coder.services.coded_rows import STANDING, Tally, double_coded_of, facts_of, meetings_of, session_from, tallies_of
from coder.store.tables.coding import CodingEntryRow

_AT_ONCE = 500


@dataclass
class _Kept:
    """What was read of one open database, by coding: its tally, and the session made of it with the facts it had.

    ``newest`` is the last entry that was there. Rows never change and ids only rise, so a coding without a later entry
    reads as it did.
    """

    newest: str = ""
    tallies: dict[str, Tally] = field(default_factory=dict)
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


def tallied_sessions(session: Session, team_id: str = "") -> list[CodedSession]:
    """The visits of ``coded_sessions``, of one team if given, with ratings and how many of each code, the earliest
    first.

    Without moments, evidence and the words of the context, of which there are ten times as many: whoever adds up the
    codings of a whole service waits for little else.
    """
    meetings = meetings_of("", team_id, Practice.VISIT)
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
        kept.tallies |= tallies_of(session, which)
    elif missing:
        kept.tallies |= tallies_of(session, [*which, CodingEntryRow.coding_id.in_(missing)])
    kept.tallies |= {one: {} for one in missing if one not in kept.tallies}


def _tallied(kept: _Kept, facts: Row[Any], double_coded: bool) -> CodedSession:
    known = (*facts, double_coded)
    before = kept.made.get(facts.coding_id)
    if before is not None and before[0] == known:
        return before[1]
    made = session_from(facts, kept.tallies[facts.coding_id], double_coded=double_coded)
    kept.made[facts.coding_id] = (known, made)
    return made
