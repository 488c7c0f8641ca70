"""Which report is shown for a team and a period: the one released before, or a new one beside which nothing is told.

A report that was shown stands as it was, with its version and its day, until enough is new that the next one tells of
nobody beside all that were shown before: of this team, of other teams and of the whole service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from codebook.schema import Codebook
from coder.analysis.differencing import exposed, refused
from coder.analysis.disclosure import Contribution, ReportNumbers, figure_too_small
from coder.analysis.profiles import poolable
from coder.analysis.teams import build_report, contributions, report_numbers, within, without
from coder.domain.people import Team
from coder.domain.profiles import CodedSession
from coder.domain.reports import WHOLE_SERVICE, Cut, TeamReport


@dataclass(frozen=True)
class Released:
    """A report as it was shown, and what it gave away."""

    report: TeamReport
    numbers: ReportNumbers


@dataclass(frozen=True)
class Wanted:
    """Which report is asked for: the team (or the whole service), the days (both included) and the cut if any.

    ``teams`` are all teams of the service, needed for a picture of the whole.
    """

    team: Team
    start: date
    end: date
    cut: Cut | None = None
    teams: tuple[Team, ...] = ()

    def is_of(self, report: TeamReport) -> bool:
        """Whether a released report is an earlier answer to the same."""
        asked = (self.team.id, self.start, self.end, self.cut)
        return asked == (report.team_id, report.start, report.end, report.cut)


def period_before(start: date, end: date) -> tuple[date, date]:
    """The days before, as many as these, with which a report compares."""
    before_end = start - timedelta(days=1)
    return before_end - (end - start), before_end


def release(
    wanted: Wanted, sessions: Sequence[CodedSession], codebook: Codebook, earlier: Sequence[Released], today: date
) -> tuple[TeamReport, ReportNumbers | None]:
    """The report to show, and what it gives away where it is a new one that must be kept (else None).

    ``sessions`` are those of the cut, one locked coding each; of other teams too
    where ``wanted`` is the whole service. ``earlier`` is everything ever released, the oldest first. A figure that may
    not stand beside it is hidden with the reason; but where the same was shown before, that is shown again instead.
    """
    before = period_before(wanted.start, wanted.end)
    now = _poolable(wanted, sessions, codebook, wanted.start, wanted.end)
    previous = _poolable(wanted, sessions, codebook, *before)
    if wanted.team.id == WHOLE_SERVICE:
        now, previous = _service(now, previous, codebook, [one.numbers for one in earlier])
    report, numbers, held = _best(wanted, now, previous, codebook, [one.numbers for one in earlier])
    same = [one for one in earlier if wanted.is_of(one.report)]
    if same and (held or numbers == same[-1].numbers or not numbers.shown):
        return same[-1].report, None
    if held:
        report = without(report, held, codebook)
        numbers = report_numbers(report, now, previous, codebook)
    if not numbers.shown:
        return report, None
    return replace(report, version=len(same) + 1, released_on=today), numbers


def _poolable(
    wanted: Wanted, sessions: Sequence[CodedSession], codebook: Codebook, start: date, end: date
) -> Sequence[CodedSession]:
    return poolable(within(sessions, wanted.team.id, start, end), codebook)


def _best(
    wanted: Wanted,
    now: Sequence[CodedSession],
    previous: Sequence[CodedSession],
    codebook: Codebook,
    earlier: Sequence[ReportNumbers],
) -> tuple[TeamReport, ReportNumbers, dict[str, str]]:
    """With the change on the period before or else without, whichever has less to hold back."""
    made = []
    for compared in (previous, ()):
        report = build_report(wanted.team, now, compared, codebook, wanted.start, wanted.end)
        report = replace(report, cut=wanted.cut, teams=_names(wanted, now))
        numbers = report_numbers(report, now, compared, codebook)
        held = refused(numbers, earlier)
        if not held:
            return report, numbers, held
        made.append((report, numbers, held))
    return min(made, key=lambda one: len(one[2]))


def _names(wanted: Wanted, now: Sequence[CodedSession]) -> tuple[str, ...]:
    if wanted.team.id != WHOLE_SERVICE:
        return ()
    there = {session.team_id for session in now}
    return tuple(sorted(team.name for team in wanted.teams if team.id in there))


def _service(
    now: Sequence[CodedSession],
    previous: Sequence[CodedSession],
    codebook: Codebook,
    earlier: Sequence[ReportNumbers],
) -> tuple[Sequence[CodedSession], Sequence[CodedSession]]:
    """The recordings of the teams that may stand in a picture of the whole service, principle by principle.

    A team that is left out of any bar adds no codes, and one that is left out of all is not in the picture.
    """
    without_codes: frozenset[str] = frozenset()
    for principle in codebook.principles:
        shown = [one.contributions for n in earlier for one in n.shown if one.figure_id == principle.id]
        left_out = _left_out(now, principle.id, shown)
        now, previous = (_leave_out(sessions, left_out, principle.id) for sessions in (now, previous))
        without_codes |= left_out
    kept = (
        [replace(s, code_counts={}) if s.team_id in without_codes else s for s in sessions if s.ratings]
        for sessions in (now, previous)
    )
    return next(kept), next(kept)


def _left_out(
    sessions: Sequence[CodedSession], principle_id: str, shown: Sequence[frozenset[Contribution]]
) -> frozenset[str]:
    """The teams whose own figure could be worked out from the picture, were the other teams' reports shown as well.

    Those reports count as shown already, so that whoever looks at the picture first keeps no team from its own report.
    """
    by_team = {
        team_id: contributions([s for s in sessions if s.team_id == team_id], principle_id)
        for team_id in sorted({session.team_id for session in sessions})
    }
    alone = [members for members in by_team.values() if not figure_too_small(members)]
    # Mostly all of these may be released, and one look at the whole tells so.
    if by_team and exposed([frozenset().union(*by_team.values())], [*shown, *alone]) is None:
        return frozenset()
    beside = list(shown)
    for members in alone:
        if exposed([members], beside) is None:
            beside.append(members)
    left_out: frozenset[str] = frozenset()
    while kept := [members for team_id, members in by_team.items() if team_id not in left_out]:
        found = exposed([frozenset().union(*kept)], beside)
        if found is None:
            return left_out
        told = {team_id for team_id, members in by_team.items() if not members.isdisjoint(found)} - left_out
        left_out |= told or set(by_team)
    # Nothing can be left of it: held back whole, with the reason that is told of every report.
    return frozenset()


def _leave_out(sessions: Sequence[CodedSession], team_ids: frozenset[str], principle_id: str) -> Sequence[CodedSession]:
    if not team_ids:
        return sessions
    return [
        replace(s, ratings={key: value for key, value in s.ratings.items() if key != principle_id})
        if s.team_id in team_ids
        else s
        for s in sessions
    ]
