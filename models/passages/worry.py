"""Whether a worry of the worker's is in view where something is said, and whether anybody asks what is meant by it."""

from __future__ import annotations

import re

from models.passages.surroundings import NEARBY, Surroundings
from models.talk.text import WORKER

# A worry counts as said from here on; below it a model of codes hardly tells one from plain information.
_SAID = 0.3
_OWN_WORRY = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|we|we're|we've|our)\b")
_THEIR_WORRY = re.compile(
    r"\b(?:you're|you are|you|your|he's|she's|they're)\s+(?:\w+\s+){0,2}(?:worried|concerned|worry|worries|concerns?)\b"
)
_HARM = re.compile(
    r"\b(?:harm\w*|hurt\w*|unsafe|safe|safety|safer|risk|risks|danger\w*|frighten\w*|scared|terrified|bruis\w+|injur\w+"
    r"|hit|hits|hitting|slapped|punch\w*|smack\w*|shout\w*|scream\w*|burn\w*|fire|chok\w+|drown\w*|die|dies|died|dead"
    r"|killed|fell|fall|hungry|starving|neglect\w*|abuse\w*|alone|on (?:his|her|their) own|by (?:him|her|them)sel\w+"
    r"|drunk|drink|drinking|overdose\w*|using|asleep|awake|missing|missed|misses|late|exploit\w*|groom\w*|knife|knives"
    r"|blood|hospital|poorly|weight|cold|damp|filthy|police|violen\w+|fight\w*|row|rows|cries|crying|cried)\b"
)
_ASKS_WHAT = re.compile(
    r"\b(?:what(?:'s| does| do| did| d'you| is)? (?:that|it|this|you|he|she|they)(?:'s)? (?:even |actually )?"
    r"(?:mean|meant|on about)|meaning what|what (?:concerns?|worry|worries|things|harm|risk|presentation)|like what"
    r"|such as|in english|what (?:sort|kind) of|what's (?:that|a|an|the) \w+|how (?:long|bad|many)"
    r"|what (?:have|haven't|did|didn't|do|am|are|was) (?:i|we)|(?:don't|do not|didn't) (?:understand|get it|follow)"
    r"|(?:don't|do not|didn't) (?:get|know) what|which (?:bit|one|things)|what for|say it (?:plain|again)|what happened"
    r"|what's (?:happened|it about|this about|going on))\b|\A\W*(?:\w+ )?(?:what|sorry|pardon|eh|you what)\W*\Z"
)


def own_worry(surroundings: Surroundings, index: int) -> bool:
    """Speaks of the worker or the service, and not of somebody else's worry."""
    text = surroundings.smoothed[index]
    return bool(_OWN_WORRY.search(text)) and not _THEIR_WORRY.search(text)


def not_their_worry(surroundings: Surroundings, index: int) -> bool:
    """No "you're worried", or a worry of the worker's beside it."""
    theirs = _THEIR_WORRY.search(surroundings.smoothed[index])
    return not theirs or "concern_first_person" in surroundings.cues[index]


def worry(surroundings: Surroundings, index: int) -> float:
    """How far an utterance of the worker says a worry or an explained limit (0–1): by its words, or as it reads."""
    if surroundings.utterances[index].speaker_role != WORKER:
        return 0.0
    if "concern_first_person" in surroundings.cues[index] and own_worry(surroundings, index):
        return 1.0
    chances = surroundings.chances.get(index, {})
    return chances.get("CON", 0.0) + chances.get("BLX", 0.0)


def worry_near(surroundings: Surroundings, index: int, reach: int = NEARBY) -> float:
    """The most that another utterance of the worker, at most ``reach`` away, says of a worry (0–1)."""
    others = (place for place in surroundings.nearby(index, reach) if place != index)
    return max((worry(surroundings, place) for place in others), default=0.0)


def harm_said(surroundings: Surroundings, index: int) -> bool:
    """A word for harm or risk in this very utterance."""
    return bool(_HARM.search(surroundings.smoothed[index]))


def harm_near(surroundings: Surroundings, index: int) -> bool:
    """A word for harm or risk anywhere in the passage, whoever says it."""
    return any(harm_said(surroundings, place) for place in surroundings.nearby(index))


def worry_in_view(surroundings: Surroundings, index: int) -> bool:
    """The worker says a worry in the passage, or harm is spoken of in it; else it is information and no concern."""
    if "concern_first_person" in surroundings.cues[index]:
        return True
    said = max(worry(surroundings, index), worry_near(surroundings, index))
    return said >= _SAID or harm_near(surroundings, index)


def asked_after(surroundings: Surroundings, index: int) -> bool:
    """The family's answer asks what is meant, or what it is they have done."""
    return _asks_what(surroundings, surroundings.heard_after(index))


def asked_before(surroundings: Surroundings, index: int) -> bool:
    """The family has just asked what is meant, or what it is they have done."""
    return _asks_what(surroundings, surroundings.heard_before(index))


def _asks_what(surroundings: Surroundings, place: int | None) -> bool:
    return place is not None and bool(_ASKS_WHAT.search(surroundings.smoothed[place]))
