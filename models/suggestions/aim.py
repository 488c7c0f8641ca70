"""A fitted model made to aim at another precision, or to keep silent on some codes. Needs numpy alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from models.suggestions.model_file import STARTER_PATH
from models.suggestions.suggestion_model import SuggestionModel

HELD_OUT_PATH = STARTER_PATH.with_name("held_out.json")
NEVER = 2.0
_SAME = 0.005


def aimed_at(
    model: SuggestionModel, target: float, least: Mapping[str, Mapping[str, float]] | None
) -> SuggestionModel | None:
    """The model with least probabilities for another target of precision (0–1), or None where nobody knows them.

    ``least`` is what ``least_probabilities`` found for this very model. At the target the model was fitted for its own
    probabilities stay; a laxer target never asks for more than those, a stricter one never for less.
    """
    own = model.card.target_precision
    if abs(target - own) < _SAME:
        return model
    if least is None:
        return None
    wanted = [least.get(code, {}).get(f"{target:.2f}", NEVER) for code in model.codes]
    tightened = np.maximum if target > own else np.minimum
    return replace(model, thresholds=tightened(model.thresholds, wanted))


def silent_on(model: SuggestionModel, codes: frozenset[str]) -> SuggestionModel:
    """The model keeping silent wherever one of these codes is its answer."""
    off = np.array([code in codes for code in model.codes])
    return replace(model, thresholds=np.where(off, NEVER, model.thresholds))


def least_of(model: SuggestionModel) -> dict[str, dict[str, float]] | None:
    """The shipped least probabilities, or None where they were measured on another model than this one."""
    data = json.loads(HELD_OUT_PATH.read_text(encoding="utf-8"))
    beside = None if model.sentence_reader is None else model.sentence_reader.sha256
    if (data["model"], data["data_hash"], data.get("sentence_reader")) != (
        model.card.name,
        model.card.data_hash,
        beside,
    ):
        return None
    found: dict[str, dict[str, float]] = data["least"]
    return found
