"""The team's reflection report: anonymous, for talk, released so that two reports cannot be subtracted."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import select

from coder.analysis.teams import build_report
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.people import Actor, Team
from coder.domain.permissions import Action
from coder.domain.reports import TeamReport
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.coded_sessions import coded_sessions
from coder.services.people import find_team, team_from
from coder.store.tables.people import TeamRow

Period = tuple[date, date, str]


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
            held = [one.held_on for one in coded_sessions(session, team_id=find_team(session, team).id)]
        if not held:
            return ()
        last = _quarter_end(max(held))
        quarters = sorted({_quarter_end(day) for day in held}, reverse=True)
        year = (_year_before(last), last, f"Year to {last:%B %Y}")
        return (year, *(_quarter(end) for end in quarters))

    def get(self, actor: Actor, team: str, start: date | None = None, end: date | None = None) -> TeamReport:
        """The report of a team by id or name, for a period (both dates included); by default the last year.

        Raises UserError for a period that ends before it begins. Suppressed figures say why.
        """
        if start is None or end is None:
            periods = self.periods(actor, team)
            today = self._backing.clock().date()
            newest = periods[0] if periods else (_year_before(today), today, "")
            start, end = start or newest[0], end or newest[1]
        if end < start:
            raise UserError("The period ends before it begins.", "Swap the two dates.")
        with self._acting(actor, Action.READ_TEAM_REPORT) as unit:
            row = find_team(unit.session, team)
            found = coded_sessions(unit.session, team_id=row.id)
            unit.audit("team report read", "team", row.id, start=start.isoformat(), end=end.isoformat())
            team_facts = team_from(row)
        length = end - start
        before_end = start - timedelta(days=1)
        return build_report(
            team_facts,
            [one for one in found if start <= one.held_on <= end],
            [one for one in found if before_end - length <= one.held_on <= before_end],
            self._codebooks.active(),
            start,
            end,
        )

    def pdf(self, actor: Actor, team: str, start: date | None = None, end: date | None = None) -> bytes:
        """The report as a tagged PDF (PDF/UA-1); the export is audited with the hash of what was given out."""
        from coder.exports.pdf import team_report_pdf

        report = self.get(actor, team, start, end)
        document = team_report_pdf(report, self._codebooks.get(report.codebook_id, report.codebook_version))
        with self._acting(actor, Action.READ_TEAM_REPORT) as unit:
            unit.audit("team report exported", "team", report.team_id, sha256=sha256(document).hexdigest())
        return document

    def released(self, actor: Actor, report: TeamReport) -> Changes:
        """Note that a report was shown to its team."""
        with self._acting(actor, Action.READ_TEAM_REPORT) as unit:
            unit.audit("team report presented", "team", report.team_id)
            return changes(Kind.REPORT, ids={report.team_id})


def _quarter_end(day: date) -> date:
    month = 3 * ((day.month - 1) // 3) + 3
    following = date(day.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _quarter(end: date) -> Period:
    start = date(end.year, end.month - 2, 1)
    return start, end, f"{start:%B}–{end:%B %Y}"


def _year_before(end: date) -> date:
    following = end + timedelta(days=1)
    return date(following.year - 1, following.month, following.day if following.day < 29 else 28)
