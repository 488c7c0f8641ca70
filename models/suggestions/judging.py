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
from models.suggestions.judged_figures import Learnt, figures, groups_in_words, notes
from models.suggestions.judged_talk import Fold, Talk, folds_of, in_behaviours, overlap, own_talk, talk_of
from models.suggestions.model_file import STARTER_PATH, load_starter, model_bytes, read_model
from models.suggestions.sentence_reader import SentenceReader, held_out_sentence_reader, shipped_sentence_reader
from models.suggestions.suggestion import SuggestionModel, fit, probabilities
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import CODES, taught_conversations
from models.talk.text import says_something

_LOADS = 3
_SHARE_OF_FIT = 0.5
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
    conversations where they are added; ``reads`` where they teach a reader instead of being learnt from."""

    folds: tuple[Fold, ...]
    told: str
    fits: bool = True
    own: tuple[Talk, ...] = ()
    reads: bool = False


def judge(
    judged: Sequence[Talk], train: Sequence[Talk] | None = None, *, add: bool = False, told: Told = lambda _: None
) -> dict[str, Any]:
    """Every figure of ``judged_figures``, with ``seconds``, ``model``, ``judged`` (how) and ``notes``.

    Without ``train`` the shipped model answers as it is. With it a model is fitted on it, and on our own conversations
    too with ``add``, as the program itself learns: with the sentence reader beside it, except where one of our own
    conversations is judged. Where ``train`` is coded by the four behaviours it reads through a model of our own
    instead. Where anything learnt from belongs to a group that is judged, or holds the same words, up to five folds by
    group keep the two apart. Talk coded by the four behaviours is answered as ``behaviours`` does. ``told`` hears the
    share done. Raises JudgingError when there is nothing to judge, or what is given cannot be learnt.
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
        "notes": notes(judged, train, [_learnt(one) for one in answers], add=add),
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
        by = _model_for(plan, fold)
        begun = time.process_time()
        begins = place + _SHARE_OF_FIT if plan.fits else place
        said = answers_of(by.model, fold.asked, labels, _part(told, begins, place + 1, len(plan.folds)))
        answers.append(Answered(fold, by, said, time.process_time() - begun))
    told(1.0)
    return answers, plan.told


def labels_of(talks: Sequence[Talk]) -> tuple[str, ...]:
    """What an answer may be: the four behaviours where the talk has them, else our codes, reflections as one family."""
    if in_behaviours(talks):
        return BEHAVIOURS
    return tuple(dict.fromkeys(REFLECTION_FAMILY.get(code, code) for code in CODES if code != UNCODEABLE))


def answers_of(
    model: SuggestionModel, talks: Sequence[Talk], labels: tuple[str, ...], told: Told = lambda _: None
) -> Judged:
    """What a model says about every utterance of the worker that has a code; see ``labels_of`` for ``labels``.

    ``told`` hears the share done after each talk.
    """
    counts_as = behaviour_of(load_builtin("msw")) if labels == BEHAVIOURS else REFLECTION_FAMILY
    parts = []
    for place, one in enumerate(talks, start=1):
        parts.append(_answer(model, one, labels, {code: counts_as.get(code, code) for code in model.codes}))
        told(place / len(talks))
    return together(parts)


def _part(told: Told, begins: float, ends: float, whole: int) -> Told:
    """``told`` for work that lies between two points of a whole."""
    return lambda share: told((begins + share * (ends - begins)) / whole)


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
    spoken = np.array([says_something(said[talk.spoken[place]].text) for place in keep], dtype=np.bool_)
    sure = (fine.max(axis=1, initial=0.0) >= model.thresholds[best]) & spoken
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


def _model_for(plan: _Plan, fold: Fold) -> Measured:
    if not plan.fits:
        return shipped()
    if plan.reads:
        return fitted(fold.learnt, plan.own, fold.asked)
    # The sentence reader was taught with all our own conversations: none of them may be judged with it.
    with_reader = plan.own and not overlap(plan.own, fold.asked)
    return fitted(fold.learnt, beside=shipped_sentence_reader() if with_reader else None)


def _learnt(one: Answered) -> Learnt:
    return Learnt(one.fold, one.by.model.codes, one.by.model.sentence_reader is not None)


def fitted(
    talks: Sequence[Talk],
    own: Sequence[Talk] = (),
    asked: Sequence[Talk] = (),
    *,
    beside: SentenceReader | None = None,
) -> Measured:
    """A model learnt from these talks, read back from its bytes. Raises JudgingError when they are too few to learn.

    With ``own`` it reads them through a model of those of our own conversations that are not among the ``asked``.
    ``beside`` is asked beside the model, as ``fit`` does with a sentence reader.
    """
    # What fit asks of talk it learns from is said by a reader that was not taught with it.
    readers = [shipped_sentence_reader(), None if beside is None else held_out_sentence_reader()]
    begun, before = time.process_time(), _seconds_of(readers)
    try:
        model = fit([one.conversation for one in talks], reader=_reader(own, asked), sentence_reader=beside)
    except ValueError as error:
        raise JudgingError(f"What there is to learn from is not enough: {error}.") from error
    read_s = _seconds_of(readers) - before
    fit_s = time.process_time() - begun - read_s
    data = model_bytes(model)
    return Measured(read_model(data), len(data), _fastest_ms(lambda: read_model(data)), fit_s, read_s)


def _seconds_of(readers: Sequence[SentenceReader | None]) -> float:
    return sum(one.seconds for one in readers if one is not None)


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
    reads = in_behaviours(train)
    pool = train if reads else [*train, *own]
    folds = tuple(folds_of(pool, judged))
    if overlap(pool, judged):
        how = f"{len(folds)} folds by group" if len(folds) > 1 else "1 fold by group"
        return _Plan(folds, how, own=own, reads=reads)
    beside = f" and {len(own)} of our own conversations" if own else ""
    return _Plan(folds, f"trained on {groups_in_words(train)}{beside}", own=own, reads=reads)


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
