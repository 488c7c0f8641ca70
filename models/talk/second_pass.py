"""The second, independent labelling of the invented conversations, and how far it agrees with the writer's.

``second`` beside them holds a file a conversation, a line for each utterance of the worker: its place among all
utterances, a code, then the principles it is a passage for (``+EVO``) or against (``-CHF``). Whoever labelled saw the
words and the head of the conversation, and not the writer's codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from models.talk.corpus import CODES, EXCHANGES_FOLDER, PRINCIPLES, WORKSHOPS_FOLDER, Conversation, CorpusError

SECOND_FOLDERS = (EXCHANGES_FOLDER / "second", WORKSHOPS_FOLDER / "second")


@dataclass(frozen=True)
class Label:
    """What the second labeller gave one utterance."""

    code: str
    shows: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()


@dataclass(frozen=True)
class TagAgreement:
    """How many utterances the writer tagged, the second labeller tagged, and both did."""

    first: int
    second: int
    both: int

    @property
    def f1(self) -> float:
        """Twice both over the sum of the two (Dice 1945); 0 without any tag."""
        return 2 * self.both / (self.first + self.second) if self.first + self.second else 0.0


@dataclass(frozen=True)
class Agreement:
    """Writer and second labeller over all coded utterances: Cohen's kappa of all codes, of each code, and of tags."""

    n: int
    same: float
    kappa: float
    codes: Mapping[str, float]
    tags: Mapping[str, TagAgreement]


def read_second(path: Path, conversation: Conversation) -> dict[int, Label]:
    """The second labels by place. Raises CorpusError where a worker's utterance has none, or a line is wrong."""
    labels: dict[int, Label] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            place, label = _read(line.split(), f"{path.name}: line {number}")
            labels[place] = label
    wanted = {place for place, one in enumerate(conversation.utterances) if one.code}
    if labels.keys() != wanted:
        raise CorpusError(
            f"{path.name}: labels differ from the worker's utterances at {sorted(labels.keys() ^ wanted)}"
        )
    return labels


def second_labels(
    conversations: Iterable[Conversation], folders: Sequence[Path] = SECOND_FOLDERS
) -> dict[str, dict[int, Label]]:
    """The second labels of every conversation, by its id. Raises CorpusError where a file is missing or wrong."""
    files = {path.stem.partition("-")[2]: path for folder in folders for path in folder.glob("*.txt")}
    found = {}
    for conversation in conversations:
        if conversation.id not in files:
            raise CorpusError(f"{conversation.id} was not labelled a second time")
        found[conversation.id] = read_second(files[conversation.id], conversation)
    return found


def agreement(conversations: Iterable[Conversation], second: Mapping[str, Mapping[int, Label]]) -> Agreement:
    """How far the two labellings agree (Cohen 1960 for codes, each code against all others; Dice 1945 for tags)."""
    pairs = [
        (one, second[talk.id][place]) for talk in conversations for place, one in enumerate(talk.utterances) if one.code
    ]
    first, other = [one.code for one, _ in pairs], [label.code for _, label in pairs]
    codes = {
        code: float(cohen_kappa_score([a == code for a in first], [b == code for b in other]))
        for code in CODES
        if code in first and code in other
    }
    tags = {}
    for principle in PRINCIPLES:
        for sign, side in (("+", "shows"), ("-", "harms")):
            marks = [(principle in getattr(one, side), principle in getattr(label, side)) for one, label in pairs]
            tags[sign + principle] = TagAgreement(
                sum(a for a, _ in marks), sum(b for _, b in marks), sum(a and b for a, b in marks)
            )
    same = sum(a == b for a, b in zip(first, other, strict=True)) / len(pairs)
    return Agreement(len(pairs), same, float(cohen_kappa_score(first, other)), codes, tags)


def _read(words: list[str], where: str) -> tuple[int, Label]:
    if len(words) < 2 or not words[0].isdecimal() or words[1] not in CODES:
        raise CorpusError(f"{where} is not 'PLACE CODE …'")
    if any(mark[:1] not in ("+", "-") or mark[1:] not in PRINCIPLES for mark in words[2:]):
        raise CorpusError(f"{where} has an unknown principle")
    shows = tuple(mark[1:] for mark in words[2:] if mark[0] == "+")
    harms = tuple(mark[1:] for mark in words[2:] if mark[0] == "-")
    return int(words[0]), Label(words[1], shows, harms)
