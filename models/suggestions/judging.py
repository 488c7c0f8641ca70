"""Judging suggestions against codes that people gave: the shipped model as it is, or one fitted for this and forgotten.

As a process of its own (``python -m models.suggestions.judging``) it reads one JSON object from standard
input and answers with lines of JSON on standard output: ``progress`` (0–1) on the way, at the end ``answer``
with the figures (see ``judge``), or why the codes were ``refused``. Nothing is kept, on disk or elsewhere.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from codebook.behaviours import BEHAVIOURS, behaviour_of
from codebook.load import load_builtin
from models.suggestions.behaviours import BehaviourReader, behaviour_chances, half_evened
from models.suggestions.copies import UNCODEABLE
from models.suggestions.evaluation import Judged
from models.suggestions.judged_figures import figures, notes
from models.suggestions.judged_talk import Fold, Talk, folds_of, in_behaviours, overlap, own_talk, talk_of
from models.suggestions.model_file import STARTER_PATH, load_starter, model_bytes, read_model
from models.suggestions.sentence_reader import shipped_sentence_reader
from models.suggestions.suggestion import SuggestionModel, fit, probabilities
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import CODES, taught_conversations

_LOADS = 3
Told = Callable[[float], None]


class JudgingError(ValueError):
    """The codes that were given cannot be judged or learnt from; the message says why, in a sentence."""


@dataclass(frozen=True)
class Measured:
    """A model with its size in bytes, the processor milliseconds it takes to load, and the seconds of its fit.

    ``read_s`` are the seconds a sentence reader spent on what is learnt from. They are no part of ``fit_s``, since a
    text is read once however often it is learnt from.
    """

    model: SuggestionModel
    size: int
    load_ms: float
    fit_s: float | None = None
    read_s: float = 0.0


@dataclass(frozen=True)
class Answered:
    """What the model of one fold said of the talk it was asked about, and the processor seconds that took."""

    fold: Fold
    by: Measured
    judged: Judged
    seconds: float


@dataclass(frozen=True)
class _Plan:
    """The folds and how that is told; no fold learns anything where the shipped model answers. ``own`` are our own
    conversations where they teach a reader instead of being learnt from."""

    folds: tuple[Fold, ...]
    told: str
    fits: bool = True
    own: tuple[Talk, ...] = ()


def judge(
    judged: Sequence[Talk], train: Sequence[Talk] | None = None, *, add: bool = False, told: Told = lambda _: None
) -> dict[str, Any]:
    """Every figure of ``judged_figures``, with ``seconds``, ``model``, ``judged`` (how) and ``notes``.

    Without ``train`` the shipped model answers as it is. With it a model is fitted on it, and on our own conversations
    too with ``add``; where ``train`` is coded by the four behaviours it reads through a model of our own instead. Where
    anything learnt from belongs to a group that is judged, or holds the same words, up to five folds by group keep the
    two apart. Talk coded by the four behaviours is answered as ``behaviours`` does.
    ``told`` hears the share done. Raises JudgingError when there is nothing to judge, or what
    is given cannot be learnt.
    """
    answers, how = answered(judged, train, add=add, told=told)
    fits = [one.by.fit_s for one in answers if one.by.fit_s is not None]
    first = answers[0].by
    return {
        **figures(together([one.judged for one in answers])),
        "seconds": {
            "fit": sum(fits) / len(fits) if fits else None,
            "read": sum(one.by.read_s for one in answers),
            "judge": sum(one.seconds for one in answers),
        },
        "model": {"name": first.model.card.name, "bytes": first.size, "load_ms": first.load_ms},
        "judged": how,
        "notes": notes(judged, train, [one.by.model.codes for one in answers], add=add),
    }


def answered(
    judged: Sequence[Talk], train: Sequence[Talk] | None = None, *, add: bool = False, told: Told = lambda _: None
) -> tuple[list[Answered], str]:
    """The answers of each fold, and how the folds were made; see ``judge``, which makes figures of them."""
    asked = [one for one in judged if one.n_judged]
    if not asked:
        raise JudgingError("No utterance of the worker has a code that can be judged.")
    plan = _plan(asked, train, add=add)
    labels = labels_of(asked)
    answers = []
    for place, fold in enumerate(plan.folds):
        told(place / len(plan.folds))
        by = fitted(fold.learnt, plan.own, fold.asked) if plan.fits else shipped()
        begun = time.process_time()
        said = answers_of(by.model, fold.asked, labels)
        answers.append(Answered(fold, by, said, time.process_time() - begun))
    told(1.0)
    return answers, plan.told


def labels_of(talks: Sequence[Talk]) -> tuple[str, ...]:
    """What an answer may be: the four behaviours where the talk has them, else our codes, reflections as one family."""
    if in_behaviours(talks):
        return BEHAVIOURS
    return tuple(dict.fromkeys(REFLECTION_FAMILY.get(code, code) for code in CODES if code != UNCODEABLE))


def answers_of(model: SuggestionModel, talks: Sequence[Talk], labels: tuple[str, ...]) -> Judged:
    """What a model says about every utterance of the worker that has a code; see ``labels_of`` for ``labels``."""
    counts_as = behaviour_of(load_builtin("msw")) if labels == BEHAVIOURS else REFLECTION_FAMILY
    parts = [_answer(model, one, labels, {code: counts_as.get(code, code) for code in model.codes}) for one in talks]
    return together(parts)


def _answer(model: SuggestionModel, talk: Talk, labels: tuple[str, ...], counts_as: Mapping[str, str]) -> Judged:
    coded = talk.conversation.utterances
    said = [one.utterance for one in coded]
    fine = probabilities(model, said)
    sums = np.array([[float(counts_as[code] == label) for label in labels] for code in model.codes])
    finer = labels == BEHAVIOURS and not set(model.codes) <= set(BEHAVIOURS)
    if finer:
        rows = behaviour_chances(model, said, counts_as)
    elif model.reader is not None:
        rows = half_evened(fine, model.base_rates) @ sums
    else:
        rows = fine @ sums
    codes = [REFLECTION_FAMILY.get(coded[place].code, coded[place].code) for place in talk.spoken]
    keep = [place for place, code in enumerate(codes) if code not in ("", UNCODEABLE)]
    fine, rows = fine[keep], rows[keep]
    best = fine.argmax(axis=1)
    sure = fine.max(axis=1, initial=0.0) >= model.thresholds[best]
    # A code is suggested, not a sum of codes: where the two point to different labels nothing of the answer is shown.
    shown = sure & (sums[best].argmax(axis=1) == rows.argmax(axis=1))
    truth = np.array([labels.index(codes[place]) for place in keep], dtype=np.int64)
    return Judged(labels, truth, rows, shown, (talk.group,) * len(keep))


def together(parts: Sequence[Judged]) -> Judged:
    """Answers to several talks, or of several folds, as one."""
    return Judged(
        parts[0].labels,
        np.concatenate([part.truth for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.shown for part in parts]),
        tuple(group for part in parts for group in part.groups),
    )


def shipped() -> Measured:
    """The model that comes with the program, with its sentence reader where that is there."""
    return Measured(load_starter(), STARTER_PATH.stat().st_size, _fastest_ms(load_starter))


def fitted(talks: Sequence[Talk], own: Sequence[Talk] = (), asked: Sequence[Talk] = ()) -> Measured:
    """A model learnt from these talks, read back from its bytes. Raises JudgingError when they are too few to learn.

    With ``own`` it reads them through a model of those of our own conversations that are not among the ``asked``.
    """
    beside = shipped_sentence_reader()
    begun, before = time.process_time(), 0.0 if beside is None else beside.seconds
    try:
        model = fit([one.conversation for one in talks], reader=_reader(own, asked))
    except ValueError as error:
        raise JudgingError(f"What there is to learn from is not enough: {error}.") from error
    read_s = 0.0 if beside is None else beside.seconds - before
    fit_s = time.process_time() - begun - read_s
    data = model_bytes(model)
    return Measured(read_model(data), len(data), _fastest_ms(lambda: read_model(data)), fit_s, read_s)


def _reader(own: Sequence[Talk], asked: Sequence[Talk]) -> BehaviourReader | None:
    known = {id(one) for one in overlap(own, asked)}
    left = [one.conversation for one in own if id(one) not in known]
    if not left:
        return None
    # The sentence reader was taught with all our own conversations: none of them may be judged through it.
    model = fit(left) if known else load_starter()
    return BehaviourReader(model, behaviour_of(load_builtin("msw")))


def _fastest_ms(load: Callable[[], object]) -> float:
    taken = []
    for _ in range(_LOADS):
        begun = time.process_time()
        load()
        taken.append(time.process_time() - begun)
    return 1000 * min(taken)


def _plan(judged: Sequence[Talk], train: Sequence[Talk] | None, *, add: bool) -> _Plan:
    if train is None:
        return _Plan((Fold((), tuple(judged)),), "shipped model", fits=False)
    if in_behaviours(train) and not in_behaviours(judged):
        raise JudgingError("What was coded by the four behaviours teaches nothing of the codes of the codebook.")
    own = tuple(own_talks()) if add else ()
    reads = own if in_behaviours(train) else ()
    pool = train if reads else [*train, *own]
    folds = tuple(folds_of(pool, judged))
    if overlap(pool, judged):
        return _Plan(folds, f"{len(folds)} folds by group" if len(folds) > 1 else "1 fold by group", own=reads)
    beside = f" and {len(own)} of our own conversations" if own else ""
    return _Plan(folds, f"trained on {len({one.group for one in train})} groups{beside}", own=reads)


def own_talks() -> list[Talk]:
    """Our own conversations, each a group."""
    return [own_talk(one) for one in taught_conversations()]


def answer_to(asked: dict[str, Any], told: Told = lambda _: None) -> dict[str, Any]:
    """``answer`` with every figure of ``judge``, or why what was asked is ``refused``.

    ``judged`` and ``train`` (or None) are lists of talks as [group, name, [[role, words, code], …]].
    """
    judged = [talk_of(*one) for one in asked["judged"]]
    train = None if asked["train"] is None else [talk_of(*one) for one in asked["train"]]
    try:
        return {"answer": judge(judged, train, add=asked["add"], told=told)}
    except JudgingError as error:
        return {"refused": str(error)}


def main() -> None:
    """Entry point of the process; takes no arguments."""

    def tell(message: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(message, allow_nan=False) + "\n")
        sys.stdout.flush()

    tell(answer_to(json.load(sys.stdin), lambda share: tell({"progress": share})))


if __name__ == "__main__":
    main()
