"""Finds passages worth hearing for each principle, for and against. A finder, never a score.

What puts a passage in the list is shown with it: the words that matched, why they count, and the line it resembles, of
the codebook or of our own invented conversations. Finding nothing says nothing about the practice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codebook.schema import Codebook
from models.finders import Hit, Surroundings, hits
from models.likeness import NOTHING, Likeness, Lines, codebook_lines, own_lines
from models.suggestion_model import SuggestionModel
from models.text import WORKER, Utterance, words

FOR = "for"
AGAINST = "against"
_MIN_WORDS = 3
_LIKENESS_WEIGHT = 3.0
# Below this cosine two short lines mostly share a turn of phrase and not a meaning; found by reading pairs.
_LEAST_LIKENESS = 0.3


@dataclass(frozen=True)
class Passage:
    """A stretch worth hearing for one principle, from what was said just before to the answer.

    ``direction`` is ``for`` or ``against``; ``utterance_id`` is the worker's utterance. ``words`` are what matched in
    it, ``because`` says in a few words why they count, and ``like`` is the line it most resembles, empty when wording
    alone found it. Times are seconds, half-open. The order of passages is all the ranking there is.
    """

    principle_id: str
    direction: str
    utterance_id: str
    start_s: float
    end_s: float
    words: tuple[str, ...]
    because: tuple[str, ...]
    like: str = ""


@dataclass(frozen=True)
class _Candidate:
    index: int
    weight: float
    hits: tuple[Hit, ...]
    likeness: Likeness


Exemplars = Mapping[tuple[str, str], Lines]


def find_passages(
    utterances: Sequence[Utterance],
    codebook: Codebook,
    *,
    child_names: Sequence[str] = (),
    per_principle: int = 3,
    model: SuggestionModel | None = None,
    exemplars: Exemplars | None = None,
) -> tuple[Passage, ...]:
    """Up to ``per_principle`` passages for and as many against each principle, in the codebook's order, best first.

    ``utterances`` are one conversation in the order of speech with every speaker in it; ``child_names`` are the names
    typed at set-up, which tell a child from another "he" or "she". With a ``model`` of codes it also counts what an
    utterance reads as; without one only wordings and likeness do. ``exemplars`` are the lines to compare with, else
    those of ``exemplars_of``. Nothing is changed.
    """
    surroundings = Surroundings(utterances, tuple(name.lower() for name in child_names), model)
    found: list[Passage] = []
    for (principle_id, direction), lines in (exemplars or exemplars_of(codebook)).items():
        candidates = ranked(surroundings, principle_id, direction, lines)
        found += [_passage(surroundings, principle_id, direction, one) for one in _spread(candidates, per_principle)]
    return tuple(found)


def exemplars_of(codebook: Codebook) -> Exemplars:
    """The lines to compare with for every principle, for and against: the codebook's, then our own."""
    return {
        (principle.id, direction): Lines(
            (*codebook_lines(codebook, principle.id, direction), *own_lines(principle.id, direction))
        )
        for principle in codebook.principles
        for direction in (FOR, AGAINST)
    }


def ranked(surroundings: Surroundings, principle_id: str, direction: str, lines: Lines) -> list[_Candidate]:
    """Every utterance of the worker that anything speaks for, best first."""
    candidates = []
    for index, utterance in enumerate(surroundings.utterances):
        if utterance.speaker_role != WORKER or len(words(utterance.text)) < _MIN_WORDS:
            continue
        matched = tuple(hits(surroundings, index, principle_id, direction))
        likeness = lines.nearest(utterance.text)
        if likeness.cosine < _LEAST_LIKENESS:
            likeness = NOTHING
        weight = sum(hit.weight for hit in matched) + _LIKENESS_WEIGHT * likeness.cosine
        if weight > 0:
            candidates.append(_Candidate(index, weight, matched, likeness))
    return sorted(candidates, key=lambda one: (-one.weight, one.index))


def _spread(best: Sequence[_Candidate], at_most: int) -> list[_Candidate]:
    """The first candidates that do not stand next to one already taken: one moment is listed once."""
    taken: list[_Candidate] = []
    for candidate in best:
        if all(abs(candidate.index - other.index) > 1 for other in taken):
            taken.append(candidate)
        if len(taken) == at_most:
            break
    return taken


def _passage(surroundings: Surroundings, principle_id: str, direction: str, candidate: _Candidate) -> Passage:
    utterances = surroundings.utterances
    here = utterances[candidate.index]
    first = utterances[max(candidate.index - 1, 0)]
    last = utterances[min(candidate.index + 1, len(utterances) - 1)]
    matched = tuple(dict.fromkeys(word for hit in candidate.hits for word in hit.words))
    reasons = tuple(dict.fromkeys(hit.finder.label for hit in candidate.hits))
    return Passage(
        principle_id,
        direction,
        here.id,
        min(first.start_s, here.start_s),
        max(last.end_s, here.end_s),
        matched or candidate.likeness.shared,
        reasons or ("resembles a line of the codebook or of the invented conversations",),
        candidate.likeness.line,
    )
