"""The cards of suggestion models: what each was taught on, how it did, and what it must not be used for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

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


def starter_card() -> ModelCard:
    """The card of the suggestion model that comes with the program; codes by how often they occur."""
    text = files("models").joinpath("data", "starter", "card.json").read_text(encoding="utf-8")
    return _card(json.loads(text))


def _card(data: dict[str, Any]) -> ModelCard:
    measures = data["measures"]
    whole = measures[_ALL]
    codes = [_figures(code, values) for code, values in measures.items() if code != _ALL]
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
        codes=tuple(sorted(codes, key=lambda one: (-one.n, one.code))),
    )


def _figures(code: str, values: dict[str, float]) -> CodeFigures:
    return CodeFigures(
        code=code,
        n=int(values["n"]),
        prevalence=values.get("prevalence"),
        precision=values["precision"],
        recall=values["recall"],
        shown=int(values["shown"]),
        shown_precision=values["shown_precision"],
    )
