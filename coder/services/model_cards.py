"""The cards of suggestion models: what each was taught on, how it did, and what it must not be used for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from coder.domain.errors import UserError
from coder.domain.learning import Curves, curves_of

_ALL = "all"
_BESIDE = "beside.npy"


@dataclass(frozen=True)
class CodeFigures:
    """How a model did on one code, or on all together. Shares 0–1; ``prevalence`` is None for all together.

    ``n`` counts utterances; where it is 0 nothing was measured. ``precision`` and ``recall`` are over every utterance,
    had the model always answered; ``shown`` counts its answers that were sure enough to be shown, and
    ``shown_precision`` is the share of those right.
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


@dataclass(frozen=True)
class KnownModel:
    """What is known here of the model that suggestions come from.

    ``sure_of``: codes that it is ever sure enough of for the precision it was made to aim at. ``held_out`` is known of
    the model that comes with the program alone, and of it only where it was measured on this very one.
    """

    card: ModelCard
    sure_of: frozenset[str]
    held_out: HeldOut | None = None
    learnt_here: bool = False

    @property
    def targets(self) -> frozenset[float]:
        """The shares right (0–1) it can be made to aim at: its own, and those measured beside its card."""
        return frozenset({self.card.target_precision, *(self.held_out.targets if self.held_out is not None else ())})

    @property
    def labellings(self) -> dict[str, float]:
        """How far two labellings of the text it was taught with agree on each code (kappa), where that is known."""
        return {} if self.held_out is None else self.held_out.labellings.codes

    def reaches(self, code: str, target: float) -> bool:
        """Whether it is ever sure enough of a code to aim at a target (0–1) of precision."""
        if target == self.card.target_precision:
            return code in self.sure_of
        return self.held_out is not None and target in self.held_out.reached.get(code, ())

    def without_figures(self) -> KnownModel:
        """The same with none of the figures of its codes, for who may not see what was learnt from."""
        return replace(self, card=replace(self.card, codes=tuple(_unmeasured(one.code) for one in self.card.codes)))


@cache
def starter() -> KnownModel:
    """The suggestion model that comes with the program."""
    content = files("models").joinpath("data", "starter", "starter.pcm").read_bytes()
    return KnownModel(starter_card(), _sure_of(content), starter_held_out())


def learnt_model(content: bytes) -> KnownModel:
    """A model that was learnt here, from its file; codes that no held-back session had are on its card without figures.

    Raises UserError when the file was made by another version of the program.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            head = json.loads(archive.read("card.json"))
        card, sure_of = _card(head["card"]), _sure_of(content)
    except (BadZipFile, KeyError, ValueError) as error:
        raise learnt_by_another_version() from error
    rest = sorted(set(head["codes"]) - {one.code for one in card.codes})
    card = replace(card, codes=(*card.codes, *map(_unmeasured, rest)))
    return KnownModel(card, sure_of, learnt_here=True)


def _sure_of(content: bytes) -> frozenset[str]:
    """The codes of a model file that have a least probability below certainty; those above are never suggested."""
    import numpy as np

    with ZipFile(BytesIO(content)) as archive:
        codes = json.loads(archive.read("card.json"))["codes"]
        # Beside the encoder it answers by other least probabilities, which stand behind how far both are believed.
        name = _BESIDE if _BESIDE in archive.namelist() else "thresholds.npy"
        least = np.load(BytesIO(archive.read(name)), allow_pickle=False)[-len(codes) :]
    return frozenset(code for code, sure in zip(codes, least, strict=True) if sure <= 1)


def learnt_by_another_version() -> UserError:
    """What to say where a model that was learnt here cannot be read."""
    return UserError(
        "The model this service learnt was made by another version of the program.",
        "Learn again, or go back to the model that comes with the program (Library, Learning).",
    )


def _unmeasured(code: str) -> CodeFigures:
    return CodeFigures(code, 0, None, 0.0, 0.0, 0, 0.0)


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
