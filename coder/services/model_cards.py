"""The cards of suggestion models: what each was taught on, how it did, and what it must not be used for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from coder.domain.learning import Curves, curves_of

_ALL = "all"


@dataclass(frozen=True)
class CodeFigures:
    """How a model did on one code, or on all together. Shares 0–1; ``prevalence`` is None for all together.

    ``n`` counts utterances. ``precision`` and ``recall`` are over every utterance, had the model always answered;
    ``shown`` counts its answers that were sure enough to be shown, ``shown_precision`` is the share of those right.
    """

    code: str
    n: int
    prevalence: float | None
    precision: float
    recall: float
    shown: int
    shown_precision: float
    f1: float = 0.0
    kappa: float | None = None


@dataclass(frozen=True)
class GroupFigures:
    """How a model did on one group of utterances. ``shown_precision`` is None where it was never sure enough.

    ``kind``: ``written`` (``typed``, ``recognised``), ``after`` (who spoke before the worker) or ``interpreter``.
    """

    kind: str
    name: str
    n: int
    accuracy: float
    kappa: float | None
    coverage: float
    shown_precision: float | None


@dataclass(frozen=True)
class Labellings:
    """How far two labellings of the invented text agree. They are its makers' own and no two evaluators of a service.

    ``kappa`` is Cohen's, of all codes and (``codes``) of each against all others; reflections count as one family.
    """

    n: int
    same: float
    kappa: float
    codes: dict[str, float]


@dataclass(frozen=True)
class HeldOut:
    """What is known of a model from talk it had not seen, beside its card.

    ``reached``: the shares right (0–1) that each code can be made to aim at.
    """

    curves: Curves
    groups: tuple[GroupFigures, ...]
    labellings: Labellings
    reached: dict[str, frozenset[float]]

    @property
    def targets(self) -> frozenset[float]:
        """Every target that any code reaches."""
        return frozenset().union(*self.reached.values())


@dataclass(frozen=True)
class ModelCard:
    """One model. ``kappa`` is its agreement with the one person who coded the same text, beyond chance."""

    name: str
    codebook_id: str
    codebook_version: str
    fitted_on: date
    licence: str
    conversations: int
    utterances: int
    target_precision: float
    kappa: float
    accuracy: float
    coverage: float
    shown_precision: float
    calibration_error: float
    notes: tuple[str, ...]
    codes: tuple[CodeFigures, ...]


@cache
def starter_card() -> ModelCard:
    """The card of the suggestion model that comes with the program; codes by how often they occur."""
    text = files("models").joinpath("data", "starter", "card.json").read_text(encoding="utf-8")
    return _card(json.loads(text))


@cache
def starter_held_out() -> HeldOut | None:
    """What stands beside that card, or None where it was measured on another model."""
    folder = files("models").joinpath("data", "starter")
    data = json.loads(folder.joinpath("held_out.json").read_text(encoding="utf-8"))
    card = json.loads(folder.joinpath("card.json").read_text(encoding="utf-8"))
    if (data["model"], data["data_hash"]) != (card["name"], card["data_hash"]):
        return None
    two = data["labellings"]
    return HeldOut(
        curves=curves_of(data),
        groups=tuple(GroupFigures(**one) for one in data["groups"]),
        labellings=Labellings(two["n"], two["same"], two["kappa"], two["codes"]),
        reached={code: frozenset(float(target) for target in row) for code, row in data["least"].items()},
    )


def two_labellings() -> dict[str, float]:
    """How far the two labellings of the invented text agree on each code (kappa); empty where that is not known."""
    beside = starter_held_out()
    return {} if beside is None else beside.labellings.codes


def known_targets() -> frozenset[float]:
    """The shares right (0–1) the shipped model can be made to aim at: its own, and those measured beside its card."""
    beside = starter_held_out()
    return frozenset({starter_card().target_precision, *(beside.targets if beside is not None else ())})


def reaches(code: CodeFigures, target: float) -> bool:
    """Whether the shipped model is ever sure enough of a code to aim at a target (0–1) of precision."""
    if target == starter_card().target_precision:
        return code.shown > 0
    beside = starter_held_out()
    return beside is not None and target in beside.reached.get(code.code, ())


def _card(data: dict[str, Any]) -> ModelCard:
    measures = data["measures"]
    whole = measures[_ALL]
    return ModelCard(
        name=data["name"],
        codebook_id=data["codebook_id"],
        codebook_version=data["codebook_version"],
        fitted_on=date.fromisoformat(data["fitted_on"]),
        licence=data["licence"],
        conversations=int(data["n_conversations"]),
        utterances=int(data["n_utterances"]),
        target_precision=data["target_precision"],
        kappa=whole["kappa"],
        accuracy=whole["accuracy"],
        coverage=whole["coverage"],
        shown_precision=whole["shown_precision"],
        calibration_error=whole["ece"],
        notes=tuple(data["notes"]),
        codes=code_figures(measures),
    )


def code_figures(measures: Mapping[str, Mapping[str, float]]) -> tuple[CodeFigures, ...]:
    """The figures of each code as a model's card holds them, by how often the codes occur; the row ``all`` left out."""
    codes = [_figures(code, values) for code, values in measures.items() if code != _ALL]
    return tuple(sorted(codes, key=lambda one: (-one.n, one.code)))


def _figures(code: str, values: Mapping[str, float]) -> CodeFigures:
    return CodeFigures(
        code=code,
        n=int(values["n"]),
        prevalence=values.get("prevalence"),
        precision=values["precision"],
        recall=values["recall"],
        shown=int(values["shown"]),
        shown_precision=values["shown_precision"],
        f1=values["f1"],
        kappa=values.get("kappa"),
    )
