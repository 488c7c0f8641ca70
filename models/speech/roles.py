"""Who is who: worker, parent, child or other, guessed from the talk until a person confirms it.

Every speaker gets a score for every role from a few plain counts (below). The probability of a role is its share over
all ways to give out roles in which one speaker is the worker (at most one, when there is only one voice). The weights
are our own judgement, not learned.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from models.speech.alignment import UtteranceDraft


class Role(StrEnum):
    """Who a voice is in a visit."""

    WORKER = "worker"
    PARENT = "parent"
    CHILD = "child"
    OTHER = "other"


@dataclass(frozen=True)
class RoleGuess:
    """The likeliest role of a speaker and how likely, 0…1."""

    role: Role
    probability: float


def _any_of(*phrases: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(phrases), flags)


# What the worker says that others seldom do: the service, the concern, permission, invitations to tell more.
_WORKER = _any_of(
    r"social work",
    r"\bmy (?:manager|team|colleague)",
    r"\bour (?:team|worry|concern)",
    r"\bwe(?:'re| are) worried",
    r"\bi(?:'m| am) worried (?:about|that)",
    r"\brecording\b",
    r"\bchild protection",
    r"\bconference\b",
    r"\b(?:safety|the) plan\b",
    r"\bis (?:that|now|it) (?:still )?(?:all ?right|okay|ok|a good time)",
    r"\bwould it be (?:all ?right|okay|ok)",
    r"\bcan i (?:ask|check)",
    r"\bi(?:'d| would) like to (?:talk|check|ask|hear)",
    r"\bscale of",
    r"\bthank you for",
    r"\btell me (?:a bit |a little )?(?:more|about)",
    r"\bwhat would (?:you|it)",
    r"\bhow (?:would|do|did|have|does) (?:you|that|things)",
)
_REFLECTION = _any_of(
    r"^(?:so |and |but )?(?:it sounds|sounds like|it seems|that (?:mattered|must|sounds))",
    r"^(?:so |and |but )?you(?:'re| are|'ve| have| feel| felt| want| don't| try| made| know)",
)
_PARENT = _any_of(
    r"\bmy (?:own )?(?:kids?|son|daughter|boy|girl|baby|little one|ex|partner|husband|wife)",
    r"\b(?:her|his|their) dad\b",
    r"\bi(?:'m| am) (?:trying|doing my best|her mum|his mum|their mum|a good mum|a bad)",
    r"\bsocial services\b",
    r"\byou (?:people|lot)\b",
    r"\b(?:she|he) won't\b",
    r"\bi end up\b",
    r"\bthe kids\b",
    r"\bi love (?:her|him|them)",
)
_CHILD = _any_of(
    # "Mum" or "Dad" as a name, not "my mum" or "your dad", and written as one.
    r"(?<!\bmy )(?<!\byour )(?<!\bher )(?<!\bhis )(?<!\btheir )(?<!\ba )(?<!\bthat )(?<!\bthe )"
    r"\b(?:Mum|Mummy|Dad|Daddy)\b",
    r"\bmy teacher\b",
    r"\bat playtime\b",
    r"\bmy best friend\b",
    r"\b[Cc]an I (?:go|hear|play|have)\b",
    flags=re.NOFLAG,
)
_FIRST_PERSON = frozenset(["i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself"])
_SECOND_PERSON = frozenset(["you", "you're", "you've", "you'd", "you'll", "your", "yours", "yourself"])


# As if so much more had been said without any sign of a role. Without it a guess from the first twelve utterances of
# the first 51 invented conversations claimed 0.82 and was right for 0.59 of voices (claims today: docs/speech.md).
_DOUBT_UTTERANCES, _DOUBT_WORDS = 4, 32


@dataclass(frozen=True)
class _Talk:
    """Counts over all talk of one speaker; rates are per utterance or per word, and low while there is little talk."""

    share: float
    questions: float
    reflections: float
    worker_cues: float
    parent_cues: float
    child_cues: float
    first_person: float
    second_person: float
    words_each: float


def guess_roles(utterances: Sequence[UtteranceDraft]) -> Mapping[str, RoleGuess]:
    """A guess for every speaker of a recording, to be confirmed by a person; empty without utterances."""
    speakers = sorted({utterance.speaker for utterance in utterances})
    if not speakers:
        return {}
    total = sum(len(utterance.words) for utterance in utterances) or 1
    scores = [_scores(_talk_of([u for u in utterances if u.speaker == name], total)) for name in speakers]
    marginal = _marginals(scores)
    return {
        name: RoleGuess(*max(shares.items(), key=lambda item: item[1]))
        for name, shares in zip(speakers, marginal, strict=True)
    }


def _talk_of(utterances: Sequence[UtteranceDraft], total_words: int) -> _Talk:
    texts = [utterance.text.replace("’", "'") for utterance in utterances]
    words = [word.strip('.,!?;:…"').casefold() for text in texts for word in text.split()]
    n_words = max(1, len(words))
    n, said = len(texts) + _DOUBT_UTTERANCES, n_words + _DOUBT_WORDS
    return _Talk(
        share=n_words / total_words,
        questions=sum(text.rstrip().endswith("?") for text in texts) / n,
        reflections=sum(bool(_REFLECTION.search(text)) for text in texts) / n,
        worker_cues=_found(_WORKER, texts) / n,
        parent_cues=_found(_PARENT, texts) / n,
        child_cues=_found(_CHILD, texts) / n,
        first_person=sum(word in _FIRST_PERSON for word in words) / said,
        second_person=sum(word in _SECOND_PERSON for word in words) / said,
        words_each=n_words / len(texts),
    )


def _found(pattern: re.Pattern[str], texts: Iterable[str]) -> int:
    return sum(len(pattern.findall(text)) for text in texts)


def _scores(talk: _Talk) -> dict[Role, float]:
    """Log weights: a tenth more of a rate counts about as much as the prior of one role against another."""
    return {
        Role.WORKER: 8 * talk.worker_cues + 5 * talk.questions + 5 * talk.reflections + 12 * talk.second_person,
        Role.PARENT: 0.8 + 8 * talk.parent_cues + 14 * talk.first_person + 1.5 * talk.share,
        Role.CHILD: 10 * talk.child_cues + 10 * talk.first_person + 1.2 - 6 * talk.share - 0.06 * talk.words_each,
        Role.OTHER: 1.0 - 4 * talk.share,
    }


def _marginals(scores: Sequence[Mapping[Role, float]]) -> list[dict[Role, float]]:
    weights = [dict.fromkeys(Role, 0.0) for _ in scores]
    total = 0.0
    for roles in product(Role, repeat=len(scores)):
        workers = roles.count(Role.WORKER)
        if workers > 1 or (workers == 0 and len(scores) > 1):
            continue
        weight = math.exp(sum(score[role] for score, role in zip(scores, roles, strict=True)))
        total += weight
        for shares, role in zip(weights, roles, strict=True):
            shares[role] += weight
    return [{role: weight / total for role, weight in shares.items()} for shares in weights]
