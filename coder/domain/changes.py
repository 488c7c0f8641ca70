"""What a service call changed, so that each page can tell whether it must reload."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of things that pages show."""

    PEOPLE = "people"
    SESSION = "session"
    TRANSCRIPT = "transcript"
    CODING = "coding"
    SUGGESTION = "suggestion"
    PROFILE = "profile"
    REPORT = "report"
    JOB = "job"
    CODEBOOK = "codebook"
    DECISION = "decision"
    POLICY = "policy"
    MASK = "mask"
    FEEDBACK = "feedback"
    PROGRAMME = "programme"


@dataclass(frozen=True)
class Changes:
    """The kinds and the ids that a mutation touched. ``created`` is the id of the new thing, if one was made."""

    kinds: frozenset[Kind]
    ids: frozenset[str] = field(default_factory=frozenset)
    created: str = ""

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.kinds | other.kinds, self.ids | other.ids, self.created or other.created)


def changes(*kinds: Kind, ids: frozenset[str] | set[str] = frozenset(), created: str = "") -> Changes:
    """Shorthand for Changes."""
    return Changes(frozenset(kinds), frozenset(ids), created)
