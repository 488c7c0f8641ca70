"""A team's reflection report from locked codings: shares, changes and prompts, with everything hidden that must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from codebook.schema import Codebook, Measure, Principle
from coder.analysis import disclosure
from coder.analysis.disclosure import Contribution, ReportNumbers, ShownFigure, Vector
from coder.analysis.intervals import clustered_difference
from coder.analysis.measures import MeasureValue, measure_value
from coder.analysis.profiles import poolable
from coder.analysis.prompts import build_prompts
from coder.analysis.wording import measure_text
from coder.domain.people import Team
from coder.domain.profiles import CodedSession
from coder.domain.reports import WHOLE_SERVICE, PrincipleShares, TeamFigure, TeamReport


@dataclass(frozen=True)
class _Figure:
    """A headline figure before it is decided whether it is shown."""

    measure: Measure
    value: MeasureValue
    sums: tuple[Vector, Vector]
    unsafe: tuple[Vector, ...]
    reason: str
    recordings: int


def contributions(sessions: Sequence[CodedSession], principle_id: str) -> frozenset[Contribution]:
    """What each recording adds to one principle's bar: its rating, or that it was not evaluable."""
    return frozenset(
        Contribution(session.session_id, session.worker_id, _value(session.ratings[principle_id]))
        for session in sessions
        if principle_id in session.ratings
    )


def _value(rating: int | None) -> str:
    return disclosure.NOT_EVALUABLE if rating is None else str(rating)


def _by_worker(sessions: Sequence[CodedSession], principle_id: str) -> dict[str, list[float]]:
    ratings: dict[str, list[float]] = {}
    for session in sessions:
        value = session.ratings.get(principle_id)
        if value is not None:
            ratings.setdefault(session.worker_id, []).append(value)
    return ratings


def _hidden(principle_id: str, reason: str) -> PrincipleShares:
    return PrincipleShares(
        principle_id, counts=None, not_evaluable=None, recordings=0, workers=0, suppressed_because=reason
    )


def _shares(
    principle: Principle, now: Sequence[CodedSession], before: Sequence[CodedSession], codebook: Codebook
) -> PrincipleShares:
    members = contributions(now, principle.id)
    if disclosure.figure_too_small(members):
        return _hidden(principle.id, disclosure.BAR_HIDDEN)
    rated = [member for member in members if member.value != disclosure.NOT_EVALUABLE]
    values = Counter(int(member.value) for member in rated)
    change = None
    if not disclosure.figure_too_small(contributions(before, principle.id)):
        change = clustered_difference(_by_worker(now, principle.id), _by_worker(before, principle.id))
    return PrincipleShares(
        principle_id=principle.id,
        counts=tuple(values[value] for value in range(codebook.rules.scale_min, codebook.rules.scale_max + 1)),
        not_evaluable=len(members) - len(rated),
        recordings=len(rated),
        workers=len({member.worker_id for member in rated}),
        change=round(change.mean, 1) if change else None,
        change_low=round(change.low, 1) if change else None,
        change_high=round(change.high, 1) if change else None,
    )


def _weights(sessions: Sequence[CodedSession], codes: Sequence[str]) -> Counter[str]:
    weights: Counter[str] = Counter()
    for session in sessions:
        weights[session.worker_id] += sum(session.code_counts.get(code, 0) for code in codes)
    return weights


def _figure(measure: Measure, coded: Sequence[CodedSession], counts: Mapping[str, int], codes: list[str]) -> _Figure:
    def vector(side: Sequence[str]) -> Vector:
        return np.array([float(side.count(code)) for code in codes])

    sides = (measure.numerator, measure.denominator)
    reasons = [disclosure.too_small(_weights(coded, side), len(coded)) for side in sides]
    return _Figure(
        measure=measure,
        value=measure_value(measure, counts),
        sums=(vector(measure.numerator), vector(measure.denominator)),
        unsafe=tuple(vector(side) for side, reason in zip(sides, reasons, strict=True) if reason),
        reason=next(filter(None, reasons), ""),
        recordings=len(coded),
    )


def _figures(sessions: Sequence[CodedSession], codebook: Codebook) -> tuple[TeamFigure, ...]:
    """The codebook's ratios over all coded recordings; each sum in them must keep the rules by itself.

    Measures of what parents say (``human_only``) describe families and not the team's practice: they are left out.
    """
    coded = [session for session in sessions if session.code_counts]
    if not coded:
        return ()
    counts: Counter[str] = Counter()
    for session in coded:
        counts.update(session.code_counts)
    ratios = [measure for measure in codebook.measures if measure.denominator and not measure.human_only]
    codes = sorted({code for measure in ratios for code in (*measure.numerator, *measure.denominator)})
    figures = [_figure(measure, coded, counts, codes) for measure in ratios]
    hidden = disclosure.hide_derivable([figure.sums for figure in figures], [figure.unsafe for figure in figures])
    return tuple(_told(figure, index in hidden) for index, figure in enumerate(figures))


def _told(figure: _Figure, hide: bool) -> TeamFigure:
    measure, value = figure.measure, figure.value
    if hide:
        reason = figure.reason or disclosure.COULD_BE_DERIVED
        return TeamFigure(measure.id, measure.name, value="", note="", suppressed_because=reason)
    # No numbers of codes: whoever knew the others' could subtract them.
    note = f"codes of {figure.recordings} recordings, added up"
    return TeamFigure(measure.id, measure.name, value=measure_text(value.value, measure.unit), note=note)


def _double_coded(sessions: Sequence[CodedSession]) -> TeamFigure:
    count = sum(session.double_coded for session in sessions)
    note = "recordings rated by a second evaluator as well"
    return TeamFigure("double-coded", "Double-coded", value=f"{count} of {len(sessions)}", note=note)


def within(sessions: Sequence[CodedSession], team_id: str, start: date, end: date) -> tuple[CodedSession, ...]:
    """The team's sessions held from ``start`` to ``end``, both included."""
    return tuple(s for s in sessions if start <= s.held_on <= end and _of(team_id, s))


def _of(team_id: str, session: CodedSession) -> bool:
    return team_id in (WHOLE_SERVICE, session.team_id)


def build_report(
    team: Team,
    sessions: Sequence[CodedSession],
    previous: Sequence[CodedSession],
    codebook: Codebook,
    start: date,
    end: date,
    *,
    agreement: TeamFigure | None = None,
    feedback: TeamFigure | None = None,
) -> TeamReport:
    """Build the anonymous report of one team for one period (both dates included).

    ``sessions`` may hold more than the period; ``previous`` is the period before, already cut to its dates. Both hold
    one locked coding a session; other teams, codebooks and major versions are left out. A figure is hidden by the
    rules of coder.analysis.disclosure; a hidden principle has no counts, no "not evaluable" count, 0 recordings and
    0 workers. ``change`` is a difference of means with an 80 % interval clustered by worker. ``agreement`` and
    ``feedback`` are headline figures made elsewhere (already with their own suppression). No worker is named or
    ordered anywhere. Reports that are shown come from coder.analysis.releases, which looks at what was shown before.
    Raises ValueError when a session comes with more than one coding.
    """
    now = poolable(within(sessions, team.id, start, end), codebook)
    before = poolable((s for s in previous if _of(team.id, s) and s.held_on < start), codebook)
    reason = disclosure.too_small(Counter(s.worker_id for s in now), len(now))
    if reason:
        principles = tuple(_hidden(principle.id, reason) for principle in codebook.principles)
    else:
        principles = tuple(_shares(principle, now, before, codebook) for principle in codebook.principles)
    own = () if reason else (*_figures(now, codebook), _double_coded(now))
    return TeamReport(
        team_id=team.id,
        team_name=team.name,
        start=start,
        end=end,
        codebook_id=codebook.id,
        codebook_version=codebook.version,
        workers=None if reason else len({s.worker_id for s in now}),
        recordings=None if reason else len(now),
        principles=principles,
        prompts=build_prompts(principles, codebook),
        figures=(*(figure for figure in (feedback, agreement) if figure), *own),
        suppressed_because=reason,
        demo=team.demo,
    )


def report_numbers(
    report: TeamReport, sessions: Sequence[CodedSession], previous: Sequence[CodedSession], codebook: Codebook
) -> ReportNumbers:
    """What a report gives away, from the same input it was built from, for ``differencing.refused``.

    Where a change is shown the period before counts as shown too: its mean can be worked out.
    """
    now = poolable(within(sessions, report.team_id, report.start, report.end), codebook)
    before = poolable((s for s in previous if _of(report.team_id, s) and s.held_on < report.start), codebook)
    shown = []
    for shares in report.principles:
        if shares.counts is not None:
            shown.append(ShownFigure(shares.principle_id, contributions(now, shares.principle_id)))
        if shares.change is not None:
            shown.append(ShownFigure(shares.principle_id, contributions(before, shares.principle_id)))
    by_id = {measure.id: measure for measure in codebook.measures}
    sums = {
        side: None
        for figure in report.figures
        if figure.id in by_id and not figure.suppressed_because
        for side in (by_id[figure.id].numerator, by_id[figure.id].denominator)
    }
    shown += [ShownFigure(_sum_id(side), _code_contributions(now, side)) for side in sums]
    return ReportNumbers(report.team_id, tuple(shown))


def _sum_id(codes: Sequence[str]) -> str:
    return f"codes:{'+'.join(sorted(codes))}"


def _code_contributions(sessions: Sequence[CodedSession], codes: Sequence[str]) -> frozenset[Contribution]:
    return frozenset(
        Contribution.of_codes(session.session_id, session.worker_id, sum(session.code_counts.get(c, 0) for c in codes))
        for session in sessions
        if session.code_counts
    )


def without(report: TeamReport, refused: Mapping[str, str], codebook: Codebook) -> TeamReport:
    """The report less the figures that ``differencing.refused`` named, with the reasons.

    Of the ratios all are hidden when a sum of codes is refused, since they share codes. Without a principle that is
    shown the whole report is hidden.
    """
    principles = tuple(
        _hidden(row.principle_id, refused[row.principle_id]) if row.principle_id in refused else row
        for row in report.principles
    )
    if all(row.counts is None for row in principles):
        return _hold_back(report, next(row.suppressed_because for row in principles))
    ids = {principle.id for principle in codebook.principles}
    reason = next((why for figure_id, why in refused.items() if figure_id not in ids), "")
    ratios = {measure.id for measure in codebook.measures}
    figures = tuple(
        replace(figure, value="", note="", suppressed_because=reason)
        if reason and figure.id in ratios and not figure.suppressed_because
        else figure
        for figure in report.figures
    )
    return replace(report, principles=principles, figures=figures, prompts=build_prompts(principles, codebook))


def _hold_back(report: TeamReport, reason: str) -> TeamReport:
    return replace(
        report,
        workers=None,
        recordings=None,
        principles=tuple(_hidden(shares.principle_id, reason) for shares in report.principles),
        prompts=(),
        figures=(),
        suppressed_because=reason,
    )
