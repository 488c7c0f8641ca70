"""From what became of single suggestions to counts in which nobody can be picked out, and agreement between people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from coder.analysis.agreement.codes import CodedRecording, coding_agreement
from coder.analysis.agreement.ends import SHARE, of_share
from coder.analysis.agreement_reader import MIN_EVALUATORS
from coder.analysis.disclosure import too_small
from coder.analysis.intervals import t_quantile
from coder.domain.suggestion_worth import (
    Batch,
    CodeAgreement,
    CodeCounts,
    Effect,
    Estimate,
    Outcome,
    Split,
    Worth,
)

WITH, WITHOUT = "With an interpreter", "Without an interpreter"
_SIDES = ("first", "other")
# One recording coded by two people: the pair of codes on each utterance that either coded.
Pairs = Sequence[tuple[str, str]]
_One = TypeVar("_One")


@dataclass(frozen=True)
class FinishedCoding:
    """What became of the suggestions of one finished coding, counted by code. Never leaves the services.

    ``place`` tells which was finished first: days may be equal, and clocks are set back.
    """

    session_id: str
    worker_id: str
    place: int
    finished_at: datetime
    model_id: str
    assisted: bool
    interpreter: bool
    outcomes: Counter[tuple[str, Outcome]]


@dataclass(frozen=True)
class FinishedPair:
    """The codes of two who finished one recording, ``locked`` at the lock and ``finished`` in the end.

    Never leaves the services. ``place`` is that of the second to finish.
    """

    session_id: str
    worker_id: str
    evaluators: frozenset[str]
    place: int
    withheld: bool
    locked: Pairs
    finished: Pairs


def agreement_of(recordings: Sequence[Pairs], codes: Iterable[str]) -> tuple[CodeAgreement, ...]:
    """How far people agree on each code, over all recordings together; see CodeAgreement and docs/agreement.md."""
    return tuple(
        CodeAgreement(one.code, len(recordings), one.utterances, one.kappa.value, one.kappa.low, one.kappa.high)
        for one in coding_agreement(_coded(recordings), list(codes)).codes
    )


def _coded(recordings: Sequence[Pairs]) -> list[CodedRecording]:
    return [
        CodedRecording(
            f"{place:09}", {side: [pair[which] or "" for pair in pairs] for which, side in enumerate(_SIDES)}
        )
        for place, pairs in enumerate(recordings)
    ]


def effect_of(pairs: Iterable[FinishedPair]) -> tuple[Effect, ...]:
    """How far two agree where suggestions are shown and where they are withheld; empty while either is too small.

    Recordings are joined in the order in which they were finished until each side keeps the rule of team figures and
    holds three evaluators; later ones wait until this is so of them, too.
    """
    in_order = sorted(pairs, key=lambda one: one.place)
    withheld, shown = _both_sides([[one] for one in in_order], lambda one: one.withheld, _few_pairs)
    return (_effect(shown), _effect(withheld)) if shown else ()


def _few_pairs(pairs: Sequence[FinishedPair]) -> bool:
    evaluators = frozenset[str]().union(*(one.evaluators for one in pairs))
    return len(evaluators) < MIN_EVALUATORS or _few({one.session_id: one.worker_id for one in pairs})


def _effect(pairs: Sequence[FinishedPair]) -> Effect:
    locked, finished = _kappa([one.locked for one in pairs]), _kappa([one.finished for one in pairs])
    return Effect(pairs[0].withheld, len(pairs), locked, finished)


def _kappa(recordings: Sequence[Pairs]) -> Estimate:
    found = coding_agreement(_coded(recordings), []).kappa
    return Estimate(found.value, found.low, found.high)


def worth_of(finished: Iterable[FinishedCoding]) -> Worth:
    """Counts by model and way of coding, in batches of recordings one after the other.

    A batch is closed as soon as it keeps the rule of team figures (at least 5 workers and 10 recordings, nobody with
    more than 40 %), and then never changes: two readings differ by whole batches only, so that none can be subtracted
    from the other to see a single recording.
    """
    in_order = sorted(finished, key=lambda one: one.place)
    closed: list[list[FinishedCoding]] = []
    waiting = 0
    for key in sorted({(one.model_id, one.assisted) for one in in_order}):
        full, rest = _cut([one for one in in_order if (one.model_id, one.assisted) == key])
        closed += full
        waiting += len({one.session_id for one in rest})
    closed.sort(key=lambda batch: batch[-1].place)
    return Worth(tuple(map(_batch, closed)), waiting, _by_interpreter(closed))


def _cut(codings: Iterable[FinishedCoding]) -> tuple[list[list[FinishedCoding]], list[FinishedCoding]]:
    full, growing = [], []
    for one in codings:
        growing.append(one)
        if not _too_small(growing):
            full.append(growing)
            growing = []
    return full, growing


def _too_small(codings: Sequence[FinishedCoding]) -> bool:
    return _few({one.session_id: one.worker_id for one in codings})


def _few(workers: dict[str, str]) -> bool:
    """Whether recordings, each with its worker, do not keep the rule of team figures."""
    return bool(too_small(Counter(workers.values()), len(workers)))


def _batch(codings: Sequence[FinishedCoding]) -> Batch:
    outcomes = sum((one.outcomes for one in codings), Counter[tuple[str, Outcome]]())
    codes = sorted({code for code, _ in outcomes})
    first = codings[0]
    return Batch(
        model_id=first.model_id,
        assisted=first.assisted,
        since=min(one.finished_at for one in codings).date(),
        until=max(one.finished_at for one in codings).date(),
        recordings=len({one.session_id for one in codings}),
        codes=tuple(CodeCounts(code, {one: outcomes[code, one] for one in Outcome}) for code in codes),
        agreed=_agreed(codings),
    )


def _agreed(codings: Sequence[FinishedCoding]) -> Estimate:
    """Wilson's interval, wider where recordings differ: suggestions of one recording hang together."""
    suggested, agreed = Counter[str](), Counter[str]()
    for one in codings:
        all_of_it, same, _ = _told(one.outcomes)
        suggested[one.session_id] += all_of_it
        agreed[one.session_id] += same
    n = suggested.total()
    if not n:
        return Estimate(None)
    share = agreed.total() / n
    apart = sum((agreed[held] - share * number) ** 2 for held, number in suggested.items())
    worth = min(n, share * (1 - share) * n**2 / apart) if apart else n
    return Estimate(share, *of_share(share, worth, t_quantile(len(suggested) - 1, SHARE)))


def _by_interpreter(closed: Sequence[Sequence[FinishedCoding]]) -> tuple[Split, ...]:
    """Blind batches, joined until both sides are large enough; what is left over at the end waits with its batches."""
    blind = [batch for batch in closed if not batch[0].assisted]
    through, without = _both_sides(blind, lambda one: one.interpreter, _too_small)
    return (_split(WITH, through), _split(WITHOUT, without)) if through else ()


def _both_sides(
    parts: Iterable[Sequence[_One]], side: Callable[[_One], bool], small: Callable[[Sequence[_One]], bool]
) -> tuple[list[_One], list[_One]]:
    """Parts joined until neither side is too small, and again from there: so each step of what is told is large."""
    told: tuple[list[_One], list[_One]] = ([], [])
    joined: list[_One] = []
    for part in parts:
        joined += part
        sides = [one for one in joined if side(one)], [one for one in joined if not side(one)]
        if not any(map(small, sides)):
            told[0].extend(sides[0])
            told[1].extend(sides[1])
            joined = []
    return told


def _split(name: str, codings: Sequence[FinishedCoding]) -> Split:
    outcomes = sum((one.outcomes for one in codings), Counter[tuple[str, Outcome]]())
    return Split(name, len({one.session_id for one in codings}), *_told(outcomes))


def _told(outcomes: Counter[tuple[str, Outcome]]) -> tuple[int, int, int]:
    """How many suggestions there were, how many of them were agreed, and on how many utterances there was none."""
    of = Counter[Outcome]()
    for (_, outcome), count in outcomes.items():
        of[outcome] += count
    return of.total() - of[Outcome.ABSTAINED], of[Outcome.AGREED], of[Outcome.ABSTAINED]
