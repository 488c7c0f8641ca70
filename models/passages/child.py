"""Whether a child is in view where something is said, and whether the worker stays with the child or turns away."""

from __future__ import annotations

import re
from functools import lru_cache

from models.passages.surroundings import NEARBY, Surroundings
from models.talk.text import CHILD, WORKER

_LONG_MEMORY = 12
# What a child does inside, or what shows it: seen through these a child is a person and no item of a list.
_INNER = (
    r"(?:think|thinks|thought|thinking|feel|feels|felt|feeling|know|knows|knew|want|wants|wanted|wish|wishes|hope|hopes"
    r"|miss|misses|missed|missing|love|loves|loved|like|likes|liked|hate|hates|hated|scared|frightened|worried|worries"
    r"|sad|happy|proud|upset|angry|cross|lonely|cry|cries|cried|crying|hear|hears|heard|listen|listens|listening|see"
    r"|sees|saw|seen|watch|watches|watched|watching|wait|waits|waited|waiting|count|counts|counting|hide|hides|hid"
    r"|hiding|hold|holds|held|holding|dream|dreams|wake|wakes|woke|awake|sleep|sleeps|remember|remembers|need|needs"
    r"|needed|tell|tells|telling|told|say|says|said|saying|ask|asks|asked|asking|notice|notices|noticed|understand"
    r"|understands|reckon|reckons|decided|trust|trusts|play|plays|playing|sing|sings|draw|draws|drew|look|looks|looked)"
)


def child_near(surroundings: Surroundings, index: int) -> bool:
    """A child's name or a word for a child, here or in the two utterances before: "she" alone may be anyone."""
    return any(surroundings.means_child[max(index - NEARBY, 0) : index + 1])


def about_a_child(surroundings: Surroundings, index: int) -> bool:
    """A child's name, a word for a child, "he", "she" or "they" in this very utterance."""
    return surroundings.about_a_child[index]


def child_in_view(surroundings: Surroundings, index: int) -> bool:
    """As ``child_near``, or "he" or "she" where a child was meant not long ago, or a child is spoken with."""
    if child_near(surroundings, index):
        return True
    if any(surroundings.utterances[place].speaker_role == CHILD for place in surroundings.nearby(index)):
        return True
    recent = surroundings.means_child[max(index - _LONG_MEMORY, 0) : index]
    return about_a_child(surroundings, index) and any(recent)


def speaks_of_child(surroundings: Surroundings, index: int) -> bool:
    """This very utterance speaks of a child who is in view, or is a child's own."""
    if surroundings.utterances[index].speaker_role == CHILD:
        return True
    return about_a_child(surroundings, index) and child_in_view(surroundings, index)


def child_spoke(surroundings: Surroundings, index: int) -> bool:
    """What the worker answers is a child's."""
    place = surroundings.heard_before(index)
    return place is not None and surroundings.utterances[place].speaker_role == CHILD


def turns_from_child(surroundings: Surroundings, index: int) -> bool:
    """The family has just spoken of a child, or a child has spoken, and the worker's words hold nothing of a child."""
    place = surroundings.heard_before(index)
    return place is not None and speaks_of_child(surroundings, place) and not about_a_child(surroundings, index)


def stays_away(surroundings: Surroundings, index: int) -> bool:
    """As ``turns_from_child``, and nothing else the worker says in the passage is about a child either."""
    others = [place for place in surroundings.nearby(index) if surroundings.utterances[place].speaker_role == WORKER]
    return turns_from_child(surroundings, index) and not any(surroundings.about_a_child[place] for place in others)


def sees_inside(surroundings: Surroundings, index: int) -> bool:
    """A child in view is said to think, feel, want, watch or wait: the child as a person, by name or as "she"."""
    if not child_in_view(surroundings, index):
        return False
    return bool(_inside(surroundings.child_names).search(surroundings.smoothed[index]))


def child_share(surroundings: Surroundings, index: int, *, worker: bool) -> float:
    """In what share of the passage, of the worker's utterances or of the others', a child is spoken of (0–1)."""
    roles = [(place, surroundings.utterances[place].speaker_role == WORKER) for place in surroundings.nearby(index)]
    places = [place for place, by_worker in roles if by_worker == worker]
    return sum(speaks_of_child(surroundings, place) for place in places) / max(len(places), 1)


@lru_cache(maxsize=64)
def _inside(child_names: tuple[str, ...]) -> re.Pattern[str]:
    named = [re.escape(name) for name in child_names]
    who = "|".join(["he", "she", "they", "him", "her", "them", "child", "baby", "lad", "kid", *named])
    return re.compile(rf"\b(?:{who})(?:'s|'d|'ll|'re)?\s+(?:[\w']+\s+){{0,3}}{_INNER}\b")
