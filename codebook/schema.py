"""What a codebook is made of. All classes are frozen; lists are tuples; identifiers are the field's short codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kind of conversation a codebook is made for."""

    PRACTICE = "practice"
    SUPERVISION = "supervision"
    RECRUITMENT = "recruitment"
    FAMILY_FEEDBACK = "family_feedback"


class CodeGroup(StrEnum):
    """How a code counts towards the consistent and inconsistent totals."""

    CONSISTENT = "consistent"
    NEUTRAL = "neutral"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True)
class Principle:
    """One principle (or, in supervision, dimension) that is rated once a recording.

    ``anchors`` holds one sentence for each value of the scale, the lowest first.
    ``badge`` is the two-letter mark that stands beside the colour, so that colour never carries meaning alone.
    """

    id: str
    badge: str
    name: str
    group: str
    definition: str
    indicators: tuple[str, ...]
    counter_indicators: tuple[str, ...]
    anchors: tuple[str, ...]
    not_evaluable_when: str
    not_to_confuse_with: str
    questions: tuple[str, ...]

    def anchor(self, value: int) -> str:
        """The sentence that describes one value, 1 for the lowest. Raises IndexError outside the scale."""
        if not 1 <= value <= len(self.anchors):
            raise IndexError(f"{self.id} has no anchor {value}")
        return self.anchors[value - 1]


@dataclass(frozen=True)
class Attribute:
    """A detail that may be added to a code, for example what an open question evokes. No values: a yes/no mark."""

    id: str
    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """One code for an utterance. ``precedence`` 1 wins when two codes fit. ``key`` is the key that applies it."""

    id: str
    name: str
    speaker: str
    definition: str
    does_not_count: str
    examples: tuple[str, ...]
    group: CodeGroup
    precedence: int
    key: str
    principle: str = ""
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True)
class MomentKind:
    """A kind of time-stamped moment an evaluator may mark, for example ``bright``."""

    id: str
    name: str
    definition: str


@dataclass(frozen=True)
class FocusTag:
    """What a stretch of talk is about."""

    id: str
    name: str


@dataclass(frozen=True)
class Measure:
    """A summary measure: numerator codes over denominator codes. Undefined (denominator 0) prints as a dash."""

    id: str
    name: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    unit: str = ""
    reference_fair: float | None = None
    reference_good: float | None = None
    reference_note: str = ""


@dataclass(frozen=True)
class Band:
    """A word for a stretch of the scale in reports: values from ``at_least`` up to the next band. Never a colour."""

    name: str
    at_least: float


@dataclass(frozen=True)
class PrincipleGroup:
    """A named group of principles that profiles show together."""

    id: str
    name: str
    principles: tuple[str, ...]


@dataclass(frozen=True)
class FeedbackItem:
    """One statement a family may answer, and the principle it stands beside (never merged with it)."""

    id: str
    text: str
    audience: str
    scale: str
    principle: str = ""


@dataclass(frozen=True)
class Rules:
    """Numbers the evaluators' rules are made of (see the general rules in each codebook file)."""

    scale_min: int = 1
    scale_max: int = 5
    neutral_value: int = 3
    evidence_for_off_neutral: int = 2
    evidence_for_extremes: int = 3
    segment_limit_s: float = 3600.0
    random_window_s: float = 1200.0
    skip_edges_s: float = 60.0


@dataclass(frozen=True)
class Codebook:
    """A whole coding frame at one version. ``hash`` is the sha256 of the file it was read from.

    Versions follow semver: wording is a patch, a new or changed code a minor, a changed scale or meaning a major.
    Scores made with different majors are never pooled.
    """

    id: str
    version: str
    title: str
    language: str
    provenance: str
    licence: str
    kind: Kind
    hash: str = ""
    principles: tuple[Principle, ...] = ()
    groups: tuple[PrincipleGroup, ...] = ()
    codes: tuple[Code, ...] = ()
    talk_codes: tuple[Code, ...] = ()
    tags: tuple[FocusTag, ...] = ()
    moments: tuple[MomentKind, ...] = ()
    measures: tuple[Measure, ...] = ()
    bands: tuple[Band, ...] = ()
    feedback_items: tuple[FeedbackItem, ...] = ()
    rules: Rules = field(default_factory=Rules)
    mappings: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def major(self) -> int:
        """The major version; scores of different majors are never pooled."""
        return int(self.version.split(".")[0])

    def principle(self, principle_id: str) -> Principle:
        """The principle with this id. Raises KeyError when the codebook has none."""
        for principle in self.principles:
            if principle.id == principle_id:
                return principle
        raise KeyError(principle_id)

    def code(self, code_id: str) -> Code:
        """The utterance or talk code with this id. Raises KeyError when the codebook has none."""
        for code in (*self.codes, *self.talk_codes):
            if code.id == code_id:
                return code
        raise KeyError(code_id)
