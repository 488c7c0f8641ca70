"""What a codebook is made of. All classes are frozen; lists are tuples; identifiers are the field's short codes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_NUMBERED = re.compile(r"([+-]?\d+)(?::|$)")


class FrozenDict(dict[K, V]):
    """A dict that refuses change and can be hashed. It stays a dict so that JSON, pickle and ``asdict`` take it."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a codebook is never changed: load another version")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none; this one may
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)


class Kind(StrEnum):
    """The kind of conversation a codebook is made for."""

    PRACTICE = "practice"
    SUPERVISION = "supervision"
    RECRUITMENT = "recruitment"
    SKILLS = "skills"
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
    """One code for an utterance. ``precedence`` 1 wins when two codes fit.

    ``key`` is the key that applies it, ``q`` or ``Shift+Q``, or empty. ``speaker`` is whose talk it is made for:
    worker, parent, child, supervisor, other or any. ``principle`` is the one whose colour it wears on screen.
    ``consistent_when`` names an attribute that makes an otherwise neutral code count as consistent.
    """

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
    consistent_when: str = ""

    def group_with(self, attributes: Collection[str]) -> CodeGroup:
        """How the code counts when these attributes were marked on it (attribute ids)."""
        if self.consistent_when and self.consistent_when in attributes:
            return CodeGroup.CONSISTENT
        return self.group


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
    """A summary measure: numerator codes over denominator codes. Undefined (denominator 0) prints as a dash.

    With the unit ``%`` the quotient is shown times 100, and the reference lines are percentages too.
    ``human_only``: never worked out from suggested codes.
    """

    id: str
    name: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    unit: str = ""
    reference_fair: float | None = None
    reference_good: float | None = None
    reference_note: str = ""
    human_only: bool = False


@dataclass(frozen=True)
class SessionFigure:
    """A figure about one recording that comes from times, turns or attributes instead of counts of codes."""

    id: str
    name: str
    definition: str
    unit: str = ""


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
    """One statement a family may answer, and the principle it stands beside (never merged with it).

    ``helpful`` marks the item whose two highest answers count as pleased with the help.
    """

    id: str
    text: str
    audience: str
    scale: str
    principle: str = ""
    helpful: bool = False


@dataclass(frozen=True)
class ResponseScale:
    """How a feedback item is answered: the words from lowest to highest, or none for words, drawings and numbers."""

    id: str
    name: str
    labels: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[int, ...]:
        """The number each label stands for: the one it begins with where all do (``-2: much less``), else from 1 on."""
        numbers = [_NUMBERED.match(label) for label in self.labels]
        if all(numbers):
            return tuple(int(number[1]) for number in numbers if number is not None)
        return tuple(range(1, len(self.labels) + 1))


@dataclass(frozen=True)
class ScalePart:
    """A part of a form that is scored by itself. ``items`` and ``turned`` are numbers of items from 1.

    The values of ``turned`` items are turned round (highest for lowest) before they are added.
    """

    id: str
    name: str
    items: tuple[int, ...]
    turned: tuple[int, ...] = ()


@dataclass(frozen=True)
class ScaleForm:
    """One form of a published scale as an authority holds it: who may use it, its items and its own scoring key.

    ``scale`` is the response scale all items are answered on. ``texts`` are the items in order.
    """

    id: str
    name: str
    audience: str
    licence_holder: str
    scale: str
    texts: tuple[str, ...]
    parts: tuple[ScalePart, ...]


@dataclass(frozen=True)
class LicensedScale:
    """A slot for a published scale: its shape only. Its forms come from an authority that holds the licence."""

    id: str
    name: str
    items: int
    scoring: str
    forms: tuple[ScaleForm, ...] = ()


@dataclass(frozen=True)
class Guidance:
    """One of the written rules evaluators follow, for example A4 "Start at 3"."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class OverallDescription:
    """A word for the whole conversation that is not a score, for example ``task_led`` in supervision."""

    id: str
    name: str
    definition: str


@dataclass(frozen=True)
class Variant:
    """A use of part of a codebook with rules of its own, for example role-play in recruitment. Never pooled with it."""

    id: str
    name: str
    kind: Kind
    principles: tuple[str, ...]
    text: str


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
    small_denominator: int = 5
    """A measure with fewer codes below the line is greyed and shown with its n."""

    @property
    def values(self) -> range:
        """All values of the scale, lowest first."""
        return range(self.scale_min, self.scale_max + 1)


@dataclass(frozen=True)
class Codebook:
    """A whole coding frame at one version. ``hash`` is the sha256 of the file it was read from (see codebook.load).

    ``mappings`` lead from a scheme (``miti_4_2_1``) and one of our codes to that scheme's labels: several when the
    manner decides, none when it has no counterpart. ``scale`` says in general what each value means, lowest first.
    ``beside`` is the id of the codebook whose principles feedback items stand beside.

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
    mappings: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=FrozenDict)
    scale: tuple[str, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    questions: tuple[str, ...] = ()
    figures: tuple[SessionFigure, ...] = ()
    descriptions: tuple[OverallDescription, ...] = ()
    variants: tuple[Variant, ...] = ()
    response_scales: tuple[ResponseScale, ...] = ()
    licensed_scales: tuple[LicensedScale, ...] = ()
    beside: str = ""

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
