"""What the team page shows and does, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from codebook.schema import Codebook
from coder.analysis import wording
from coder.domain.changes import Kind
from coder.domain.people import Team
from coder.domain.permissions import Action, may
from coder.domain.quotes import QuoteToChoose
from coder.domain.reports import WHOLE_SERVICE, Cut, PrincipleShares, TeamReport
from coder.exports.formats import FileFormat
from ui.context import Context
from ui.reporting.viewmodel import ReportViewModel

Period = tuple[date, date, str]


@dataclass(frozen=True)
class ShareRow:
    """One line of the table that says what the chart shows; ``percents`` has one text a value, lowest first."""

    principle: str
    percents: tuple[str, ...]
    recordings: str
    not_evaluable: str
    change: str
    sentence: str


class TeamViewModel(ReportViewModel):
    """The teams and the whole service, their periods and contexts, and the report that is open.

    ``teams_changed()``: other teams may be chosen. ``periods_changed()``: so may other periods and contexts.
    """

    teams_changed = Signal()
    periods_changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Kind.REPORT, parent)
        self.teams: tuple[Team, ...] = ()
        self.periods: tuple[Period, ...] = ()
        self.cuts: tuple[Cut, ...] = ()
        self.team_id: str | None = None
        self.period = 0
        self.cut: Cut | None = None
        self.report: TeamReport | None = None
        self.to_choose: tuple[QuoteToChoose, ...] = ()

    def choose_team(self, team_id: str) -> None:
        """Open the newest period of a team, or of WHOLE_SERVICE."""
        services, actor = self._context.services, self._context.actor
        self.team_id = team_id

        def get() -> tuple[tuple[Period, ...], tuple[Cut, ...]]:
            return services.reports.periods(actor, team_id), services.reports.cuts(actor, team_id)

        self._context.operations.read(
            get,
            self._got_periods,
            owner=self,
            key="periods",
            failed=self._refuse,
        )

    def choose_period(self, index: int) -> None:
        """Open one of ``periods`` (0 is the newest); without any, the service says what it shows by default."""
        self.period = index
        self._read_report()

    def choose_cut(self, index: int) -> None:
        """Open the report on all recordings (0) or on those of one of ``cuts`` (from 1)."""
        self.cut = self.cuts[index - 1] if index > 0 else None
        self._read_report()

    def _read_report(self) -> None:
        services, actor, team_id, cut = self._context.services, self._context.actor, self.team_id or "", self.cut
        start, end = self._dates()

        def get() -> tuple[TeamReport, Codebook, tuple[QuoteToChoose, ...]]:
            report = services.reports.get(actor, team_id, start, end, cut)
            to_choose = services.quotes.to_choose(actor, report) if may(actor, Action.CHOOSE_QUOTES) else ()
            return report, services.codebooks.get(report.codebook_id, report.codebook_version), to_choose

        self._context.operations.read(get, self._got_report, owner=self, key="report", failed=self._refuse)

    def choose_quotes(self, quote_ids: tuple[str, ...]) -> None:
        """Show these of the offered quotes in the open report, and no others."""
        report, services, actor = self.report, self._context.services, self._context.actor
        if report is not None:
            self._context.operations.write(
                lambda: services.quotes.choose(actor, report, quote_ids),
                lambda _: self._read_report(),
                owner=self,
                initiator=self,
            )

    def table_rows(self) -> tuple[ShareRow, ...]:
        """The chart as lines of a table."""
        if self.report is None or self.codebook is None:
            return ()
        book = self.codebook
        steps = len(book.rules.values)
        return tuple(_row(one, book.principle(one.principle_id).name, steps) for one in self.report.principles)

    @override
    def _load(self) -> None:
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            lambda: services.reports.teams(actor), self._got_teams, owner=self, key="teams", failed=self._refuse
        )

    @override
    def _writer(self) -> Callable[[FileFormat, Path], object]:
        services, actor, team_id, cut = self._context.services, self._context.actor, self.team_id or "", self.cut
        start, end = self._dates()
        return lambda kind, path: services.exports.report(actor, team_id, kind, path, start, end, cut)

    @override
    def _forget(self) -> None:
        self.report = None

    def _dates(self) -> tuple[date | None, date | None]:
        if self.period >= len(self.periods):
            return None, None
        start, end, _ = self.periods[self.period]
        return start, end

    def _got_teams(self, teams: tuple[Team, ...]) -> None:
        self.teams = tuple(sorted(teams, key=lambda team: team.name))
        ids = {team.id for team in self.teams} | ({WHOLE_SERVICE} if self.teams else set())
        if self.team_id not in ids:
            self.team_id = self.teams[0].id if self.teams else None
        self.teams_changed.emit()
        if self.team_id is not None:
            self.choose_team(self.team_id)
        else:
            self.report = None
            self.shown_changed.emit()

    def _got_periods(self, found: tuple[tuple[Period, ...], tuple[Cut, ...]]) -> None:
        self.periods, self.cuts = found
        self.cut = None
        self.periods_changed.emit()
        self.choose_period(0)

    def _got_report(self, found: tuple[TeamReport, Codebook, tuple[QuoteToChoose, ...]]) -> None:
        self.report, self.codebook, self.to_choose = found
        self.shown_changed.emit()


def _row(shares: PrincipleShares, name: str, steps: int) -> ShareRow:
    if shares.counts is None:
        dashes = (wording.DASH,) * steps
        reason = f"not shown: {shares.suppressed_because}"
        return ShareRow(name, dashes, wording.DASH, wording.DASH, reason, reason)
    percents = tuple(f"{percent}%" for percent in wording.share_percent(shares))
    change = wording.team_change_text(shares)
    sentence = wording.team_change_sentence(shares) or wording.NOTHING_TO_COMPARE
    return ShareRow(name, percents, str(shares.recordings), str(shares.not_evaluable), change, sentence)
