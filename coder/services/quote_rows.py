"""Quotes from their rows: what stands of them, and which are in the report of a team and a period."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as Database

from coder.domain.people import Team
from coder.domain.reports import WHOLE_SERVICE, TeamReport
from coder.services.mask_rows import masked_with_names
from coder.store.tables.quotes import QuoteChoiceRow, QuoteRow
from coder.store.tables.sessions import SessionRow


def standing_quotes(database: Database, *which: ColumnElement[bool]) -> list[tuple[QuoteRow, SessionRow]]:
    """The quotes that are offered, of the sessions that fulfil these conditions, in the order of the offers.

    A withdrawn recording has none: they were erased with what was made from its sound.
    """
    newest = select(func.max(QuoteRow.id)).group_by(QuoteRow.quote_id)
    query = select(QuoteRow, SessionRow).join(SessionRow, SessionRow.id == QuoteRow.session_id)
    rows = database.execute(query.where(QuoteRow.id.in_(newest), QuoteRow.offered, *which).order_by(QuoteRow.id))
    return [(quote, meeting) for quote, meeting in rows]


def quotes_of_period(database: Database, team_id: str, start: date, end: date) -> list[QuoteRow]:
    """What was offered from a team's recordings of a period (both dates included), in an order that tells nothing."""
    found = standing_quotes(database, SessionRow.team_id == team_id, SessionRow.held_on.between(start, end))
    # Not by time: whoever knows who was recorded when would know whose words come first.
    return sorted((quote for quote, _ in found), key=lambda quote: quote.text)


def chosen_ids(database: Database, *which: ColumnElement[bool]) -> list[str]:
    """The ids of quotes that are shown, once for each report that shows them, where these conditions hold."""
    same = (QuoteChoiceRow.quote_id, QuoteChoiceRow.team_id, QuoteChoiceRow.start, QuoteChoiceRow.end)
    newest = select(func.max(QuoteChoiceRow.id)).group_by(*same)
    query = select(QuoteChoiceRow.quote_id).where(QuoteChoiceRow.id.in_(newest), QuoteChoiceRow.shown, *which)
    return list(database.scalars(query))


def of_report(team_id: str, start: date, end: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions that leave the choices for one report."""
    return QuoteChoiceRow.team_id == team_id, QuoteChoiceRow.start == start, QuoteChoiceRow.end == end


def masked_quote(database: Database, quote: QuoteRow) -> str:
    """Its words, with masks for names that were typed in since as well."""
    return masked_with_names(database, [quote.session_id], quote.text)


def may_have_quotes(report: TeamReport) -> bool:
    """Whether a report may show quotes at all: one of a team, on all its recordings, whose figures are released."""
    released = bool(report.version) and not report.suppressed_because
    return released and report.cut is None and report.team_id != WHOLE_SERVICE


def quotes_in(database: Database, team: Team, report: TeamReport) -> tuple[str, ...]:
    """The words that were chosen for a report and are still offered."""
    if not may_have_quotes(report):
        return ()
    chosen = set(chosen_ids(database, *of_report(team.id, report.start, report.end)))
    if not chosen:
        return ()
    offered = quotes_of_period(database, team.id, report.start, report.end)
    return tuple(masked_quote(database, quote) for quote in offered if quote.quote_id in chosen)
