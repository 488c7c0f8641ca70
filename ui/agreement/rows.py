"""Figures of agreement as rows and sentences. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QCoreApplication

from coder.analysis import wording
from coder.analysis.agreement.figures import CodeFigures, Coefficient, PairDifference
from coder.analysis.agreement.scales import WordScale
from coder.analysis.agreement_report import AgreementReport, PrincipleAgreement
from ui.agreement.dot_plot import DotRow, Limit

RATING_FIGURES = ("icc_2_1", "icc_2_k", "alpha", "weighted_kappa", "kappa", "ac2")
CODE_FIGURES = ("kappa", "alpha", "ac1", "tally_icc")
# So many pairs are written out in a row; the table and the screen reader have all of them.
_PAIRS_SHOWN = 6


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


@dataclass(frozen=True)
class FigureRow:
    """One line of the table that says what the chart shows."""

    name: str
    value: str
    interval: str
    label: str
    n: str
    exact: str
    within_one: str
    note: str


@dataclass(frozen=True)
class DetailRow:
    """One figure of one principle or code."""

    name: str
    value: str
    interval: str
    label: str
    n: str
    form: str


def figure_names() -> dict[str, str]:
    """The figures as they are called on screen."""
    return {
        "icc_2_1": _tr("ICC(2,1): one evaluator"),
        "icc_2_k": _tr("ICC(2,k): mean of evaluators"),
        "alpha": _tr("Krippendorff's alpha"),
        "weighted_kappa": _tr("Weighted kappa"),
        "kappa": _tr("Cohen's or Fleiss's kappa"),
        "ac2": _tr("Gwet's AC2"),
        "ac1": _tr("Gwet's AC1"),
        "tally_icc": _tr("ICC of counts a recording"),
        "exact": _tr("Equal ratings"),
        "within_one": _tr("Within one step"),
    }


def number(value: float | None) -> str:
    """A figure with two places, or a dash."""
    return wording.DASH if value is None else f"{value:.2f}".replace("-", wording.MINUS)


def interval(one: Coefficient) -> str:
    """The 95 % interval, or a dash."""
    return wording.DASH if one.low is None or one.high is None else f"{number(one.low)} to {number(one.high)}"


def share(one: Coefficient) -> str:
    """A share of pairs in whole per cent, or a dash."""
    return wording.DASH if one.value is None else f"{round(100 * one.value)}%"


def limits(scale: WordScale) -> tuple[Limit, ...]:
    """Where the words of a scale change."""
    return tuple(Limit(line, word) for line, word in zip(scale.lines, scale.words[1:], strict=True))


def scale_sentence(scale: WordScale) -> str:
    """The words of a scale and where they begin."""
    parts = [f"{word} {_tr('from')} {line:.2f}" for line, word in zip(scale.lines, scale.words[1:], strict=True)]
    return _tr("Words by {0}: {1}, {2}.").format(scale.name, scale.words[0], ", ".join(parts))


def pairs_words(pairs: Sequence[tuple[str, str]], most: int | None = None) -> str:
    """Pairs of ratings written out: ``2 and 3, 4 and 4``, at most so many of them."""
    shown = pairs if most is None else pairs[:most]
    words = ", ".join(_tr("{0} and {1}").format(*pair) for pair in shown)
    return f"{words}, …" if len(shown) < len(pairs) else words


def principle_rows(report: AgreementReport, key: str, scale: WordScale) -> tuple[DotRow, ...]:
    """A row for each principle, in the order of the codebook."""
    return tuple(_principle_row(one, place, key, scale) for place, one in enumerate(report.principles))


def _principle_row(one: PrincipleAgreement, place: int, key: str, scale: WordScale) -> DotRow:
    figure: Coefficient = getattr(one.figures, key)
    row = _dot(one.name, figure, scale, figure_names()[key])
    if one.figures.withheld:
        told = _few(one, _PAIRS_SHOWN)
        row = DotRow(one.name, f"{one.name}: {_few(one)}", instead=told)
    return replace(row, badge=one.badge, position=place)


def _few(one: PrincipleAgreement, most: int | None = None) -> str:
    if not one.pairs:
        return _tr("no pair of yours yet") if one.only_counted else _tr("no pair yet")
    count = wording.counted(len(one.pairs), _tr("pair"), _tr("pairs"))
    return _tr("{0}, no figure below 10: {1}").format(count, pairs_words(one.pairs, most))


def code_rows(report: AgreementReport, key: str, scale: WordScale) -> tuple[DotRow, ...]:
    """A row for each code that somebody gave, in the order of the codebook."""
    return tuple(_dot(code_name(one, report), getattr(one, key), scale, figure_names()[key]) for one in given(report))


def given(report: AgreementReport) -> tuple[CodeFigures, ...]:
    """The codes that anybody gave in a recording coded by two."""
    return tuple(one for one in report.codes.codes if one.utterances)


def code_name(one: CodeFigures, report: AgreementReport) -> str:
    """A code as it is told: its id and name."""
    return f"{one.code} · {report.code_names.get(one.code, '')}".rstrip(" ·")


def _dot(name: str, one: Coefficient, scale: WordScale, figure: str) -> DotRow:
    if one.value is None:
        return DotRow(name, f"{name}: {one.reason}", instead=one.reason)
    label = scale.word(one.value)
    between = "" if one.low is None else _tr(", 95% interval {0}").format(interval(one))
    recordings = wording.counted(one.n, _tr("recording"), _tr("recordings"))
    sentence = _tr("{0}: {1} {2}{3}, {4} by {5}, {6}.").format(
        name, figure, number(one.value), between, label, scale.name, recordings
    )
    return DotRow(name, sentence, one.value, one.low, one.high, number(one.value), label)


def principle_table(report: AgreementReport, key: str, scale: WordScale) -> tuple[FigureRow, ...]:
    """The chart of principles as lines of a table."""
    rows = []
    for one in report.principles:
        note = _few(one) if one.figures.withheld else getattr(one.figures, key).reason
        line = _line(one.name, getattr(one.figures, key), scale, note)
        rows.append(replace(line, exact=share(one.figures.exact), within_one=share(one.figures.within_one)))
    return tuple(rows)


def code_table(report: AgreementReport, key: str, scale: WordScale) -> tuple[FigureRow, ...]:
    """The chart of codes as lines of a table; here ``exact`` is how often the code was given."""
    found = []
    for one in given(report):
        figure: Coefficient = getattr(one, key)
        line = _line(code_name(one, report), figure, scale, figure.reason)
        share_of_all = wording.DASH if one.prevalence is None else f"{round(100 * one.prevalence)}%"
        found.append(replace(line, exact=str(one.utterances), within_one=share_of_all))
    return tuple(found)


def _line(name: str, one: Coefficient, scale: WordScale, note: str) -> FigureRow:
    label = wording.DASH if one.value is None else scale.label(one.value)
    return FigureRow(name, number(one.value), interval(one), label, str(one.n), wording.DASH, wording.DASH, note)


def details(figures: Sequence[Coefficient], keys: Sequence[str], scale: WordScale) -> tuple[DetailRow, ...]:
    """All figures of one principle or code; ``keys`` name them in the order of ``figures``."""
    names = figure_names()
    return tuple(_detail(names[key], one, scale) for key, one in zip(keys, figures, strict=True))


def _detail(name: str, one: Coefficient, scale: WordScale) -> DetailRow:
    label = scale.word(one.value) if one.value is not None else one.reason
    return DetailRow(name, number(one.value), interval(one), label, str(one.n), one.form)


def pair_sentence(one: PairDifference) -> str:
    """Two evaluators over the recordings both rated: who rates higher, in steps; without figures below ten."""
    recordings = wording.counted(one.n, _tr("recording"), _tr("recordings"))
    if one.mean.value is None:
        return _tr("{0} and {1}: {2}").format(one.first, one.second, recordings)
    apart = _tr("{0} on average {1} against {2}").format(one.second, wording.signed(one.mean.value), one.first)
    return _tr("{0} ({1}; {2} equal, {3} within one step)").format(
        apart, recordings, share(one.exact), share(one.within_one)
    )


def month_words(day: date) -> str:
    """A month as ``Sep 2026``: with two digits it would read as a day."""
    return f"{wording.short_day(day).partition(' ')[2]} {day:%Y}"


def sentence_of(rows: Sequence[DotRow], count: Callable[[], str]) -> str:
    """All rows in words, for who cannot see the chart."""
    return " ".join((count(), *(row.sentence for row in rows)))
