"""Commands about suggested codes: which are suggested and why, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import typer

from coder.analysis import suggestion_words
from coder.cli.common import HomeOption, JsonOption, answer, opened
from coder.domain.suggestion_worth import (
    MIN_DOUBLE_CODINGS,
    Batch,
    CodeAgreement,
    CodeSwitch,
    Outcome,
    Worth,
    clearly_below,
)
from coder.services.model_cards import KnownModel

app = typer.Typer(no_args_is_help=True, help="Which codes are suggested, and what suggestions are worth.")


@app.callback()
def _group() -> None:
    """Which codes are suggested, and what suggestions are worth."""


@app.command("codes")
def codes(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Each code: whether it is suggested, why not, how the model did on it, and how far people here agree on it."""
    with opened(home) as services:
        switches = services.suggestions.rules.switches(services.actor)
        people = {one.code: one for one in services.suggestions.rules.agreement(services.actor)}
        policy = services.policy.get(services.actor)
        known = services.suggestions.rules.model(services.actor)
    model = {one.code: one for one in known.card.codes if one.n}
    rows = [
        {
            "code": one.code,
            "suggested": one.suggested,
            "reason": one.reason,
            "model": model.get(one.code),
            "people": people.get(one.code),
            "two_labellings_kappa": known.labellings.get(one.code),
        }
        for one in switches
    ]
    rules = {"target_precision": policy.target_precision, "agreement_line": policy.agreement_line}
    recordings = next((one.recordings for one in people.values()), 0)
    data = {"name": known.card.name, "rules": rules, "double_codings": recordings, "codes": rows}
    answer(data, as_json, _switches(known, switches, people, recordings))


def _switches(
    known: KnownModel, switches: Sequence[CodeSwitch], people: Mapping[str, CodeAgreement], recordings: int
) -> str:
    model = {one.code: one.kappa for one in known.card.codes}
    lines = [f"{'code':<5} {'model':>6} {'people':>17}  suggested"]
    for one in switches:
        said = "yes" if one.suggested else f"no: {one.reason}"
        lines.append(f"{one.code:<5} {_kappa(model.get(one.code)):>6} {_people(people.get(one.code)):>17}  {said}")
    seen = "sessions of this service that were held back" if known.learnt_here else "invented talk it had not seen"
    learnt = ", learnt here" if known.learnt_here else ""
    lines.append(
        f"Suggestions come from {known.card.name}{learnt}. Kappa of the model on {seen}, beside that of people here: "
        f"{recordings} recordings coded by two, figures from {MIN_DOUBLE_CODINGS} on, with 95% intervals."
    )
    return "\n".join(lines)


@app.command("worth")
def worth(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """What evaluators did with suggestions, by code, model and time. Never by worker or evaluator."""
    with opened(home) as services:
        found = services.suggestion_worth.counts(services.actor)
        target = services.policy.get(services.actor).target_precision
    answer(_data(found, target), as_json, _table(found, target))


def _data(found: Worth, target: float) -> dict[str, Any]:
    batches = [
        {
            "model": batch.model_id,
            "mode": "assisted" if batch.assisted else "blind",
            "since": batch.since,
            "until": batch.until,
            "recordings": batch.recordings,
            "agreed": batch.agreed,
            "codes": {one.code: one.counts for one in batch.codes},
        }
        for batch in found.batches
    ]
    return {
        "batches": batches,
        "waiting": found.waiting,
        "interpreter": found.interpreter,
        "effect": found.effect,
        "target_precision": target,
        "clearly_below_target": clearly_below(found, target) is not None,
    }


def _table(found: Worth, target: float) -> str:
    lines = [line for batch in found.batches for line in _lines(batch)]
    lines += filter(None, [suggestion_words.below_target(found, target)])
    lines += map(suggestion_words.with_interpreter, found.interpreter)
    lines.append(suggestion_words.effect(found.effect))
    lines.append(
        "Finished recordings that wait until there are enough beside them that nobody can be picked out: "
        f"{found.waiting}."
    )
    return "\n".join(lines)


def _lines(batch: Batch) -> list[str]:
    kind = "assisted" if batch.assisted else "blind"
    head = f"{batch.since} to {batch.until}, {batch.model_id}, {kind}, {batch.recordings} recordings"
    names = "  ".join(f"{one.value:>17}" for one in Outcome)
    rows = [f"{one.code:<5} " + "  ".join(f"{one.counts[what]:>17}" for what in Outcome) for one in batch.codes]
    return [head, f"{'code':<5} {names}", *rows, ""]


def _people(agreement: CodeAgreement | None) -> str:
    if agreement is None or agreement.low is None:
        return _kappa(agreement.kappa if agreement else None)
    return f"{_kappa(agreement.kappa)} ({_kappa(agreement.low)}–{_kappa(agreement.high)})"


def _kappa(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
