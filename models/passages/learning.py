"""Learning which utterances people mark as worth hearing. Needs scikit-learn; ranking with what was learnt does not.

For each principle and direction a logistic regression over the numbers of ``models.passages.evidence``. What a model of
codes reads, and what an utterance resembles, always comes from other conversations, as it will in use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from codebook.schema import Codebook
from models.passages.evidence import Evidence, counted, evidence, names
from models.passages.likeness import Kind, Line, Lines, Rarity, codebook_lines
from models.passages.marks import KINDS, Labels, Marks, marks_hash, marks_of
from models.passages.ranker import Ranker, RankerCard, Rankers
from models.passages.readings import Readings, load_readings, readings_hash
from models.passages.surroundings import Surroundings
from models.suggestions.features import Floats
from models.suggestions.learning import fit
from models.suggestions.suggestion_model import SuggestionModel
from models.talk.corpus import Conversation

_FOLDS = 3
_REGULARISATION = 0.5
_ROUNDS = 500
_SURE = 2.0
# One passage that was read says more than one nobody marked; with so few of them the weights are held smaller.
_READ = 5.0
_REGULARISATION_READ = 0.1
# Brings each family of numbers to about the same spread, so that one penalty suits them all.
_SCALES = {"finder": 0.3, "around": 0.5, "near": 3.0, "far": 3.0}


@dataclass(frozen=True)
class _Heard:
    """One conversation as it is learnt: what is known about each coded utterance, and its marks."""

    talk: Conversation
    marks: Marks
    rows: list[Evidence]


def learn(
    conversations: Sequence[Conversation], labels: Labels, codebook: Codebook, readings: Readings | None = None
) -> Rankers:
    """Rankers for every principle and direction that was marked at all, learnt from coded and marked conversations.

    ``labels`` hold the second labelling of each by id; ``codebook`` quotes lines to compare with; ``readings`` (else
    those that ship) say of single passages of these conversations whether they are relevant, and stand in place of
    their marks. What both labellers marked counts double. Raises ValueError when there are too few conversations to
    learn codes from; see ``models.suggestions.learning.fit``.
    """
    read = load_readings() if readings is None else readings
    marks = {talk.id: marks_of(talk, labels[talk.id]) for talk in conversations}
    rarity = Rarity([one.utterance.text for talk in conversations for one in talk.utterances if one.code])
    lines = Lines({kind: known_lines(conversations, marks, kind, codebook) for kind in KINDS}, rarity)
    heard = [
        _Heard(talk, marks[talk.id], _rows(talk, model, lines)) for talk, model in _with_models_of_others(conversations)
    ]
    with threadpool_limits(1):
        of = {kind: one for kind in KINDS if (one := _ranker(heard, kind, read.get(kind, {}))) is not None}
    card = RankerCard(
        marks_hash(conversations, labels),
        sum(len(one.rows) for one in heard),
        len(conversations),
        datetime.now(UTC).date().isoformat(),
        readings_hash=readings_hash(read),
    )
    return Rankers(of, card)


def known_lines(
    conversations: Sequence[Conversation], marks: Mapping[str, Marks], kind: Kind, codebook: Codebook
) -> Iterator[Line]:
    """What the codebook quotes, then what either labeller marked, with the conversation it comes from."""
    yield from (Line(text) for text in codebook_lines(codebook, *kind))
    for talk in conversations:
        for place in marks[talk.id].either(kind):
            yield Line(talk.utterances[place].utterance.text, talk.id)


def _with_models_of_others(
    conversations: Sequence[Conversation],
) -> Iterator[tuple[Conversation, SuggestionModel]]:
    for learnt, asked in KFold(_FOLDS, shuffle=True, random_state=0).split(np.arange(len(conversations))):
        model = fit([conversations[place] for place in learnt])
        yield from ((conversations[place], model) for place in asked)


def _rows(talk: Conversation, model: SuggestionModel, lines: Lines) -> list[Evidence]:
    spoken = [one.utterance for one in talk.utterances]
    around = Surroundings(spoken, tuple(name.lower() for name in talk.children), model)
    indexes = [place for place, one in enumerate(talk.utterances) if one.code and one.utterance.text.strip()]
    return evidence(around, indexes, [lines.near(spoken[place].text, but=talk.id) for place in indexes])


def _ranker(heard: Sequence[_Heard], kind: Kind, read: Mapping[tuple[str, int], bool]) -> Ranker | None:
    marked = [set(one.marks.either(kind)) for one in heard]
    if not any(marked):
        return None
    truth, counts = _told(heard, kind, read)
    values = np.array([row.of(kind) for one in heard for row in one.rows])
    kept = counted(kind[0])
    curve = LogisticRegression(C=_REGULARISATION_READ if read else _REGULARISATION, max_iter=_ROUNDS)
    curve.fit((values * _scales())[:, kept], truth, sample_weight=counts)
    weights, usual = np.zeros(len(kept)), values.mean(axis=0)
    weights[kept] = curve.coef_[0] * _scales()[kept]
    share = float(truth.mean())
    return Ranker(
        weights,
        usual,
        float(curve.intercept_[0] + weights @ usual),
        float(np.log(share / (1.0 - share))),
        tuple((one.talk.id, place) for one, told in zip(heard, marked, strict=True) for place in sorted(told)),
    )


def _told(
    heard: Sequence[_Heard], kind: Kind, read: Mapping[tuple[str, int], bool]
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Of every utterance whether it is worth hearing, and how much that counts: as it was read, else as marked."""
    truth, counts = [], []
    for one in heard:
        marked, sure = set(one.marks.either(kind)), set(one.marks.both(kind))
        for row in one.rows:
            said = read.get((one.talk.id, row.index))
            truth.append(row.index in marked if said is None else said)
            counts.append(_READ if said is not None else _SURE if row.index in sure else 1.0)
    return np.array(truth), np.array(counts)


def _scales() -> Floats:
    return np.array([_SCALES.get(name.partition(" ")[0], 1.0) for name in names()])


def noted(rankers: Rankers, notes: tuple[str, ...]) -> Rankers:
    """The same with notes on its card."""
    return replace(rankers, card=replace(rankers.card, notes=notes))
