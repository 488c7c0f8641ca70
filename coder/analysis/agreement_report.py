"""What the recordings coded by two or more say about agreement: each principle, each code, month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from codebook.schema import Codebook
from coder.analysis.agreement.codes import CodedRecording, coding_agreement
from coder.analysis.agreement.figures import (
    CodingAgreement,
    Level,
    MarkAgreement,
    Pair,
    PairDifference,
    RatingAgreement,
)
from coder.analysis.agreement.marks import MarkedRecording, mark_agreement
from coder.analysis.agreement.ratings import rating_agreement
from coder.analysis.agreement.tables import RatingTable
from coder.analysis.agreement_reader import Reader
from coder.analysis.wording import day_text, period_text
from coder.domain.blind_pairs import BlindCoding, CodedTogether, Stretch

_STEP = 1
TOLERANCE_S = 2.0
"""How far both ends of two marks may lie apart for one and the same. Our own choice, named beside every figure."""


@dataclass(frozen=True)
class Month:
    """The pairs of ratings of recordings held in one month (its first day): how many, equal, and within one step."""

    month: date
    pairs: int
    exact: int
    within_one: int


@dataclass(frozen=True)
class PrincipleAgreement:
    """One principle. ``pairs`` are pairs of ratings without a word of who gave them, by month, of recordings open to
    the reader; ``differences`` of ``figures`` hold only pairs of evaluators whom the reader may see. ``only_counted``
    recordings of others are in no figure here, as too few stand behind it."""

    principle_id: str
    name: str
    badge: str
    figures: RatingAgreement
    pairs: tuple[tuple[str, str], ...]
    months: tuple[Month, ...]
    only_counted: int = 0


@dataclass(frozen=True)
class PairCount:
    """Two evaluators, by code, and how many recordings both coded blind."""

    first: str
    second: str
    recordings: int


@dataclass(frozen=True)
class FreeMarks:
    """Marks that two set freely in the sound: a kind of moment, or a code on stretches of their own (``code``)."""

    name: str
    code: str
    figures: MarkAgreement


@dataclass(frozen=True)
class AgreementReport:
    """Agreement over recordings coded with one major version of one codebook.

    ``evaluator_pairs`` are in the order of their codes, never of how well
    they agree; ``own_only`` tells that they are the reader's own. ``demo``: invented recordings, and no others.
    """

    codebook_id: str
    codebook_title: str
    major: int
    recordings: int
    evaluators: int
    principles: tuple[PrincipleAgreement, ...]
    codes: CodingAgreement
    code_names: Mapping[str, str]
    free_marks: tuple[FreeMarks, ...]
    evaluator_pairs: tuple[PairCount, ...]
    own_only: bool = False
    demo: bool = False
    team_name: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def period(self) -> str:
        """The months the recordings were held in, as a part of a line; empty for all time."""
        if self.start is None:
            return "" if self.end is None else f"until {day_text(self.end)}"
        return f"from {day_text(self.start)} on" if self.end is None else period_text(self.start, self.end)


def principle_agreement(
    recordings: Sequence[CodedTogether], book: Codebook, reader: Reader
) -> tuple[PrincipleAgreement, ...]:
    """Each principle in the order of the codebook, as far as the reader may know it."""
    return tuple(
        _principle(recordings, one.id, one.name, one.badge, book.rules.values, reader) for one in book.principles
    )


def code_agreement(recordings: Sequence[CodedTogether], book: Codebook, reader: Reader) -> CodingAgreement:
    """Each code of the worker's talk, over utterances that at least one of a recording's coders coded.

    Who rated a recording and coded no utterance of it is no coder of it: they did not find that there was no code.
    """
    seen = reader.sees(recordings, lambda coding: bool(coding.codes))
    given = (_given(one) for one in seen.recordings)
    found = coding_agreement([one for one in given if len(one.codes) > 1], [code.id for code in book.codes])
    return replace(found, notes=(*seen.notes, *found.notes))


def free_marks(recordings: Sequence[CodedTogether], book: Codebook, reader: Reader) -> tuple[FreeMarks, ...]:
    """Each kind of moment, then each code on free stretches, that anybody set where two of a recording set some.

    Who set no moment at all, or no free code at all, may not have looked for them, and is compared with nobody.
    """
    kinds = {kind.id: (kind.name, "") for kind in book.moments}
    codes = {code.id: (code.name, code.id) for code in (*book.codes, *book.talk_codes)}
    moments = _free(recordings, kinds, lambda coding: coding.moments, reader)
    return (*moments, *_free(recordings, codes, lambda coding: coding.free, reader))


Marks = tuple[tuple[Stretch, str], ...]


def _free(
    recordings: Sequence[CodedTogether],
    names: Mapping[str, tuple[str, str]],
    marks_of: Callable[[BlindCoding], Marks],
    reader: Reader,
) -> Iterator[FreeMarks]:
    pairs = [
        (one, *pair)
        for one in reader.sees(recordings, lambda coding: bool(marks_of(coding))).recordings
        for pair in combinations(sorted(filter(marks_of, one.codings), key=lambda c: c.evaluator_code), 2)
    ]
    for label, (name, code) in names.items():
        marked = [_marked(one, marks_of(first), marks_of(second), label) for one, first, second in pairs]
        if any(entry.first or entry.second for entry in marked):
            found = mark_agreement(marked, TOLERANCE_S)
            if any(one.length_s is None for one, _, _ in pairs):
                # Kappa over time counts the seconds nobody marked, and of these recordings nobody knows how many.
                found = replace(found, time_kappa=None)
            yield FreeMarks(name, code, found)


def _marked(one: CodedTogether, first: Marks, second: Marks, label: str) -> MarkedRecording:
    spans = [[(mark.start_s, mark.end_s) for mark, given in marks if given == label] for marks in (first, second)]
    last = max((end for marks in spans for _, end in marks), default=0.0)
    return MarkedRecording(one.session_id, spans[0], spans[1], max(one.length_s or 0.0, last))


def pair_counts(recordings: Sequence[CodedTogether], reader: Reader) -> tuple[PairCount, ...]:
    """Who coded how many recordings with whom, by code."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in recordings:
        codes = sorted(coding.evaluator_code for coding in one.codings)
        counts.update(combinations(codes, 2))
    return tuple(PairCount(*pair, count) for pair, count in sorted(counts.items()) if reader.may_know(*pair))


def rating_table(recordings: Sequence[CodedTogether], principle_id: str, scale: Sequence[int]) -> RatingTable:
    """Recordings by evaluators of one principle; who did not rate it, or found it not evaluable, has no value."""
    ratings = [
        (one.session_id, coding.evaluator_code, coding.ratings.get(principle_id))
        for one in recordings
        for coding in one.codings
    ]
    return RatingTable.of(ratings, Level.ORDINAL, scale)


def _principle(
    recordings: Sequence[CodedTogether],
    principle_id: str,
    name: str,
    badge: str,
    scale: Sequence[int],
    reader: Reader,
) -> PrincipleAgreement:
    seen = reader.sees(recordings, lambda coding: coding.ratings.get(principle_id) is not None)
    table = rating_table(seen.recordings, principle_id, scale)
    found = rating_agreement(table)
    held_on = {one.session_id: one.held_on for one in recordings}
    # Within a month by value, so that not even the order of meetings tells whose recording a pair was.
    pairs = sorted(table.pairs(), key=lambda pair: (held_on[pair.unit].replace(day=1), _unnamed(pair)))
    return PrincipleAgreement(
        principle_id=principle_id,
        name=name,
        badge=badge,
        figures=replace(found, differences=_told(found.differences, reader), notes=(*seen.notes, *found.notes)),
        pairs=tuple(_unnamed(pair) for pair in pairs if pair.unit in seen.own),
        months=_months(pairs, held_on),
        only_counted=seen.only_counted,
    )


def _given(one: CodedTogether) -> CodedRecording:
    coders = [coding for coding in one.codings if coding.codes]
    coded = [said.utterance_id for said in one.said if any(said.utterance_id in coding.codes for coding in coders)]
    given = {coding.evaluator_code: [coding.codes.get(id_, "") for id_ in coded] for coding in coders}
    return CodedRecording(one.session_id, given)


def _told(differences: Sequence[PairDifference], reader: Reader) -> tuple[PairDifference, ...]:
    return tuple(one for one in differences if reader.may_know(one.first, one.second))


def _unnamed(pair: Pair) -> tuple[str, str]:
    """The lower value first: whose is whose cannot be told from where it stands."""
    first, second = sorted((pair.first_value, pair.second_value))
    return first, second


def _months(pairs: Sequence[Pair], held_on: Mapping[str, date]) -> tuple[Month, ...]:
    by_month: dict[date, list[float]] = {}
    for pair in pairs:
        by_month.setdefault(held_on[pair.unit].replace(day=1), []).append(abs(pair.difference or 0.0))
    return tuple(
        Month(month, len(apart), sum(one == 0 for one in apart), sum(one <= _STEP for one in apart))
        for month, apart in sorted(by_month.items())
    )
