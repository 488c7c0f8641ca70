"""Finds passages worth hearing for each principle, for and against. A finder, never a score.

What puts a passage in the list is shown with it: the words that weighed most, why they count, and the line it
resembles, of the codebook, of our own invented conversations or of what an evaluator kept. Finding nothing says nothing
about the practice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from codebook.schema import Codebook
from models.passages.evidence import Evidence, evidence
from models.passages.likeness import ASIDE, KEPT, Kind, Line, Lines, aside_of, codebook_lines
from models.passages.ranker import Ranker, Rankers, load_rankers
from models.passages.reasons import RESEMBLES, Reason, by_ranker, by_rule, by_use
from models.passages.surroundings import Surroundings
from models.passages.wordings import required
from models.suggestions.suggestion_model import SuggestionModel
from models.talk.corpus import load_conversations
from models.talk.text import WORKER, Utterance, fold, words

FOR = "for"
AGAINST = "against"
# Two utterances of the worker with one reply between them belong to one moment, and a moment is listed once.
MOMENT = 2
_MIN_WORDS = 3
# Three times the odds of any utterance. On held-out conversations this costs next to nothing of what is found first,
# and leaves out more than a quarter of what nobody had marked.
_CLEARLY = math.log(3)
_MOST_WORDS = 6


@dataclass(frozen=True)
class Passage:
    """A stretch worth hearing for one principle: an utterance of the worker with the ``MOMENT`` before and after it.

    ``direction`` is ``for`` or ``against``; ``utterance_id`` is the worker's utterance. ``words`` are what weighed most
    in it, ``because`` says in a few words why they count, both largest first, and ``like`` is the line it most
    resembles, empty when likeness did not count. Times are seconds, half-open. The order of passages is all the ranking
    there is.
    """

    principle_id: str
    direction: str
    utterance_id: str
    start_s: float
    end_s: float
    words: tuple[str, ...]
    because: tuple[str, ...]
    like: str = ""


def find_passages(
    utterances: Sequence[Utterance],
    codebook: Codebook,
    *,
    child_names: Sequence[str] = (),
    per_principle: int = 3,
    model: SuggestionModel | None = None,
    exemplars: Lines | None = None,
    rankers: Rankers | None = None,
) -> tuple[Passage, ...]:
    """Up to ``per_principle`` passages for and as many against each principle, in the codebook's order, best first.

    ``utterances`` are one conversation in the order of speech with every speaker in it; ``child_names`` are the names
    typed at set-up, which tell a child from another "he" or "she". With a ``model`` of codes the order is the one that
    was learnt (``rankers``, else those that ship), of which what an utterance reads as is a part. Without one, and for
    a principle nothing was learnt about, wordings and likeness alone put in order. ``exemplars`` are the lines to
    compare with, else those of ``exemplars_of``. Nothing is changed.
    """
    surroundings = Surroundings(utterances, tuple(name.lower() for name in child_names), model)
    rows = _evidence(surroundings, exemplars or _usual_exemplars(codebook))
    learnt = {} if model is None else (rankers or load_rankers()).of
    found: list[Passage] = []
    for kind in _kinds(codebook):
        search = _Search(surroundings, codebook, kind, learnt.get(kind))
        found += search.best(rows, per_principle)
    return tuple(found)


def exemplars_of(
    codebook: Codebook,
    kept: Mapping[Kind, Sequence[str]] | None = None,
    aside: Mapping[Kind, Sequence[str]] | None = None,
) -> Lines:
    """The lines to compare with for every principle, for and against: the codebook's, then our own marked ones.

    ``kept`` adds what evaluators kept as evidence: the words of each utterance, by principle and direction; ``aside``
    what they said has nothing to do with it. Both count from the next search on, without anything being learnt anew.
    """
    own = own_lines()
    known = {
        kind: [
            *(Line(text) for text in codebook_lines(codebook, *kind)),
            *own.get(kind, ()),
            *(Line(text, KEPT) for text in (kept or {}).get(kind, ())),
        ]
        for kind in _kinds(codebook)
    }
    away = {aside_of(kind): [Line(text, ASIDE) for text in texts] for kind, texts in (aside or {}).items()}
    return Lines({**known, **away})


@lru_cache(maxsize=4)
def _usual_exemplars(codebook: Codebook) -> Lines:
    return exemplars_of(codebook)


@cache
def own_lines() -> Mapping[Kind, Sequence[Line]]:
    """Lines of the invented conversations that their writer or the second labeller marked, by kind."""
    talks = {talk.id: talk for talk in load_conversations()}
    return {
        kind: [Line(talks[owner].utterances[place].utterance.text, owner) for owner, place in ranker.marked]
        for kind, ranker in load_rankers().of.items()
    }


def _kinds(codebook: Codebook) -> Iterator[Kind]:
    return ((principle.id, direction) for principle in codebook.principles for direction in (FOR, AGAINST))


def _evidence(surroundings: Surroundings, lines: Lines) -> list[Evidence]:
    """What is known about every utterance of the worker that says anything."""
    indexes = [
        index
        for index, one in enumerate(surroundings.utterances)
        if one.speaker_role == WORKER and len(words(one.text)) >= _MIN_WORDS
    ]
    return evidence(surroundings, indexes, [lines.near(surroundings.utterances[index].text) for index in indexes])


@dataclass(frozen=True)
class _Search:
    """Looking through one conversation for one principle and direction; without a ranker by rule."""

    surroundings: Surroundings
    codebook: Codebook
    kind: Kind
    ranker: Ranker | None

    def best(self, rows: Sequence[Evidence], at_most: int) -> Iterator[Passage]:
        """The first that something can be said for, none in the same moment as one before it."""
        taken: list[int] = []
        for row in self._ranked(rows):
            if len(taken) == at_most:
                return
            if all(abs(row.index - other) > MOMENT for other in taken) and (reasons := self._reasons(row)):
                taken.append(row.index)
                yield self._passage(row, reasons)

    def _ranked(self, rows: Sequence[Evidence]) -> list[Evidence]:
        """What is clearly likelier than a draw and nothing forbids, best first."""
        floor = 0.0 if self.ranker is None else self.ranker.floor + _CLEARLY
        weights = {row.index: self._weight(row) for row in rows if required(self.surroundings, row.index, self.kind)}
        kept = [row for row in rows if weights.get(row.index, floor) > floor]
        return sorted(kept, key=lambda row: (-weights[row.index], row.index))

    def _weight(self, row: Evidence) -> float:
        if self.ranker is not None:
            return self.ranker.bias + float(self.ranker.shares(row.of(self.kind)).sum()) + by_use(row, self.kind)
        return sum(reason.share for reason in self._reasons(row)) + min(by_use(row, self.kind), 0.0)

    def _reasons(self, row: Evidence) -> list[Reason]:
        if self.ranker is not None:
            return by_ranker(self.surroundings, row, self.kind, self.ranker, self.codebook)
        return by_rule(self.surroundings, row, self.kind)

    def _passage(self, row: Evidence, reasons: Sequence[Reason]) -> Passage:
        utterances = self.surroundings.utterances
        here = utterances[row.index]
        first = utterances[max(row.index - MOMENT, 0)]
        last = utterances[min(row.index + MOMENT, len(utterances) - 1)]
        resembles = any(reason.label == RESEMBLES for reason in reasons)
        return Passage(
            *self.kind,
            here.id,
            min(first.start_s, here.start_s),
            max(last.end_s, here.end_s),
            _once(word for reason in reasons for word in reason.words)[:_MOST_WORDS],
            tuple(reason.label for reason in reasons),
            row.nearness.nearest(self.kind).line if resembles else "",
        )


def _once(said: Iterable[str]) -> tuple[str, ...]:
    """The same words only once, however they are spelt, and none that stand in a longer stretch of them."""
    different = list({fold(word): word for word in reversed(list(said))}.items())[::-1]
    padded = [f" {' '.join(words(folded))} " for folded, _ in different]
    return tuple(
        word
        for place, (_, word) in enumerate(different)
        if not any(padded[place] in other for other in padded if len(other) > len(padded[place]))
    )
