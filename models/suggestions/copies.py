"""Altered copies of coded conversations, so that a model also knows talk as a recogniser may write it.

One copy has lost its punctuation and capitals. In the other, neighbouring utterances run together, as they do when a
cut is missed or a short reply is lost, and some begin with the small words that people start a turn with.
Copies share the group of the conversation they come from, so no fold ever has one side of the same words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.suggestions.suggestion_model import REFLECTION_FAMILY, worker_indexes
from models.talk.corpus import CodedUtterance, Conversation
from models.talk.text import WORKER, Utterance, unpunctuated

UNCODEABLE = "UNC"
# Which of two codes an utterance takes when both fit, the first before the last (precedence in the codebook msw;
# reflections stand where the complex ones stand).
PRECEDENCE = tuple("CFT WRN DIR ADU BLX CON ADP AUT COL OQ SR AF CQ PLN STR GI SU FAC OTH".split())  # noqa: SIM905
LEADS = ("Okay. ", "Right. ", "Mm-hmm. ", "Yeah. ", "All right, so, ", "Okay, so ", "Um, ", "Well, ", "Sure. ")
_HALF = 0.5
ENOUGH_ROWS = 12_000


@dataclass(frozen=True)
class Reading:
    """One conversation as it is learnt: everything said, the worker's coded places, their codes, and the fold group."""

    utterances: tuple[Utterance, ...]
    indexes: tuple[int, ...]
    codes: tuple[str, ...]
    group: int
    is_copy: bool


def readings(conversations: Sequence[Conversation], seed: int) -> list[Reading]:
    """Every conversation as it is, then one copy of each, unpunctuated or run together in turn (see above), then the
    other copy; reflections as one family.

    Utterances without a code, with ``UNC`` or without words are read as context only. Copies stop at ``ENOUGH_ROWS``
    coded utterances in all: they teach most where there is little text. ``seed`` chooses which conversations are copied
    first and which utterances begin with a small word.
    """
    heard = [one for g, talk in enumerate(conversations) for one in _reading(talk.utterances, g, is_copy=False)]
    rows = sum(len(one.indexes) for one in heard)
    order = list(enumerate(conversations))
    random.Random(seed).shuffle(order)
    for again in (0, 1):
        for place, (group, conversation) in enumerate(order):
            copy = _copy(conversation, seed, bare=(place + again) % 2 == 0)
            made = list(_reading(copy, group, is_copy=True))
            rows += sum(len(one.indexes) for one in made)
            if rows > ENOUGH_ROWS:
                return heard
            heard += made
    return heard


def _copy(conversation: Conversation, seed: int, *, bare: bool) -> list[CodedUtterance]:
    if bare:
        return [_bare(coded) for coded in conversation.utterances]
    return run_together(conversation.utterances, random.Random(f"{seed} {conversation.id}"))


def run_together(coded: Sequence[CodedUtterance], chance: random.Random) -> list[CodedUtterance]:
    """The same conversation with half of the coded utterances run into the next one, one reply between them lost.

    A pair takes the code that comes first in ``PRECEDENCE``; a code outside it is never joined. Of the others, half get
    a small word before them, but a back-channel never does.
    """
    result: list[CodedUtterance] = []
    place = 0
    while place < len(coded):
        one = coded[place]
        if not _joinable(one):
            result.append(one)
        elif chance.random() < _HALF:
            after = next((i for i in (place + 1, place + 2) if i < len(coded) and _joinable(coded[i])), None)
            result.append(one if after is None else _joined(one, coded[after]))
            place = place if after is None else after
        elif one.code != "FAC" and chance.random() < _HALF:
            result.append(_with_text(one, chance.choice(LEADS) + one.utterance.text))
        else:
            result.append(one)
        place += 1
    return result


def _joinable(coded: CodedUtterance) -> bool:
    return coded.utterance.speaker_role == WORKER and _family(coded.code) in PRECEDENCE


def _joined(one: CodedUtterance, other: CodedUtterance) -> CodedUtterance:
    code = min(_family(one.code), _family(other.code), key=PRECEDENCE.index)
    text = f"{one.utterance.text} {other.utterance.text}"
    return CodedUtterance(replace(one.utterance, text=text, end_s=other.utterance.end_s), code)


def _bare(coded: CodedUtterance) -> CodedUtterance:
    return _with_text(coded, unpunctuated(coded.utterance.text))


def _with_text(coded: CodedUtterance, text: str) -> CodedUtterance:
    return replace(coded, utterance=replace(coded.utterance, text=text))


def _family(code: str) -> str:
    return REFLECTION_FAMILY.get(code, code)


def _reading(coded: Sequence[CodedUtterance], group: int, *, is_copy: bool) -> Iterator[Reading]:
    utterances = tuple(one.utterance for one in coded)
    indexes = tuple(i for i in worker_indexes(utterances) if coded[i].code not in ("", UNCODEABLE))
    if indexes:
        yield Reading(utterances, indexes, tuple(_family(coded[i].code) for i in indexes), group, is_copy)
