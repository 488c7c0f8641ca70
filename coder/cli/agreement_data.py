"""How far evaluators here agree: agreement, from what they coded blind."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from coder.analysis.agreement.figures import CodeFigures, Coefficient
from coder.analysis.agreement.scales import SCALES, WordScale
from coder.analysis.agreement_report import AgreementReport, FreeMarks, PrincipleAgreement
from coder.analysis.wording import DEMO, counted
from coder.cli.agreement import as_document
from coder.cli.common import HomeOption, JsonOption, answer, opened
from coder.domain.errors import UserError
from coder.exports.agreement_files import ExportKind
from coder.services.agreement import Asked

_DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("agreement")(agreement)


def agreement(
    team: Annotated[str, typer.Option("--team", help="Only recordings of this team, by its name.")] = "",
    start: Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="Held in its month or later.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=_DAY, help="Held in its month or before.")] = None,
    scale: Annotated[str, typer.Option("--scale", help="Whose words: cicchetti or koo-li.")] = "cicchetti",
    out: Annotated[Path | None, typer.Option("--out", help="Also write a .csv, .xlsx, .qdpx or .qdc file.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how far evaluators agree on each principle and code, over recordings that two or more coded blind."""
    words = SCALES.get(scale)
    if words is None:
        raise typer.BadParameter(f"choose one of {', '.join(SCALES)}", param_hint="--scale")
    kind = None if out is None else _kind(out)
    asked = Asked(team, start and start.date(), end and end.date())
    with opened(home) as services:
        found = services.agreement.report(services.actor, asked)
        if out is not None and kind is not None:
            services.agreement.export(services.actor, kind, out, asked)
    answer(_data(found), as_json, "\n".join(_lines(found, words)))


def _kind(out: Path) -> ExportKind:
    try:
        return ExportKind(out.suffix.removeprefix(".").lower())
    except ValueError as error:
        endings = ", ".join(f".{kind.value}" for kind in ExportKind)
        raise UserError(f"Agreement is written as {endings}. Nothing was written.", "Give one of them.") from error


def _data(found: AgreementReport) -> dict[str, Any]:
    return {
        "codebook": {"id": found.codebook_id, "title": found.codebook_title, "major": found.major},
        "team": found.team_name,
        "from": found.start,
        "to": found.end,
        "demo": found.demo,
        "n_recordings": found.recordings,
        "n_evaluators": found.evaluators,
        "principles": {one.principle_id: _principle(one) for one in found.principles},
        "codes": {
            "n_recordings": found.codes.n_recordings,
            "n_utterances": found.codes.n_utterances,
            "kappa": _figure(found.codes.kappa),
            "alpha": _figure(found.codes.alpha),
            "by_code": {one.code: _code(one, found) for one in found.codes.codes},
            "notes": found.codes.notes,
        },
        "free_marks": [_marks(one) for one in found.free_marks],
        "evaluator_pairs": found.evaluator_pairs,
        "own_only": found.own_only,
    }


def _principle(one: PrincipleAgreement) -> dict[str, Any]:
    shown = {"pairs": one.pairs} if one.figures.withheld else {}
    return {"name": one.name, **as_document(one.figures), **shown, "months": one.months}


def _code(one: CodeFigures, found: AgreementReport) -> dict[str, Any]:
    figures = {each.key if each is not one.tally_icc else "tally_icc": each for each in _figures(one)}
    return {
        "name": found.code_names.get(one.code, ""),
        "utterances": one.utterances,
        "prevalence": one.prevalence,
        **{key: _figure(each) for key, each in figures.items()},
        "notes": list(dict.fromkeys(each.reason for each in figures.values() if each.reason)),
    }


def _marks(one: FreeMarks) -> dict[str, Any]:
    found = one.figures
    return {
        "name": one.name,
        "code": one.code,
        "n_recordings": found.n_recordings,
        "tolerance_s": found.tolerance_s,
        "matched": found.matched,
        "by_one": found.first_only + found.second_only,
        "agreement": _figure(found.positive),
        "ends": None if found.boundaries is None else _figure(found.boundaries),
        "notes": [found.positive.reason] if found.positive.reason else [],
    }


def _figures(one: CodeFigures) -> tuple[Coefficient, ...]:
    return one.kappa, one.alpha, one.ac1, one.tally_icc


def _figure(one: Coefficient) -> dict[str, Any]:
    return {"value": one.value, "low": one.low, "high": one.high}


def _lines(found: AgreementReport, words: WordScale) -> list[str]:
    recordings = counted(found.recordings, "recording")
    lines = [f"{recordings} coded blind by two or more, {counted(found.evaluators, 'evaluator')}"]
    lines += [f"Held {found.period}; periods are whole months"] if found.period else []
    lines += [DEMO] if found.demo else []
    for part in found.principles:
        icc, alpha = part.figures.icc_2_1, part.figures.alpha
        if part.figures.withheld:
            none = "none of yours yet" if part.only_counted else "none yet"
            pairs = ", ".join(f"{first} and {second}" for first, second in part.pairs) or none
            lines.append(f"{part.name:<20} {counted(len(part.pairs), 'pair')}, no coefficient below 10: {pairs}")
        else:
            lines.append(f"{part.name:<20} ICC(2,1) {_told(icc, words)}; alpha {_told(alpha, words)}; n = {icc.n}")
    coded = found.codes
    head = f"Codes of utterances, {counted(coded.n_recordings, 'recording')}: "
    lines.append(head + (coded.kappa.reason or f"kappa {_told(coded.kappa, words)}"))
    lines += [f"{one.code:<6} kappa {_told(one.kappa, words)}" for one in coded.codes if one.kappa.value is not None]
    return [*lines, *map(_marks_line, found.free_marks)]


def _marks_line(one: FreeMarks) -> str:
    found, name = one.figures, f"{one.code} {one.name}".strip()
    alone = found.first_only + found.second_only
    share = found.positive.reason or f"agreement {found.positive.value:.2f}"
    return f"{name}, set freely: {found.matched} by both, {alone} by one, {share}"


def _told(one: Coefficient, words: WordScale) -> str:
    if one.value is None:
        return one.reason
    bounds = "" if one.low is None or one.high is None else f" ({one.low:.2f} to {one.high:.2f})"
    return f"{one.value:.2f}{bounds}, {words.label(one.value)}"
