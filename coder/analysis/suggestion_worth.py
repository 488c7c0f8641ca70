"""From what became of single suggestions to counts in which nobody can be picked out, and agreement between people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coder.analysis.agreement.codes import CodedRecording, coding_agreement
from coder.analysis.disclosure import too_small
from coder.domain.suggestion_worth import (
    Batch,
    CodeAgreement,
    CodeCounts,
    Outcome,
    Split,
    Worth,
)

WITH, WITHOUT = "With an interpreter", "Without an interpreter"
_SIDES = ("first", "other")
# One recording coded by two people: the pair of codes on each utterance that either coded.
Pairs = Sequence[tuple[str, str]]


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


def agreement_of(recordings: Sequence[Pairs], codes: Iterable[str]) -> tuple[CodeAgreement, ...]:
    """How far people agree on each code, over all recordings together; see CodeAgreement and docs/agreement.md."""
    coded = [
        CodedRecording(
            f"{place:09}", {side: [pair[which] or "" for pair in pairs] for which, side in enumerate(_SIDES)}
        )
        for place, pairs in enumerate(recordings)
    ]
    return tuple(
        CodeAgreement(one.code, len(recordings), one.utterances, one.kappa.value, one.kappa.low, one.kappa.high)
        for one in coding_agreement(coded, list(codes)).codes
    )


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
    sessions = {one.session_id: one.worker_id for one in codings}
    return bool(too_small(Counter(sessions.values()), len(sessions)))


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
    )


def _by_interpreter(closed: Sequence[Sequence[FinishedCoding]]) -> tuple[Split, ...]:
    """Blind batches, joined until both sides are large enough; what is left over at the end waits with its batches."""
    shown: list[FinishedCoding] = []
    joined: list[FinishedCoding] = []
    for batch in closed:
        joined += [] if batch[0].assisted else batch
        if not any(_too_small(_side(joined, through)) for through in (True, False)):
            shown += joined
            joined = []
    if not shown:
        return ()
    return tuple(_split(name, _side(shown, name == WITH)) for name in (WITH, WITHOUT))


def _side(codings: Sequence[FinishedCoding], through: bool) -> list[FinishedCoding]:
    return [one for one in codings if one.interpreter is through]


def _split(name: str, codings: Sequence[FinishedCoding]) -> Split:
    outcomes = sum((one.outcomes for one in codings), Counter[tuple[str, Outcome]]())
    silent = sum(count for (_, outcome), count in outcomes.items() if outcome is Outcome.ABSTAINED)
    agreed = sum(count for (_, outcome), count in outcomes.items() if outcome is Outcome.AGREED)
    return Split(name, len({one.session_id for one in codings}), sum(outcomes.values()) - silent, agreed)
