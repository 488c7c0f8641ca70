"""Agreement and what it is made of, for spreadsheets, statistics programs and programs of qualitative analysis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from codebook.schema import Codebook
from coder.analysis.agreement.figures import Coefficient
from coder.analysis.agreement_report import AgreementReport
from coder.analysis.wording import DEMO, PURPOSE
from coder.domain.blind_pairs import CodedTogether, Stretch
from coder.domain.consensus import NOT_EVALUABLE
from coder.domain.times import clock_text
from coder.exports.delimited import Cell, csv_text
from coder.exports.refi_qda import QdaCode, QdaLine, QdaProject, QdaSource, codebook_file, guid, project_file
from coder.exports.spreadsheet import Sheet, workbook

NO_CODE = "no code"
_DATA = ("unit", "rater", "value", "kind", "label", "name", "month", "start_s", "end_s")
_FIGURES = ("label", "name", "figure", "form", "n", "value", "low", "high", "note")
_WHOLE = "Ratings of the whole recording"


class ExportKind(StrEnum):
    """The files there are; the word is the ending of their name."""

    CSV = "csv"
    XLSX = "xlsx"
    QDPX = "qdpx"
    QDC = "qdc"


def agreement_file(
    kind: ExportKind,
    report: AgreementReport,
    recordings: Sequence[CodedTogether],
    book: Codebook,
    made_at: datetime,
) -> bytes:
    """One file. CSV holds the data (a line a value: ``unit,rater,value`` and what it is about), XLSX the figures too,
    QDPX the recordings as texts of times on which everybody's codes lie, QDC the codes alone.

    No word of a transcript, no memo and no name is in any of them.
    """
    match kind:
        case ExportKind.CSV:
            # With the mark of UTF-8 at its head, without which spreadsheets take it for another encoding.
            return csv_text(_DATA, _data(recordings, book)).encode("utf-8-sig")
        case ExportKind.XLSX:
            return workbook(_sheets(report, recordings, book))
        case ExportKind.QDC:
            return codebook_file(_codes(book))
    return project_file(_project(report, recordings, book, made_at))


def _data(recordings: Iterable[CodedTogether], book: Codebook) -> Iterator[tuple[Cell, ...]]:
    names = _names(book)
    for one in recordings:
        month = f"{one.held_on:%Y-%m}"
        for coding in one.codings:
            for label, value in coding.ratings.items():
                given = NOT_EVALUABLE if value is None else value
                yield (
                    one.session_code,
                    coding.evaluator_code,
                    given,
                    "rating",
                    label,
                    names.get(label, ""),
                    month,
                    None,
                    None,
                )
        for place, rater, code in _coded(one):
            unit = f"{one.session_code} {place.start_s:.3f}"
            kind = "code" if place.utterance_id else "free code"
            name = names.get(code, "")
            yield unit, rater, code or NO_CODE, kind, code, name, month, place.start_s, place.end_s
        for coding in one.codings:
            for place, label in coding.moments:
                unit = f"{one.session_code} {place.start_s:.3f}"
                name = names.get(label, "")
                yield unit, coding.evaluator_code, label, "moment", label, name, month, place.start_s, place.end_s


def _coded(one: CodedTogether) -> Iterator[tuple[Stretch, str, str]]:
    """Each place that somebody coded, with what each of those who coded utterances gave there, "" for nothing."""
    coders = [coding for coding in one.codings if coding.codes]
    for place in one.said:
        if any(place.utterance_id in coding.codes for coding in coders):
            for coding in coders:
                yield place, coding.evaluator_code, coding.codes.get(place.utterance_id, "")
    for coding in one.codings:
        for place, code in coding.free:
            yield place, coding.evaluator_code, code


def _names(book: Codebook) -> dict[str, str]:
    codes = {one.id: one.name for one in (*book.codes, *book.talk_codes)}
    moments = {one.id: one.name for one in book.moments}
    return codes | moments | {one.id: one.name for one in book.principles}


def _sheets(report: AgreementReport, recordings: Sequence[CodedTogether], book: Codebook) -> list[Sheet]:
    people = [(one.first, one.second, one.recordings) for one in report.evaluator_pairs]
    months = [
        (part.principle_id, part.name, f"{month.month:%Y-%m}", month.pairs, month.exact, month.within_one)
        for part in report.principles
        for month in part.months
    ]
    return [
        Sheet("About", ("about", "is"), _about(report)),
        Sheet("Figures", _FIGURES, list(_figures(report))),
        Sheet("Months", ("label", "name", "month", "pairs", "equal", "within one step"), months),
        Sheet("Who with whom", ("first", "second", "recordings"), people),
        Sheet("Data", _DATA, list(_data(recordings, book))),
    ]


def _about(report: AgreementReport) -> list[tuple[Cell, Cell]]:
    rows: list[tuple[Cell, Cell]] = [
        ("codebook", f"{report.codebook_title}, version {report.major}"),
        ("recordings coded blind by two or more", report.recordings),
        ("evaluators", report.evaluators),
        ("team", report.team_name or "all"),
        ("held from", report.start.isoformat() if report.start else "the first"),
        ("held until", report.end.isoformat() if report.end else "the last"),
        ("for", PURPOSE),
    ]
    notes = dict.fromkeys(note for part in report.principles for note in part.figures.notes)
    notes.update(dict.fromkeys(report.codes.notes))
    return [*rows, *([("data", DEMO)] if report.demo else []), *(("note", note) for note in notes)]


def _figures(report: AgreementReport) -> Iterator[tuple[Cell, ...]]:
    for part in report.principles:
        for one in (*part.figures.coefficients, part.figures.exact, part.figures.within_one):
            yield (part.principle_id, part.name, *_figure(one))
    for one in (report.codes.kappa, report.codes.alpha):
        yield ("", "All codes", *_figure(one))
    for code in report.codes.codes:
        for one in (code.kappa, code.alpha, code.ac1, code.tally_icc):
            yield (code.code, report.code_names.get(code.code, ""), *_figure(one))
    for marks in report.free_marks:
        for figure in (marks.figures.positive, marks.figures.boundaries, marks.figures.time_kappa):
            if figure is not None:
                yield (marks.code, f"{marks.name}, set freely", *_figure(figure))


def _figure(one: Coefficient) -> tuple[Cell, ...]:
    return one.key, one.form, one.n, one.value, one.low, one.high, one.reason


def _codes(book: Codebook) -> tuple[QdaCode, ...]:
    values = [*((str(value), str(value)) for value in book.rules.values), (NOT_EVALUABLE, "not evaluable")]
    ratings = tuple(
        QdaCode(
            guid(book.id, one.id),
            one.name,
            one.definition,
            codable=False,
            inside=tuple(QdaCode(_value_guid(book, one.id, value), f"{one.name}: {word}") for value, word in values),
        )
        for one in book.principles
    )
    codes = tuple(QdaCode(guid(book.id, one.id), f"{one.id} {one.name}", one.definition) for one in book.codes)
    talk = tuple(QdaCode(guid(book.id, one.id), f"{one.id} {one.name}", one.definition) for one in book.talk_codes)
    groups = (("Ratings", ratings), ("Codes of the worker's talk", codes), ("Codes of the family's talk", talk))
    return tuple(QdaCode(guid(book.id, "", name), name, "", False, inside) for name, inside in groups if inside)


def _value_guid(book: Codebook, principle_id: str, value: str) -> str:
    return guid(book.id, principle_id, value)


def _project(
    report: AgreementReport, recordings: Sequence[CodedTogether], book: Codebook, made_at: datetime
) -> QdaProject:
    raters = sorted({coding.evaluator_code for one in recordings for coding in one.codings})
    return QdaProject(
        name=f"Agreement, {report.codebook_title} {report.major}",
        users={guid("rater", rater): rater for rater in raters},
        codes=_codes(book),
        sources=tuple(_source(one, book) for one in recordings),
        made_at=made_at,
    )


def _source(one: CodedTogether, book: Codebook) -> QdaSource:
    names = _names(book)
    ratings = tuple(
        (_value_guid(book, label, NOT_EVALUABLE if value is None else str(value)), guid("rater", coding.evaluator_code))
        for coding in one.codings
        for label, value in coding.ratings.items()
        if label in names
    )
    given: dict[Stretch, list[tuple[str, str]]] = {}
    for place, rater, code in _coded(one):
        if code in names:
            given.setdefault(place, []).append((guid(book.id, code), guid("rater", rater)))
    lines = (
        QdaLine(f"{clock_text(place.start_s)} to {clock_text(place.end_s)}", tuple(marks))
        for place, marks in sorted(given.items(), key=lambda pair: (pair[0].start_s, pair[0].end_s))
    )
    return QdaSource(guid("recording", one.session_code), one.session_code, (QdaLine(_WHOLE, ratings), *lines))
