"""The team's reflection report: anonymous, for talk, released so that two reports cannot be subtracted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.analysis.disclosure import ReportNumbers, may_release
from coder.analysis.teams import build_report, hold_back, report_numbers
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Team
from coder.domain.permissions import Action
from coder.domain.profiles import CodedSession
from coder.domain.reports import TeamReport
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.coded_sessions import coded_sessions, days_coded
from coder.services.people import find_team, team_from
from coder.store.tables.people import TeamRow
from coder.store.tables.reports import ReleasedReportRow

Period = tuple[date, date, str]
_REPORT = TypeAdapter(TeamReport)


class ReportService(Service):
    """Figures about teams; never about a person."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def teams(self, actor: Actor) -> tuple[Team, ...]:
        """All teams by name."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return tuple(team_from(row) for row in session.scalars(select(TeamRow).order_by(TeamRow.name)))

    def periods(self, actor: Actor, team: str) -> tuple[Period, ...]:
        """The fixed periods a report can be made for (the last year, and quarters with recordings), newest first."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            held = days_coded(session, find_team(session, team).id)
        if not held:
            return ()
        # The year is made of whole quarters: slices between the two could be worked out by subtraction.
        last = _quarter_end(max(held))
        quarters = sorted({_quarter_end(day) for day in held}, reverse=True)
        year = (_year_before(last), last, f"Year to {last:%B %Y}")
        return (year, *(_quarter(end) for end in quarters))

    def get(self, actor: Actor, team: str, start: date | None = None, end: date | None = None) -> TeamReport:
        """The report of a team by id or name, for a period (both dates included); by default the last year.

        What is shown is noted as released. A report that could be subtracted from an earlier one to show a few people
        is not released: the one released before for the same period is shown as it was, or, if there is none, nothing
        but the reason. Raises UserError for a period that ends before it begins.
        """
        first, last = self._period(actor, team, start, end)
        if last < first:
            raise UserError("The period ends before it begins.", "Swap the two dates.")
        codebook = self._codebooks.active()
        with self._acting(actor, Action.READ_TEAM_REPORT) as unit:
            row = find_team(unit.session, team)
            found = coded_sessions(unit.session, team_id=row.id)
            earlier = _released(unit.session, row.id)
            report, numbers = _build(team_from(row), found, codebook, first, last)
            reason = may_release(numbers, [one.numbers for one in earlier])
            if reason is not None:
                same = [one.report for one in earlier if (one.report.start, one.report.end) == (first, last)]
                report = same[-1] if same else hold_back(report, reason)
            elif numbers.shown and numbers not in [one.numbers for one in earlier]:
                unit.session.add(_release(unit, report, numbers))
            unit.audit("team report read", "team", row.id, start=first.isoformat(), end=last.isoformat())
        return report

    def _period(self, actor: Actor, team: str, start: date | None, end: date | None) -> tuple[date, date]:
        if start is not None and end is not None:
            return start, end
        periods = self.periods(actor, team)
        today = self._backing.clock().date()
        newest = periods[0] if periods else (_year_before(today), today, "")
        return start or newest[0], end or newest[1]

    def pdf(self, actor: Actor, team: str, start: date | None = None, end: date | None = None) -> bytes:
        """The report as a tagged PDF (PDF/UA-1); the export is audited with the hash of what was given out."""
        from coder.exports.pdf import team_report_pdf

        report = self.get(actor, team, start, end)
        document = team_report_pdf(report, self._codebooks.get(report.codebook_id, report.codebook_version))
        with self._acting(actor, Action.READ_TEAM_REPORT) as unit:
            unit.audit("team report exported", "team", report.team_id, sha256=sha256(document).hexdigest())
        return document


@dataclass(frozen=True)
class _Released:
    """A report as it was shown, and what it gave away."""

    report: TeamReport
    numbers: ReportNumbers


def _released(session: Session, team_id: str) -> list[_Released]:
    rows = session.scalars(
        select(ReleasedReportRow).where(ReleasedReportRow.team_id == team_id).order_by(ReleasedReportRow.id)
    )
    return [
        _Released(_REPORT.validate_python(row.numbers["report"]), ReportNumbers.from_document(row.numbers))
        for row in rows
    ]


def _release(unit: Unit, report: TeamReport, numbers: ReportNumbers) -> ReleasedReportRow:
    return ReleasedReportRow(
        id=new_id(),
        team_id=report.team_id,
        start=report.start,
        end=report.end,
        codebook_id=report.codebook_id,
        codebook_version=report.codebook_version,
        released_at=unit.now,
        numbers=numbers.as_document() | {"report": _REPORT.dump_python(report, mode="json")},
    )


def _build(
    team: Team, found: list[CodedSession], codebook: Codebook, start: date, end: date
) -> tuple[TeamReport, ReportNumbers]:
    before_end = start - timedelta(days=1)
    before_start = before_end - (end - start)
    now = [one for one in found if start <= one.held_on <= end]
    previous = [one for one in found if before_start <= one.held_on <= before_end]
    report = build_report(team, now, previous, codebook, start, end)
    return report, report_numbers(report, now, previous, codebook)


def _month_end(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)


def _quarter_end(day: date) -> date:
    return _month_end(date(day.year, 3 * ((day.month - 1) // 3) + 3, 1))


def _quarter(end: date) -> Period:
    start = date(end.year, end.month - 2, 1)
    return start, end, f"{start:%B}–{end:%B %Y}"


def _year_before(end: date) -> date:
    following = end + timedelta(days=1)
    return date(following.year - 1, following.month, following.day if following.day < 29 else 28)
