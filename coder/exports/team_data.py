"""A team's reflection report as tables of figures: what the page hides is hidden here, with the same reason."""

from __future__ import annotations

from collections.abc import Iterator

from codebook.schema import Codebook
from coder.analysis import wording
from coder.domain.quotes import HOW_QUOTED
from coder.domain.reports import PrincipleShares, TeamFigure, TeamReport
from coder.exports.dataset import (
    SHOWN,
    WHY_HIDDEN,
    Column,
    ColumnKind,
    Dataset,
    DataTable,
    Provenance,
    Row,
    Stamp,
    codebook_line,
    shown,
)
from coder.exports.team_document import METHOD


def report_about(report: TeamReport, book: Codebook, stamp: Stamp) -> Provenance:
    """What every file of a report says of itself; n is None where it is hidden with the figures."""
    return Provenance(
        title=f"Reflection report of {report.team_name}",
        period=wording.period_text(report.start, report.end),
        codebook=codebook_line(book),
        counted=(("recordings", report.recordings), ("workers", report.workers)),
        method=METHOD,
        demo=report.demo,
        stamp=stamp,
        more=tuple(_more(report)),
    )


def _more(report: TeamReport) -> Iterator[tuple[str, str]]:
    if report.cut is not None:
        yield "narrowed to", report.cut.text
    if report.teams:
        yield "teams, by name", wording.joined(list(report.teams))
    if released := wording.release_text(report):
        yield "release", released.rstrip(".")


def report_dataset(report: TeamReport, book: Codebook, stamp: Stamp, beside: tuple[DataTable, ...] = ()) -> Dataset:
    """The report's tables and those that stand ``beside`` them; ``book`` must be the report's. Nothing in them is about
    a person."""
    narrowed = f" {report.cut.text}" if report.cut is not None else ""
    record = f"{report.team_name} {report.start.isoformat()} {report.end.isoformat()}{narrowed}"
    quotes = (_quotes(report.quotes),) if report.quotes else ()
    own = (_principles(report, book), _figures(report.figures), *quotes)
    return Dataset(record, report_about(report, book, stamp), (*own, *beside))


def _quotes(quotes: tuple[str, ...]) -> DataTable:
    columns = (
        Column("quote", "Number in this file; it tells nothing of whose words they are", ColumnKind.WHOLE),
        Column("words", "Words of a worker of the team, with names masked"),
    )
    return DataTable("quotes", HOW_QUOTED, columns, tuple(enumerate(quotes, 1)))


def _principles(report: TeamReport, book: Codebook) -> DataTable:
    columns = (
        Column("principle", "Principle, by its short code"),
        Column("name", "Principle"),
        SHOWN,
        *(Column(f"share_{n}", f"Share of recordings rated {n}", ColumnKind.WHOLE, "%") for n in book.rules.values),
        Column("recordings", "Recordings with a rating", ColumnKind.WHOLE),
        Column("not_evaluable", "Recordings in which it was not evaluable", ColumnKind.WHOLE),
        Column("change", "Change of the average since the period before", ColumnKind.DECIMAL, "scale of the codebook"),
        Column("change_low", "Lower end of its likely range (80%)", ColumnKind.DECIMAL, "scale of the codebook"),
        Column("change_high", "Upper end of its likely range (80%)", ColumnKind.DECIMAL, "scale of the codebook"),
        WHY_HIDDEN,
    )
    rows = tuple(_principle(one, book) for one in report.principles)
    return DataTable("principles", "How recordings were rated on each principle", columns, rows)


def _principle(one: PrincipleShares, book: Codebook) -> Row:
    name, steps = book.principle(one.principle_id).name, len(book.rules.values)
    if one.counts is None:
        return (one.principle_id, name, 0, *(None,) * (steps + 5), one.suppressed_because)
    percents = wording.share_percent(one) or (None,) * steps
    change = (None if figure is None else shown(figure) for figure in (one.change, one.change_low, one.change_high))
    return (one.principle_id, name, 1, *percents, one.recordings, one.not_evaluable, *change, "")


def _figures(figures: tuple[TeamFigure, ...]) -> DataTable:
    columns = (
        Column("figure", "Figure, by its short code"),
        Column("name", "Figure"),
        SHOWN,
        Column("value", "Value as it is shown"),
        Column("note", "What it is made of"),
        WHY_HIDDEN,
    )
    rows = tuple(_figure(one) for one in figures)
    return DataTable("figures", "Further figures", columns, rows)


def _figure(one: TeamFigure) -> Row:
    if one.suppressed_because:
        return one.id, one.title, 0, None, None, one.suppressed_because
    return one.id, one.title, 1, one.value, one.note, ""
