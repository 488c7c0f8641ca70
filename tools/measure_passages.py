"""How many of the first passages found for a principle people had marked, on conversations the finder never saw.

    python -m tools.measure_passages

Some minutes of work: each fold learns its own models of codes and its own order of passages. The same figures stand in
``make bench-suggestions``.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import mean

from codebook.load import load_builtin
from models.passages.finder import MOMENT, find_passages
from models.passages.learning import known_lines, learn
from models.passages.likeness import Kind, Lines, Rarity
from models.passages.marks import KINDS, Labels, Marks, marks_of
from models.passages.ranker import Rankers
from models.suggestions.judging import Answered, answered, own_talks
from models.suggestions.suggestion_model import SuggestionModel
from models.talk.corpus import Conversation, load_conversations
from models.talk.second_pass import second_labels
from tools.bench import line
from tools.figure import Figure

FIRST = 5
LEAST_MARKED = 3
_TARGET = 0.6
Marked = Callable[[Marks, Kind], list[int]]


@dataclass(frozen=True)
class Case:
    """One unseen conversation and one kind that is marked in it: what share of the first five held a marked moment.

    ``share``, ``best`` (all that the marks allow) and ``drawn`` (passages in any order at all) are of ``FIRST``, 0–1.
    """

    kind: Kind
    share: float
    best: float
    drawn: float


@dataclass(frozen=True)
class Found:
    """The places found in one unseen conversation, by kind, best first."""

    talk: Conversation
    marks: Marks
    places: dict[Kind, list[int]]


def main() -> int:
    """Measure and print."""
    talks = own_talks()
    for figure in figures(answered(talks, talks)[0]):
        print(line(figure), flush=True)
    return 0


def figures(answers: Iterable[Answered]) -> list[Figure]:
    """For each principle the share of the first five passages, for or against it, that hold a marked moment.

    A moment is one or more utterances, no more than ``MOMENT`` apart, that the writer or the second labeller marked; it
    counts once. Mean over conversations and directions with at least three moments; how many cases there were stands in
    the name. The last figures are means over all cases: by marks of both, by the utterance itself instead of the
    passage around it, the share that the marks allow (with three of them no more than three of five can be right), and
    the share of passages drawn in any order. Beside them what the other labeller's own marks reach by the same measure
    where one labeller alone is the judge, and what the passages do.
    """
    found = found_in(answers)
    if not (cases := list(cases_of(found, Marks.either, MOMENT))):
        return []
    told = []
    for principle in load_builtin("msw").principles:
        mine = [one for one in cases if one.kind[0] == principle.id]
        told += _told(f"passages {principle.id}: marked among the first 5", mine, _TARGET)
        for direction in ("for", "against"):
            some = [one for one in mine if one.kind[1] == direction]
            told += _told(f"  {principle.id}, {direction} alone", some, None)
    return [
        *told,
        *_told("passages: the utterance itself is marked", list(cases_of(found, Marks.either, 0)), None),
        *_told("passages: marked by both labellers", list(cases_of(found, Marks.both, MOMENT)), None),
        *_told("passages: judged by one labeller alone", list(by_one(found)), None),
        *_told("  marks of the other labeller in their place", list(by_one(found, other=True)), None),
        Figure("passages: best share that the marks allow", mean(one.best for one in cases), "", None),
        Figure("passages: share of passages drawn at random", mean(one.drawn for one in cases), "", None),
    ]


def found_in(answers: Iterable[Answered]) -> list[Found]:
    """What is found in every conversation by what the others teach, fold by fold."""
    labels = second_labels(load_conversations())
    return [one for fold in answers for one in _found(fold, labels)]


def _told(name: str, cases: Sequence[Case], budget: float | None) -> list[Figure]:
    if not cases:
        return []
    return [Figure(f"{name} (n {len(cases)})", mean(one.share for one in cases), "", budget, at_least=True)]


def _found(fold: Answered, labels: Labels) -> Iterator[Found]:
    """What is found in the talk of one fold by what the talk of the others teaches; what has no labels has no marks."""
    learnt = [talk.conversation for talk in fold.fold.learnt if talk.conversation.id in labels]
    rankers = learn(learnt, labels, load_builtin("msw"))
    asked = [talk.conversation for talk in fold.fold.asked if talk.conversation.id in labels]
    return found_by(asked, labels, fold.by.model, lines_of(learnt, labels), rankers)


def found_by(
    asked: Iterable[Conversation],
    labels: Labels,
    model: SuggestionModel,
    exemplars: Lines | None = None,
    rankers: Rankers | None = None,
) -> Iterator[Found]:
    """What is found in conversations by a model of codes, lines and an order; without these by those that ship."""
    for talk in asked:
        spoken = [coded.utterance for coded in talk.utterances]
        places = {utterance.id: place for place, utterance in enumerate(spoken)}
        by_kind = defaultdict(list)
        for passage in find_passages(
            spoken,
            load_builtin("msw"),
            child_names=talk.children,
            per_principle=FIRST,
            model=model,
            exemplars=exemplars,
            rankers=rankers,
        ):
            by_kind[passage.principle_id, passage.direction].append(places[passage.utterance_id])
        yield Found(talk, marks_of(talk, labels[talk.id]), by_kind)


def lines_of(learnt: Sequence[Conversation], labels: Labels) -> Lines:
    """The lines to compare with that these conversations and the codebook give, and no others."""
    marks = {talk.id: marks_of(talk, labels[talk.id]) for talk in learnt}
    rarity = Rarity([one.utterance.text for talk in learnt for one in talk.utterances if one.code])
    book = load_builtin("msw")
    return Lines({kind: known_lines(learnt, marks, kind, book) for kind in KINDS}, rarity)


def cases_of(found: Iterable[Found], marked: Marked, reach: int) -> Iterator[Case]:
    """Every conversation and kind with at least three marked moments; a passage reaches so many utterances around."""
    for one in found:
        spoken = [place for place, coded in enumerate(one.talk.utterances) if coded.code]
        for kind in KINDS:
            moments = moments_of(marked(one.marks, kind))
            if len(moments) >= LEAST_MARKED:
                held = heard(one.places.get(kind, []), moments, reach)
                near = [any(abs(place - mark) <= reach for moment in moments for mark in moment) for place in spoken]
                yield Case(kind, held / FIRST, min(1.0, len(moments) / FIRST), mean(near))


def by_one(found: Iterable[Found], *, other: bool = False) -> Iterator[Case]:
    """Cases as each labeller alone judges them; with ``other`` the other's marks stand in place of the passages."""
    for one in found:
        for judge, told in ((one.marks.first, one.marks.second), (one.marks.second, one.marks.first)):
            places = {kind: _firsts(told, kind) for kind in KINDS} if other else one.places
            yield from cases_of([replace(one, places=places)], partial(_by, judge), MOMENT)


def _firsts(marks: Mapping[int, frozenset[Kind]], kind: Kind) -> list[int]:
    return [moment[0] for moment in moments_of(_places(marks, kind))][:FIRST]


def _by(judge: Mapping[int, frozenset[Kind]], _marks: Marks, kind: Kind) -> list[int]:
    return _places(judge, kind)


def _places(marks: Mapping[int, frozenset[Kind]], kind: Kind) -> list[int]:
    return [place for place, kinds in marks.items() if kind in kinds]


def moments_of(marked: Iterable[int]) -> list[list[int]]:
    """Marked places in moments: a place no more than ``MOMENT`` after the first of a moment belongs to it."""
    moments: list[list[int]] = []
    for place in sorted(marked):
        if moments and place - moments[-1][0] <= MOMENT:
            moments[-1].append(place)
        else:
            moments.append([place])
    return moments


def heard(places: Iterable[int], moments: Sequence[Sequence[int]], reach: int) -> int:
    """How many of the passages hold a marked place of a moment that no earlier one held."""
    left = list(moments)
    count = 0
    for place in places:
        now = [moment for moment in left if any(abs(place - mark) <= reach for mark in moment)]
        count += bool(now)
        left = [moment for moment in left if moment not in now]
    return count


if __name__ == "__main__":
    sys.exit(main())
