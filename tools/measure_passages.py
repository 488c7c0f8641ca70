"""How many of the first passages found for a principle people had marked, on conversations the finder never saw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import mean

from codebook.load import load_builtin
from codebook.schema import Codebook
from models.corpus import CodedUtterance, Conversation, worker_utterances
from models.judging import Answered
from models.likeness import Lines, codebook_lines
from models.passages import AGAINST, FOR, Exemplars, Passage, find_passages
from tools.figure import Figure

FIRST = 5
LEAST_MARKED = 3


def figures(answers: Iterable[Answered]) -> list[Figure]:
    """For each principle the share of the first five passages, for or against it, that hold a marked utterance.

    Mean over conversations and directions with at least three marked utterances; how many cases there were stands in
    the name. Each fold's model and exemplars come from the conversations it learnt from. The last figure is the mean of
    the best shares: with three marks in a talk no more than about three of five can be right.
    """
    book = load_builtin("msw")
    shares: dict[str, list[float]] = defaultdict(list)
    best: list[float] = []
    for fold in answers:
        learnt = [talk.conversation for talk in fold.fold.learnt]
        exemplars = _exemplars(book, learnt)
        for talk in fold.fold.asked:
            found = find_passages(
                [one.utterance for one in talk.conversation.utterances],
                book,
                child_names=talk.conversation.children,
                per_principle=FIRST,
                model=fold.by.model,
                exemplars=exemplars,
            )
            for principle_id, share, could_be in shares_of(talk.conversation, book, found):
                shares[principle_id].append(share)
                best.append(could_be)
    told = [
        Figure(f"passages {one.id}: marked among the first 5 (n {len(some)})", mean(some), "", 0.6, at_least=True)
        for one in book.principles
        if (some := shares[one.id])
    ]
    return [*told, Figure("passages: best share that the marks allow", mean(best), "", None)] if best else []


def _exemplars(book: Codebook, learnt: Sequence[Conversation]) -> Exemplars:
    said = worker_utterances(learnt)
    return {
        (principle.id, direction): Lines(
            [
                *codebook_lines(book, principle.id, direction),
                *(one.utterance.text for one in said if principle.id in _marks(one, direction)),
            ]
        )
        for principle in book.principles
        for direction in (FOR, AGAINST)
    }


def _marks(coded: CodedUtterance, direction: str) -> tuple[str, ...]:
    return coded.shows if direction == FOR else coded.harms


def shares_of(talk: Conversation, book: Codebook, found: Sequence[Passage]) -> Iterator[tuple[str, float, float]]:
    """Principle, share of listed passages that hold a marked utterance, and the best share that the marks allow."""
    for principle in book.principles:
        for direction in (FOR, AGAINST):
            marked = [one.utterance for one in talk.utterances if principle.id in _marks(one, direction)]
            listed = [one for one in found if (one.principle_id, one.direction) == (principle.id, direction)]
            if len(marked) >= LEAST_MARKED:
                held = [any(_inside(passage, one.start_s, one.end_s) for one in marked) for passage in listed]
                yield principle.id, mean(held) if held else 0.0, min(1.0, len(marked) / (len(listed) or FIRST))


def _inside(passage: Passage, start_s: float, end_s: float) -> bool:
    return passage.start_s <= start_s and end_s <= passage.end_s
