"""Reports as they were shown, kept with what they gave away; a row never changes, so each is read once."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.analysis.disclosure import ReportNumbers
from coder.analysis.releases import Released
from coder.domain.ids import new_id
from coder.domain.reports import WHOLE_SERVICE, TeamReport
from coder.services.base import Unit
from coder.store.tables.reports import ReleasedReportRow

_REPORT = TypeAdapter(TeamReport)
_VOICE = "voice"
_kept: WeakKeyDictionary[object, dict[str, tuple[bool, Released]]] = WeakKeyDictionary()
"""For each open database, its released reports by id, and whether each is of what families said."""


def released(session: Session, team_id: str, *, voice: bool = False) -> Sequence[Released]:
    """Everything released that could be put together with a report of this team, the oldest first.

    ``voice``: of what families said, which is released apart from ratings and never put together with them.
    """
    query = select(ReleasedReportRow.id).order_by(ReleasedReportRow.id)
    of_service = session.scalars(
        select(ReleasedReportRow.id).where(ReleasedReportRow.team_id.is_(None)).limit(1)
    ).first()
    # Teams have no recording in common, so that only a picture of the whole service ties one team to another.
    if team_id != WHOLE_SERVICE and of_service is None:
        query = query.where(ReleasedReportRow.team_id == team_id)
    kept = _kept.setdefault(session.get_bind().engine.pool, {})
    ids = list(session.scalars(query))
    new = select(ReleasedReportRow).where(ReleasedReportRow.id.in_([one for one in ids if one not in kept]))
    for row in session.scalars(new):
        report = Released(_REPORT.validate_python(row.numbers["report"]), ReportNumbers.from_document(row.numbers))
        kept[row.id] = (bool(row.numbers.get(_VOICE)), report)
    return [report for is_voice, report in map(kept.__getitem__, ids) if is_voice is voice]


def note_release(unit: Unit, report: TeamReport, numbers: ReportNumbers, *, voice: bool = False) -> ReleasedReportRow:
    """The row that keeps a report as it was shown, and what it gave away."""
    return ReleasedReportRow(
        id=new_id(),
        team_id=report.team_id or None,
        start=report.start,
        end=report.end,
        codebook_id=report.codebook_id,
        codebook_version=report.codebook_version,
        released_at=unit.now,
        numbers=numbers.as_document() | {"report": _REPORT.dump_python(report, mode="json"), _VOICE: voice},
    )
