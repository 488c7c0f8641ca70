"""The team's reflection report: anonymous, for talk, released so that two reports cannot be subtracted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.analysis.profiles import poolable
from coder.analysis.releases import Wanted, release
from coder.domain.errors import UserError
from coder.domain.people import Actor, Team
from coder.domain.permissions import Action
from coder.domain.practice import Practice
from coder.domain.reports import WHOLE_SERVICE, Cut, CutBy, TeamReport
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.coded_rows import days_coded
from coder.services.people import all_teams, find_team, team_from
from coder.services.practices import of_practice
from coder.services.profile_frames import book_for
from coder.services.quote_rows import quotes_in
from coder.services.released_reports import note_release, released
from coder.services.rows import context_of
from coder.services.tallies import tallied_sessions
from coder.store.tables.people import TeamRow
from coder.store.tables.sessions import SessionRow

Period = tuple[date, date, str]


class ReportService(Service):
    """Figures about teams; never about a person."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def teams(self, actor: Actor) -> tuple[Team, ...]:
        """All teams by name."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return all_teams(session)

    def periods(self, actor: Actor, team: str) -> tuple[Period, ...]:
        """The fixed periods a report can be made for (the last year, and quarters with recordings), newest first.

        ``team`` is an id or a name, or WHOLE_SERVICE.
        """
        with self._reading(actor, Action.MAKE_TEAM_REPORT) as session:
            held = days_coded(session, team_asked(session, team).id)
        if not held:
            return ()
        # The year is made of whole quarters: slices between the two could be worked out by subtraction.
        last = _quarter_end(max(held))
        quarters = sorted({_quarter_end(day) for day in held}, reverse=True)
        year = (_year_before(last), last, f"Year to {last:%B %Y}")
        return (year, *(_quarter(end) for end in quarters))

    def cuts(self, actor: Actor, team: str) -> tuple[Cut, ...]:
        """The contexts that a team's recordings come from, which a report may be narrowed by, in a fixed order."""
        with self._reading(actor, Action.MAKE_TEAM_REPORT) as session:
            contexts = contexts_of(session, team_asked(session, team).id)
        there = set().union(*contexts.values())
        return tuple(sorted(there, key=lambda cut: (list(CutBy).index(cut.by), cut.value)))

    def get(
        self, actor: Actor, team: str, start: date | None = None, end: date | None = None, cut: Cut | None = None
    ) -> TeamReport:
        """The report of a team by id or name, for a period (both dates included); by default the last year.

        ``team`` may be WHOLE_SERVICE; with ``cut`` only recordings of one context are in it. What is shown is
        noted as released. A report that could be subtracted from an earlier one to show a few people is not released:
        the one released before for the same is shown as it was, or, if there is none, without the figures that would
        tell, and with the reason. Quotes are as they stand now. Raises UserError for a period that ends before it
        begins.
        """
        first, last = self._period(actor, team, start, end)
        if last < first:
            raise UserError("The period ends before it begins.", "Swap the two dates.")
        with self._acting(actor, Action.MAKE_TEAM_REPORT) as unit:
            its = team_asked(unit.session, team)
            held = tallied_sessions(unit.session, its.id)
            asked_for = [one for one in held if first <= one.held_on <= last]
            codebook = book_for(unit.session, self._codebooks, Practice.VISIT, asked_for)
            found = poolable(held, codebook)
            if cut is not None:
                contexts = contexts_of(unit.session, its.id)
                found = tuple(one for one in found if cut in contexts[one.session_id])
            wanted = Wanted(its, first, last, cut, all_teams(unit.session))
            report, new = release(wanted, found, codebook, released(unit.session, its.id), unit.now.date())
            if new is not None:
                unit.session.add(note_release(unit, report, new))
            report = replace(report, quotes=quotes_in(unit.session, its, report))
            unit.audit("team report read", *audited_as(its.id), start=first.isoformat(), end=last.isoformat())
        return report

    def _period(self, actor: Actor, team: str, start: date | None, end: date | None) -> tuple[date, date]:
        if start is not None and end is not None:
            return start, end
        periods = self.periods(actor, team)
        today = self._backing.clock().date()
        newest = periods[0] if periods else (_year_before(today), today, "")
        return start or newest[0], end or newest[1]


def audited_as(team_id: str) -> tuple[str, str]:
    """Kind and id of what a report of a team, or of the whole service, is about on the audit trail."""
    return ("service", "service") if team_id == WHOLE_SERVICE else ("team", team_id)


def team_asked(session: Session, team: str) -> Team:
    """The team with this id or name, or the whole service for WHOLE_SERVICE."""
    if team != WHOLE_SERVICE:
        return team_from(find_team(session, team))
    demo = set(session.scalars(select(TeamRow.demo)))
    return Team(WHOLE_SERVICE, "The whole service", demo=demo == {True})


def contexts_of(session: Session, team_id: str) -> dict[str, frozenset[Cut]]:
    """The cuts that each visit of a team, or of the whole service, belongs to."""
    query = select(SessionRow).where(of_practice(Practice.VISIT))
    rows = session.scalars(query if team_id == WHOLE_SERVICE else query.where(SessionRow.team_id == team_id))
    return {row.id: _cuts_of(row) for row in rows}


def _cuts_of(row: SessionRow) -> frozenset[Cut]:
    context = context_of(row)
    found = {CutBy.KIND: row.kind.value, CutBy.FAMILY: context.legal_status, CutBy.STAGE: context.stage}
    return frozenset(Cut(by, value) for by, value in found.items() if value)


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
