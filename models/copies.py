"""Altered copies of coded conversations, so that a model also knows talk as a recogniser may write it.

One copy has lost its punctuation and capitals. In the other, two utterances of one turn run together, as they do when
a cut is missed, and some begin with the small words that people start a turn with. Copies share the group of the
conversation they come from, so no fold ever has one side of the same words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.corpus import CodedUtterance, Conversation
from models.suggestion_model import REFLECTION_FAMILY, worker_indexes
from models.text import WORKER, Utterance, unpunctuated

UNCODEABLE = "UNC"
# Which of two codes an utterance takes when both fit, the first before the last (codebook msw 1, precedence).
PRECEDENCE = tuple("CFT WRN DIR ADU BLX CON ADP AUT COL OQ SR AF CQ PLN STR GI SU FAC OTH".split())  # noqa: SIM905
LEADS = ("Okay. ", "Right. ", "Mm-hmm. ", "Yeah. ", "All right, so, ", "Okay, so ", "Um, ", "Well, ", "Sure. ")
_LEAD_SHARE = 0.6


@dataclass(frozen=True)
class Reading:
    """One conversation as it is learnt: everything said, the worker's coded places, their codes, and the fold group."""

    utterances: tuple[Utterance, ...]
    indexes: tuple[int, ...]
    codes: tuple[str, ...]
    group: int
    is_copy: bool


def readings(conversations: Sequence[Conversation], seed: int) -> Iterator[Reading]:
    """Every conversation as it is, then unpunctuated, then run together (see above); reflections as one family.

    Utterances without a code, with ``UNC`` or without words are read as context only. ``seed`` chooses which utterances
    of the last copy begin with a small word.
    """
    for group, conversation in enumerate(conversations):
        yield from _reading(conversation.utterances, group, is_copy=False)
        yield from _reading([_bare(coded) for coded in conversation.utterances], group, is_copy=True)
        mixed = run_together(conversation.utterances, random.Random(f"{seed} {conversation.id}"))
        yield from _reading(mixed, group, is_copy=True)


def run_together(coded: Sequence[CodedUtterance], chance: random.Random) -> list[CodedUtterance]:
    """The same conversation with neighbouring coded utterances of one turn joined in pairs.

    A pair takes the code that comes first in ``PRECEDENCE``; a code outside it is never joined. Utterances left single
    get a small word before them six times in ten, but a back-channel never does.
    """
    result: list[CodedUtterance] = []
    place = 0
    while place < len(coded):
        one = coded[place]
        other = coded[place + 1] if place + 1 < len(coded) else None
        if other is not None and _joinable(one) and _joinable(other):
            result.append(_joined(one, other))
            place += 1
        elif _joinable(one) and one.code != "FAC" and chance.random() < _LEAD_SHARE:
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
