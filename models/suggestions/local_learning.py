"""Learning from a service's own coded talk beside ours, and whether suggestions became better by it.

What is learnt has its names masked; what is judged is the talk as it was said. Every n-gram of a learnt model was said
in at least three conversations, so that what remains of a name that no mask found is not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Any

import numpy as np

from models.suggestions.copies import readings
from models.suggestions.evaluation import Judged, measures
from models.suggestions.features import gram_counts
from models.suggestions.held_out import curves
from models.suggestions.judged_talk import Fold, Talk, folds_of, own_talk
from models.suggestions.judging import answers_of, labels_of, together
from models.suggestions.learning import fit
from models.suggestions.model_file import load_starter
from models.suggestions.sentence_reader import shipped_sentence_reader
from models.suggestions.suggestion_model import SuggestionModel
from models.talk.corpus import Conversation

LEAST_CONVERSATIONS = 3
_SEED = 20261121
# Each vocabulary of a model and the singular that its arrays are called by.
_BLOCKS = {
    one.name: one.name.removesuffix("s")
    for one in fields(SuggestionModel)
    if f"{one.name.removesuffix('s')}_rarity" in {other.name for other in fields(SuggestionModel)}
}
_NOTES = (
    "Learnt from codes that people of this service gave blind and locked, beside the invented conversations of the "
    "program. The figures are of sessions of this service that were held back.",
    "Names that could be found were masked before, and nothing is kept that was said in fewer than three "
    "conversations.",
    "It suggests codes of utterances. It never rates a person, and must not be used to compare workers.",
)


class LocalLearningError(ValueError):
    """The talk that was given cannot be learnt from; the message says why, in a sentence."""


@dataclass(frozen=True)
class LocalTalk:
    """One session of the service. ``group`` is what folds never split; it is never a feature."""

    group: str
    said: Conversation
    masked: Conversation


@dataclass(frozen=True)
class Compared:
    """Figures of ``evaluation.measures`` of the new and the old model on the same held-back sessions, and
    ``held_out.curves`` of the new one."""

    new: Mapping[str, Mapping[str, float]]
    old: Mapping[str, Mapping[str, float]]
    folds: int
    curves: Mapping[str, Sequence[Mapping[str, float]]]


def learn(
    own: Sequence[Conversation], local: Sequence[LocalTalk], *, name: str, target_precision: float = 0.9
) -> SuggestionModel:
    """A model of our own conversations and those of the service. Raises LocalLearningError when they are too few.

    ``target_precision`` (0–1) is how often a suggestion that is shown should be right; see ``learning.fit``.
    """
    return _fitted([*own, *(one.masked for one in local)], name, target_precision)


def compare(
    own: Sequence[Conversation],
    local: Sequence[LocalTalk],
    before: frozenset[str] | None,
    told: Callable[[float], None] = lambda _: None,
    *,
    target_precision: float = 0.9,
) -> Compared:
    """Judge the new model and the old one on local sessions that neither learnt from, in up to five folds by group.

    ``before`` holds the ids of the conversations the old model learnt from: it is fitted anew without those held back,
    since on what it knows it would look better than it is. None: the old model is the one that comes with the program,
    and answers as it is. What is fitted aims at ``target_precision``, as in ``learn``. ``told`` hears the share done
    and may raise to stop. Raises LocalLearningError when the talk is too little.
    """
    ours = [own_talk(one) for one in own]
    said = [Talk(one.group, one.said) for one in local]
    masked = [Talk(one.group, one.masked) for one in local]
    labels = labels_of(said)
    known = None if before is None else before | {one.conversation.id for one in ours}
    new: list[Judged] = []
    old: list[Judged] = []
    folds = folds_of([*ours, *masked], said)
    for place, fold in enumerate(folds):
        told(place / len(folds))
        new.append(answers_of(_learnt_by(fold, None, target_precision), fold.asked, labels))
        told((place + 0.5) / len(folds))
        before_it = load_starter() if known is None else _learnt_by(fold, known, target_precision)
        old.append(answers_of(before_it, fold.asked, labels))
    told(1.0)
    said_now, said_before = together(new).held_out(), together(old).held_out()
    return Compared(measures(said_now), measures(said_before), len(folds), curves(said_now))


def _learnt_by(fold: Fold, known: frozenset[str] | None, target_precision: float) -> SuggestionModel:
    talks = [one.conversation for one in fold.learnt]
    some = [one for one in talks if known is None or one.id in known]
    return _fitted(some, target_precision=target_precision)


def _fitted(
    conversations: Sequence[Conversation], name: str = "local", target_precision: float = 0.9
) -> SuggestionModel:
    try:
        model = fit(
            conversations,
            name=name,
            target_precision=target_precision,
            notes=_NOTES,
            seed=_SEED,
            sentence_reader=shipped_sentence_reader(),
        )
    except ValueError as error:
        raise LocalLearningError(f"What there is to learn from is not enough: {error}.") from error
    return without_rare(model, conversations)


def without_rare(
    model: SuggestionModel, conversations: Sequence[Conversation], least: int = LEAST_CONVERSATIONS
) -> SuggestionModel:
    """The model without the n-grams that were said in fewer than ``least`` of the conversations it learnt from."""
    said_in = _said_in(conversations)
    changed: dict[str, Any] = {}
    for name, block in _BLOCKS.items():
        known: Mapping[str, int] = getattr(model, name)
        kept = [key for key in known if said_in[key] >= least]
        rows = np.array([known[key] for key in kept], dtype=np.int64)
        changed[name] = {key: place for place, key in enumerate(kept)}
        for part in ("rarity", "weights"):
            changed[f"{block}_{part}"] = getattr(model, f"{block}_{part}")[rows]
    return replace(model, **changed)


def _said_in(conversations: Sequence[Conversation]) -> Counter[str]:
    """In how many conversations each n-gram was said, by the same copies that the learner reads."""
    by_group: dict[int, set[str]] = {}
    for one in readings(conversations, _SEED):
        said = by_group.setdefault(one.group, set())
        for place in one.indexes:
            words, frames = gram_counts(one.utterances[place].text)
            said.update(words, frames)
    return Counter(chain.from_iterable(by_group.values()))
