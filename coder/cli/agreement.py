"""How far people agree: agreement-file, from a file of ratings of any origin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from coder.analysis.agreement.figures import Coefficient, Level, RatingAgreement
from coder.analysis.agreement.scales import SCALES, WordScale
from coder.cli.common import HomeOption, JsonOption, answer

_NAMES = {
    "icc_2_1": "ICC(2,1)",
    "icc_2_k": "ICC(2,k)",
    "alpha": "alpha",
    "weighted_kappa": "weighted kappa",
    "kappa": "kappa",
    "ac2": "AC2",
    "exact": "exact",
    "within_one": "within one",
}


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("agreement-file")(agreement_file)


def agreement_file(
    file: Annotated[Path, typer.Argument(help="CSV file with the columns unit, rater, value; one rating a row.")],
    level: Annotated[Level, typer.Option("--level", help="What the values are: names, an order, or measures.")],
    allow_small: Annotated[
        bool, typer.Option("--allow-small", help="Figures also of fewer than ten units rated by two or more.")
    ] = False,
    scale: Annotated[str, typer.Option("--scale", help="Whose words: cicchetti or koo-li.")] = "cicchetti",
    home: HomeOption = None,  # noqa: ARG001 - every command takes it; a file needs no store
    as_json: JsonOption = False,
) -> None:
    """Say how far raters agree, with 95 % intervals, from a file. Opens no store and keeps nothing."""
    words = SCALES.get(scale)
    if words is None:
        raise typer.BadParameter(f"choose one of {', '.join(SCALES)}", param_hint="--scale")
    from coder.analysis.agreement.ratings import rating_agreement
    from coder.evaluation.ratings_file import read_ratings

    table = read_ratings(file, level)
    found = rating_agreement(table, allow_small=allow_small)
    data = as_document(found)
    # Below ten there is no figure to look at, so the pairs themselves are.
    pairs = table.pairs() if found.withheld else ()
    if pairs:
        data["pairs"] = pairs
    shown = [f"{one.unit}: {one.first} {one.first_value}, {one.second} {one.second_value}" for one in pairs]
    answer(data, as_json, "\n".join([*_lines(found, words), *shown]))


def as_document(found: RatingAgreement) -> dict[str, Any]:
    """The figures of one table as they are printed as JSON; null where there is none, with a note that says why."""
    return {
        "n_units": found.n_units,
        "n_raters": found.n_raters,
        "n_pairs": found.n_pairs,
        **{one.key: {"value": one.value, "low": one.low, "high": one.high} for one in found.coefficients},
        "exact": found.exact.value,
        "within_one": found.within_one.value,
        "notes": [*found.notes, *map(_note, (*found.coefficients, found.exact, found.within_one))],
    }


def _note(one: Coefficient) -> str:
    return f"{one.key}: {one.form}; n = {one.n} units with two or more ratings. {one.reason}".rstrip()


def _lines(found: RatingAgreement, words: WordScale) -> list[str]:
    shown = (*found.coefficients, found.exact, found.within_one)
    head = (
        f"Units: {found.n_units}, raters: {found.n_raters}, pairs of ratings: {found.n_pairs} on {found.n_paired} units"
    )
    figures = [f"{_NAMES[one.key]:<15} {_figure(one, words if one in found.coefficients else None)}" for one in shown]
    return [head, *figures, *found.notes]


def _figure(one: Coefficient, words: WordScale | None) -> str:
    if one.value is None:
        return f"—  {one.reason}"
    if one.low is None or one.high is None:
        return f"{one.value:.2f}  {one.reason}  {one.form}"
    word = f"{words.label(one.value)}; " if words else ""
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})  {word}{one.form}"
